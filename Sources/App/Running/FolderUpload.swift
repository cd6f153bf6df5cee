import Glibc
import Storage

/// Brings a folder into a bucket, with the same names below a prefix. What is there with the same size is passed over, so that an upload
/// that was interrupted goes on where it was.
struct FolderUpload {
  enum Outcome: Equatable {
    case uploaded(bytes: Int)
    /// It is there already.
    case skipped
    case failed(StorageError)
  }

  /// How often a file is tried where only the way to it fails.
  private static let tries = 3

  let store: any ObjectStore
  /// Before every name; empty, or ending in a slash.
  let prefix: String
  /// Waits before another try; s.
  var wait: (Double) -> Void = { usleep(UInt32(min($0, 60) * 1_000_000)) }

  /// A file and the key that it gets.
  struct Item: Equatable {
    var path: String
    var key: String
  }

  /// What is to be uploaded, in the order of names.
  static func items(under folder: String, prefix: String) -> [Item] {
    let base = folder.hasSuffix("/") ? folder : folder + "/"
    return FileTree.files(under: folder).map { path in
      let name =
        path.hasPrefix(base)
        ? String(path.dropFirst(base.count)) : path.split(separator: "/").last.map(String.init) ?? path
      return Item(path: path, key: prefix + name)
    }
  }

  /// The sizes of what is there; fails where the credentials are wrong, before anything is sent.
  func present() throws(StorageError) -> [String: Int] {
    var sizes: [String: Int] = [:]
    try store.forEach(prefix: prefix) { entry throws(StorageError) in sizes[entry.key] = entry.size }
    return sizes
  }

  /// Uploads one file.
  func upload(_ item: Item, present: [String: Int]) -> Outcome {
    var status = stat()
    guard stat(item.path, &status) == 0 else {
      return .failed(StorageError(kind: .file(code: errno), message: String(cString: strerror(errno)), key: item.key))
    }
    let size = Int(status.st_size)
    if present[item.key] == size { return .skipped }
    var failures = 0
    while true {
      do {
        try store.put(.file(path: item.path), as: item.key, onlyNew: false)
        return .uploaded(bytes: size)
      } catch {
        failures += 1
        guard error.isPassing, failures < Self.tries else { return .failed(error) }
        if case .busy(let seconds?) = error.kind { wait(seconds) } else { wait(Double(failures)) }
      }
    }
  }
}
