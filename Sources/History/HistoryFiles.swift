import Glibc

/// What is done with the files of histories as files.
enum HistoryFiles {
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// The folder of a file.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// The name of a file without folder and suffix.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.hasSuffix(".sqlite") ? String(name.dropLast(".sqlite".count)) : name
  }

  static func makeFolder(_ path: String) throws(HistoryError) {
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else { throw failure(path) }
  }

  static func rename(_ path: String, to target: String) throws(HistoryError) {
    guard Glibc.rename(path, target) == 0 else { throw failure(target) }
  }

  /// Has the disk keep what was written to a file or a folder.
  static func sync(_ path: String) throws(HistoryError) {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { throw failure(path) }
    defer { close(file) }
    guard fsync(file) == 0 else { throw failure(path) }
  }

  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// When a file was last written, s since 1970.
  static func modified(_ path: String) -> Double {
    var status = stat()
    return stat(path, &status) == 0 ? Double(status.st_mtim.tv_sec) + Double(status.st_mtim.tv_nsec) / 1e9 : 0
  }

  /// What tells one file from every other on this machine.
  struct Identity: Equatable {
    var device: UInt
    var number: UInt
  }

  /// `nil` where there is no such file.
  static func identity(of path: String) -> Identity? {
    var status = stat()
    return stat(path, &status) == 0 ? Identity(device: UInt(status.st_dev), number: UInt(status.st_ino)) : nil
  }

  static func isSame(_ a: String, _ b: String) -> Bool {
    var first = stat()
    var second = stat()
    return stat(a, &first) == 0 && stat(b, &second) == 0 && first.st_dev == second.st_dev
      && first.st_ino == second.st_ino
  }

  /// The names in a folder, sorted; none where it cannot be read.
  static func names(in folder: String) -> [String] {
    guard let listing = opendir(folder) else { return [] }
    defer { closedir(listing) }
    var names: [String] = []
    while let entry = readdir(listing) {
      names.append(
        withUnsafePointer(to: &entry.pointee.d_name) {
          $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        })
    }
    return names.sorted()
  }

  /// Day, or day and time, of an instant in local time, as it stands in names of files.
  static func stamp(_ time: Double, withTime: Bool) -> String {
    var seconds = time_t(time)
    var parts = tm()
    localtime_r(&seconds, &parts)
    var buffer = [CChar](repeating: 0, count: 32)
    let length = strftime(&buffer, buffer.count, withTime ? "%Y-%m-%d-%H%M%S" : "%Y-%m-%d", &parts)
    return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  static func remove(_ path: String) { unlink(path) }

  static func alreadyThere(_ path: String) -> HistoryError {
    HistoryError(kind: .file(path: path, code: EEXIST), message: String(cString: strerror(EEXIST)))
  }

  static func failure(_ path: String) -> HistoryError {
    let code = errno
    return HistoryError(kind: .file(path: path, code: code), message: String(cString: strerror(code)))
  }
}
