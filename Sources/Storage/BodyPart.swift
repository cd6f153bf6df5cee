internal import Cryptography
internal import Glibc
internal import Web

/// A part of what is stored, measured and hashed before it is sent.
enum BodyPart {
  /// The size of a body, bytes.
  static func size(of body: ObjectBody, key: String) throws(StorageError) -> Int {
    switch body {
    case .bytes(let bytes): return bytes.count
    case .file(let path):
      var status = stat()
      guard stat(path, &status) == 0 else { throw .system(errno, key: key) }
      guard status.st_mode & S_IFMT == S_IFREG else { throw .system(EINVAL, key: key) }
      return Int(status.st_size)
    }
  }

  static func part(_ range: Range<Int>, of body: ObjectBody) -> WebRequest.Body {
    switch body {
    case .bytes(let bytes): .bytes(range == 0..<bytes.count ? bytes : Array(bytes[range]))
    case .file(let path): .file(path: path, range: range)
    }
  }

  /// SHA-256 in hexadecimal.
  static func hash(_ part: WebRequest.Body, key: String?) throws(StorageError) -> String {
    switch part {
    case .none: return SignatureV4.hash([])
    case .bytes(let bytes): return SignatureV4.hash(bytes)
    case .file(let path, let range):
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { throw .system(errno, key: key) }
      defer { close(descriptor) }
      var hash = SHA256()
      var buffer = [UInt8](repeating: 0, count: 256 << 10)
      var place = range.lowerBound
      while place < range.upperBound {
        let count = pread(descriptor, &buffer, min(buffer.count, range.upperBound - place), off_t(place))
        guard count > 0 else { throw .system(count < 0 ? errno : EIO, key: key) }
        hash.update(buffer.span.bytes.extracting(0..<count))
        place += count
      }
      return Hexadecimal.text(hash.value())
    }
  }
}

extension StorageError {
  /// A failure of the file system.
  static func system(_ code: Int32, key: String?) -> StorageError {
    let kind: Kind =
      switch code {
      case ENOSPC, EDQUOT: .full
      case EACCES, EPERM, EROFS: .denied
      case EFBIG: .tooLarge
      default: .file(code: code)
      }
    return StorageError(kind: kind, message: String(cString: strerror(code)), key: key)
  }
}
