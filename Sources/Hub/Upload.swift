internal import Cryptography
internal import Glibc

/// An object on its way in: written to a file and hashed as it comes.
final class Upload {
  private let path: String
  private var descriptor: Int32
  private var hash = SHA256()
  private(set) var size = 0
  private(set) var failure: HubError?

  /// - Parameter folder: for files of this kind; nothing in it outlives a restart.
  init(folder: String) throws(HubError) {
    path = folder + "/" + Hexadecimal.text(randomBytes(16))
    descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .system(errno, path) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    // Gone already where it became an object.
    unlink(path)
  }

  func receive(_ bytes: UnsafeRawBufferPointer) {
    guard failure == nil else { return }
    hash.update(bytes.bytes)
    var written = 0
    while written < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + written, bytes.count - written)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        failure = .system(errno, path)
        return
      }
      written += count
    }
    size += bytes.count
  }

  /// What was received, safe on the disk.
  func finish() throws(HubError) -> ReceivedBody {
    if let failure { throw failure }
    guard fsync(descriptor) == 0 else { throw .system(errno, path) }
    close(descriptor)
    descriptor = -1
    return ReceivedBody(path: path, size: size, hash: hash.value())
  }
}
