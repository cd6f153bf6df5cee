/// Goes through folders in the order of keys and looks only into those that can hold what is wanted.
struct FolderWalk {
  /// Folders within folders that are followed.
  private static let deepest = 64

  let prefix: String
  let after: String?
  let limit: Int
  /// What is taken off the front of every key.
  let cut: String
  /// Names that are no objects.
  let isHidden: (String) -> Bool
  private(set) var entries: [ObjectEntry] = []
  private(set) var hasMore = false

  init(prefix: String, after: String?, limit: Int, cut: String, isHidden: @escaping (String) -> Bool) {
    self.prefix = prefix
    self.after = after
    self.limit = limit
    self.cut = cut
    self.isHidden = isHidden
  }

  mutating func visit(_ folder: borrowing FolderHandle, _ path: String, depth: Int) throws(StorageError) {
    guard depth < Self.deepest else { return }
    for (name, size) in try folder.names() {
      if hasMore { return }
      let whole = path + name
      if name.hasSuffix("/") {
        guard mayHold(whole), let inner = try folder.folder(String(name.dropLast())) else { continue }
        try visit(inner, whole, depth: depth + 1)
      } else if KeyOrder.begins(whole, with: prefix), after.map({ KeyOrder.precedes($0, whole) }) ?? true,
        !isHidden(name)
      {
        guard entries.count < limit else {
          hasMore = true
          return
        }
        entries.append(
          ObjectEntry(key: String(decoding: Array(whole.utf8.dropFirst(cut.utf8.count)), as: UTF8.self), size: size))
      }
    }
  }

  /// Whether a folder, whose path ends in a slash, can hold a wanted key.
  private func mayHold(_ path: String) -> Bool {
    guard KeyOrder.begins(path, with: prefix) || KeyOrder.begins(prefix, with: path) else { return false }
    // All keys in it lie before the last one that was had, unless that one lies in it.
    return after.map { KeyOrder.precedes($0, path) || KeyOrder.begins($0, with: path) } ?? true
  }
}
