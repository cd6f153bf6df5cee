import Glibc
import Ingest
import Recordings
import Settings
import Storage
import Synchronization

/// Recordings in a bucket. One that is opened is fetched into a file without a name, which the system takes back with its last reader.
final class BucketFiles: RecordingFiles {
  /// Files that are kept open for the next that asks: the tables of a race are asked for by each of its cars.
  private static let mostOpen = 4
  /// Names that are looked at around a single file.
  private static let mostNeighbours = 10_000

  private struct State {
    /// Names by folder, as far as they were listed.
    var names: [String: [String]] = [:]
    var open: [(path: String, bytes: ByteStore)] = []
  }

  private let root: String
  private let store: any ObjectStore
  private let state = Mutex(State())

  /// - Parameter root: `s3://bucket/`.
  init(root: String, store: any ObjectStore) {
    self.root = root
    self.store = store
  }

  private func key(_ path: String) -> String { String(path.dropFirst(root.count)) }

  private static func folder(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  func files(under path: String) throws -> [String] {
    let key = key(path)
    if !key.isEmpty, !key.hasSuffix("/"), try store.size(of: key) != nil { return [path] }
    let prefix = key.isEmpty || key.hasSuffix("/") ? key : key + "/"
    let keys = try keys(prefix)
    remember(keys)
    return keys.map { root + $0 }
  }

  /// Keys of files; hidden ones are left out, as in a folder.
  private func keys(_ prefix: String, limit: Int = .max) throws -> [String] {
    var keys: [String] = []
    var after: String?
    while keys.count < limit {
      let page = try store.list(prefix: prefix, after: after, limit: 1_000)
      keys += page.entries.map(\.key).filter { key in
        !key.hasSuffix("/") && !key.split(separator: "/").contains { $0.hasPrefix(".") }
      }
      guard page.hasMore, let last = page.entries.last?.key else { break }
      after = last
    }
    return keys
  }

  private func remember(_ keys: [String]) {
    var names: [String: [String]] = [:]
    for key in keys {
      let path = root + key
      names[Self.folder(of: path), default: []].append(path.split(separator: "/").last.map(String.init) ?? "")
    }
    state.withLock { $0.names.merge(names) { _, new in new } }
  }

  func names(in folder: String) -> [String] {
    var folder = folder
    while folder.hasSuffix("/") { folder.removeLast() }
    if let known = state.withLock({ $0.names[folder] }) { return known }
    let inner = folder.count > root.count ? key(folder) + "/" : ""
    // What cannot be listed has no neighbours: the file itself says what is wrong when it is opened.
    guard let keys = try? keys(inner, limit: Self.mostNeighbours) else { return [] }
    let names = keys.map { String($0.dropFirst(inner.count)) }.filter { !$0.contains("/") }
    state.withLock { $0.names[folder] = names }
    return names
  }

  func open(_ path: String) throws -> ByteStore {
    if let known = state.withLock({ $0.open.first { $0.path == path } }) { return known.bytes }
    let bytes = try fetch(key(path))
    state.withLock { state in
      state.open.append((path, bytes))
      if state.open.count > Self.mostOpen { state.open.removeFirst() }
    }
    return bytes
  }

  private func fetch(_ key: String) throws -> ByteStore {
    let folder = Folders.places.cache
    try Folders.make(folder)
    var template = Array((folder + "/download-XXXXXX").utf8CString)
    let file = mkstemp(&template)
    guard file >= 0 else { throw FileError(path: folder, code: errno) }
    defer { close(file) }
    _ = fcntl(file, F_SETFD, FD_CLOEXEC)
    unlink(template)
    var code: Int32 = 0
    do {
      try store.get(key, range: nil) { piece in
        code = Self.write(piece, to: file)
        return code == 0
      }
    } catch {
      throw code == 0 ? error : FileError(path: folder, code: code)
    }
    // The file has no name any more; this leads to it as long as it is open.
    return try MappedFile.open(path: "/proc/self/fd/\(file)")
  }

  /// - Returns: the system's number of what went wrong, else 0.
  private static func write(_ piece: RawSpan, to file: Int32) -> Int32 {
    piece.withUnsafeBytes { buffer in
      var written = 0
      while written < buffer.count {
        let count = Glibc.write(file, buffer.baseAddress! + written, buffer.count - written)
        if count < 0, errno == EINTR { continue }
        guard count >= 0 else { return errno }
        written += count
      }
      return 0
    }
  }

  func folders(of path: String) -> [String] {
    key(path).split(separator: "/").map(String.init).dropLast().reversed()
  }

  /// Buckets tell when a file was uploaded, which says nothing of when it was driven.
  func modified(_ path: String) -> Double? { nil }
}
