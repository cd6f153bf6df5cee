internal import Glibc
public import Recordings

/// Why a file could not be opened.
public struct FileError: Error, Equatable, Sendable {
  public var path: String
  /// The system's error number.
  public var code: Int32

  public init(path: String, code: Int32) {
    self.path = path
    self.code = code
  }
}

/// A file's bytes without reading them: the system brings in the pages that are touched.
public enum MappedFile {
  /// Maps a whole file, read only, for as long as the result lives.
  ///
  /// - Throws: `FileError` where the file is not there, not readable or a directory.
  public static func open(path: String) throws(FileError) -> ByteStore {
    let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FileError(path: path, code: errno) }
    var isKept = false
    defer { if !isKept { close(descriptor) } }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw FileError(path: path, code: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw FileError(path: path, code: EISDIR) }
    let size = Int(status.st_size)
    // Nothing cannot be mapped.
    guard size > 0 else { return ByteStore([]) }
    guard let base = mmap(nil, size, PROT_READ, MAP_PRIVATE, descriptor, 0), base != MAP_FAILED else {
      throw FileError(path: path, code: errno)
    }
    madvise(base, size, MADV_WILLNEED)
    isKept = true
    return ByteStore(unsafeBytes: UnsafeRawBufferPointer(start: base, count: size)) { offset, memory in
      read(descriptor, offset, memory)
    } release: { buffer in
      munmap(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count)
      close(descriptor)
    }
  }

  /// Reads until the memory is full; `false` at an error, or where the file has become shorter.
  private static func read(_ descriptor: Int32, _ offset: Int, _ memory: UnsafeMutableRawBufferPointer) -> Bool {
    var done = 0
    while done < memory.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: memory[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
