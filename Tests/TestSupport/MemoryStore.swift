public import Storage
import Synchronization

/// A store in memory, whole and without faults.
public final class MemoryStore: ObjectStore {
  private let objects = Mutex<[String: [UInt8]]>([:])

  public init() {}

  public var address: String { "memory" }
  public var capabilities: StoreCapabilities { StoreCapabilities(createsOnly: true) }

  /// Everything that is there.
  public var contents: [String: [UInt8]] { objects.withLock { $0 } }

  public func list(prefix: String, after: String?, limit: Int) throws(StorageError) -> ObjectPage {
    let entries = objects.withLock { objects in
      objects.filter { $0.key.utf8.starts(with: prefix.utf8) }
        .filter { entry in after.map { $0.utf8.lexicographicallyPrecedes(entry.key.utf8) } ?? true }
        .map { ObjectEntry(key: $0.key, size: $0.value.count) }
    }
    let sorted = entries.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    return ObjectPage(entries: Array(sorted.prefix(limit)), hasMore: sorted.count > limit)
  }

  public func size(of key: String) throws(StorageError) -> Int? { objects.withLock { $0[key]?.count } }

  public func put(_ body: ObjectBody, as key: String, onlyNew: Bool) throws(StorageError) {
    let bytes: [UInt8]
    switch body {
    case .bytes(let given): bytes = given
    case .file(let path): bytes = try FolderStore.contents(of: path)
    }
    let isStored = objects.withLock { objects in
      guard !onlyNew || objects[key] == nil else { return false }
      objects[key] = bytes
      return true
    }
    if !isStored { throw StorageError(kind: .exists, message: "there is one already", key: key) }
  }

  public func get(_ key: String, range: Range<Int>?, into receive: (RawSpan) -> Bool) throws(StorageError) {
    guard let bytes = objects.withLock({ $0[key] }) else {
      throw StorageError(kind: .missing, message: "no such object", key: key)
    }
    let part = (range ?? 0..<bytes.count).clamped(to: 0..<bytes.count)
    guard !part.isEmpty else { return }
    guard receive(bytes.span.bytes.extracting(part)) else {
      throw StorageError(kind: .stopped, message: "the receiver stopped", key: key)
    }
  }

  public func delete(_ key: String) throws(StorageError) { objects.withLock { $0[key] = nil } }
}

extension FolderStore {
  /// The bytes of a file anywhere.
  fileprivate static func contents(of path: String) throws(StorageError) -> [UInt8] {
    guard let slash = path.lastIndex(of: "/") else {
      throw StorageError(kind: .file(code: 2), message: "not a whole path")
    }
    let folder = FolderStore(path: String(path[...slash]))
    return try folder.get(String(path[path.index(after: slash)...]), limit: .max)
  }
}
