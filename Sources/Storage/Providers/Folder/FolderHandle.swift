internal import Glibc

/// An open folder. Names are looked up from it, so that no link on the way leads out of the store.
struct FolderHandle: ~Copyable {
  let descriptor: Int32

  private init(descriptor: Int32) { self.descriptor = descriptor }

  /// - Throws: `.noSuchPlace` where it is not there.
  init(root path: String) throws(StorageError) {
    descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      guard code == ENOENT || code == ENOTDIR else { throw .system(code, key: nil) }
      throw StorageError(kind: .noSuchPlace, message: "the folder is not there")
    }
  }

  deinit { close(descriptor) }

  /// A folder within this one, which is no link; `nil` where there is none.
  func folder(_ name: String, isMade: Bool = false) throws(StorageError) -> FolderHandle? {
    while true {
      let inner = openat(descriptor, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      if inner >= 0 { return FolderHandle(descriptor: inner) }
      let code = errno
      if !isMade, code == ENOENT || code == ENOTDIR || code == ELOOP { return nil }
      guard isMade, code == ENOENT else { throw .system(code, key: nil) }
      guard mkdirat(descriptor, name, 0o755) == 0 || errno == EEXIST else { throw .system(errno, key: nil) }
    }
  }

  /// Files and folders within, a folder with a slash behind its name, in the order of keys. What is neither is left out.
  func names() throws(StorageError) -> [(name: String, size: Int)] {
    let copy = openat(descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0 else { throw .system(errno, key: nil) }
    guard let stream = fdopendir(copy) else {
      let code = errno
      close(copy)
      throw .system(code, key: nil)
    }
    defer { closedir(stream) }
    var names: [(name: String, size: Int)] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      // A name that is no text can be no key.
      guard let name, name != ".", name != ".." else { continue }
      var status = stat()
      guard fstatat(descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: names.append((name + "/", 0))
      case S_IFREG: names.append((name, Int(status.st_size)))
      default: continue
      }
    }
    return names.sorted { KeyOrder.precedes($0.name, $1.name) }
  }

  /// Makes sure that names which were written stay after a power cut, where the file system can.
  func synchronise() { fsync(descriptor) }
}
