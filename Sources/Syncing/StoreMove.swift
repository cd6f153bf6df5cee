public import Storage
internal import Vault

/// Copies a vault from one store to another, object by object: no key is needed, and a copy that broke off goes on.
public struct StoreMove: Sendable {
  public struct Report: Hashable, Sendable {
    /// Objects that were copied, and those that were there already.
    public var copied = 0
    public var alreadyThere = 0
    public var bytes = 0
  }

  public let source: any ObjectStore
  public let target: any ObjectStore
  public let patience: Patience
  /// Objects that are moved at once.
  public var threads = 8

  public init(source: any ObjectStore, target: any ObjectStore, patience: Patience) {
    self.source = source
    self.target = target
    self.patience = patience
  }

  /// Copies what the target lacks, the vault's own object last, so that it is whole once it is one.
  ///
  /// - Parameter progress: told the objects that are done and all there are.
  /// - Throws: `.otherVault` where the target holds another one.
  public func run(progress: @Sendable (Int, Int) -> Void = { _, _ in }) throws(SyncError) -> Report {
    var report = Report()
    let wanted = try entries(source).filter { !$0.key.hasPrefix(ObjectKey.requests) }
    guard let vault = wanted.first(where: { $0.key == ObjectKey.vault }) else { throw .noVault }
    let there = Dictionary(try entries(target).map { ($0.key, $0.size) }) { first, _ in first }
    if there[ObjectKey.vault] != nil {
      guard try object(source, vault) == object(target, vault) else { throw .otherVault }
    }
    var rest = wanted.filter { $0.key != ObjectKey.vault && there[$0.key] != $0.size }
    report.alreadyThere = wanted.count - rest.count - (there[ObjectKey.vault] == nil ? 1 : 0)
    let total = wanted.count
    try Workers.run(
      count: threads, next: { () throws(SyncError) in rest.popLast() },
      work: { entry throws(SyncError) in
        let bytes = try self.object(self.source, entry)
        try self.write(bytes, entry.key)
        return bytes.count
      },
      finish: { count throws(SyncError) in
        report.copied += 1
        report.bytes += count
        progress(report.copied + report.alreadyThere, total)
      })
    if there[ObjectKey.vault] == nil {
      try write(try object(source, vault), ObjectKey.vault)
      report.copied += 1
    }
    return report
  }

  private func entries(_ store: any ObjectStore) throws(SyncError) -> [ObjectEntry] {
    var entries: [ObjectEntry] = []
    do {
      try patience.run { () throws(StorageError) in
        entries = []
        try store.forEach(prefix: "") { entries.append($0) }
      }
    } catch {
      throw .storage(error)
    }
    return entries
  }

  private func object(_ store: any ObjectStore, _ entry: ObjectEntry) throws(SyncError) -> [UInt8] {
    do {
      return try patience.run { () throws(StorageError) in
        let bytes = try store.get(entry.key, limit: Pack.largestObject)
        guard bytes.count == entry.size else {
          throw StorageError(
            kind: .busy(retryAfter: nil), message: "\(bytes.count) of \(entry.size) bytes came", key: entry.key)
        }
        return bytes
      }
    } catch {
      throw .storage(error)
    }
  }

  /// Writes an object and reads it back: what is given up afterwards must be where it was moved to.
  private func write(_ bytes: [UInt8], _ key: String) throws(SyncError) {
    do {
      try patience.run { () throws(StorageError) in
        try target.put(.bytes(bytes), as: key, onlyNew: false)
        guard try target.get(key, limit: Pack.largestObject) == bytes else {
          throw StorageError(kind: .busy(retryAfter: nil), message: "it reads otherwise than it was written", key: key)
        }
      }
    } catch {
      throw .storage(error)
    }
  }
}
