import Glibc

/// Files below a path.
enum FileTree {
  /// The path itself if it is a file, else every file below it, in the order of their names; hidden ones are left out.
  static func files(under path: String) -> [String] {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { return [path] }
    let base = path.hasSuffix("/") ? String(path.dropLast()) : path
    return names(in: path).sorted().flatMap { name -> [String] in
      let child = base + "/" + name
      var status = stat()
      // A link to a folder may lead back here.
      guard lstat(child, &status) == 0 else { return [] }
      switch status.st_mode & S_IFMT {
      case S_IFDIR: return files(under: child)
      case S_IFREG, S_IFLNK: return [child]
      default: return []
      }
    }
  }

  /// The names of the files in a folder, in no order.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// The names of the folders in which a file lies, the nearest first.
  static func folders(of path: String) -> [String] {
    let whole = realpath(path, nil)
    defer { free(whole) }
    let parts = (whole.map { String(cString: $0) } ?? path).split(separator: "/").map(String.init)
    return parts.dropLast().reversed()
  }

  /// When a file was last written, s since 1970.
  static func modified(_ path: String) -> Double? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Double(status.st_mtim.tv_sec)
  }
}
