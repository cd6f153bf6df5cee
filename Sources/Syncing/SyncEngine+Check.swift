internal import History
internal import Storage
internal import Vault

/// What a look at every object of a store found.
public struct StoreCheck: Hashable, Sendable {
  /// Objects that are what their names say.
  public var sound = 0
  public var bytes = 0
  /// Objects that are not, and packs that are named and missing.
  public var alarms: Set<SyncAlarm> = []
  /// Damaged or missing objects that were written again from here.
  public var repaired = 0

  public init() {}
}

extension SyncEngine {
  /// Reads every object and looks whether it is what its name says.
  ///
  /// - Parameter repairs: whether objects that are damaged or missing, and that are here, are written again.
  public func check(repairs: Bool) throws(SyncError) -> StoreCheck {
    try refreshDevices()
    var result = StoreCheck()
    var entries: [ObjectEntry] = []
    try retrying { () throws(SyncError) in
      entries = []
      try access.each("") { entry throws(SyncError) in entries.append(entry) }
    }
    let total = entries.count
    let there = Set(entries.map(\.key))
    var rest = Array(entries.reversed())
    var damaged: Set<String> = []
    var done = 0
    let (keys, trust) = (keys, trust)
    try Workers.run(
      count: options.threads,
      next: { () throws(SyncError) in
        try self.checkStop()
        return rest.popLast()
      },
      work: { entry throws(SyncError) -> (ObjectEntry, VaultError?) in
        guard let object = try self.get(entry.key, size: entry.size) else { return (entry, .malformed) }
        do throws(VaultError) {
          try Self.look(at: object, key: entry.key, keys: keys, trust: trust)
          return (entry, nil)
        } catch {
          return (entry, error)
        }
      },
      finish: { entry, error throws(SyncError) in
        done += 1
        self.options.progress(SyncProgress(stage: .fetchingPacks, done: done, total: total))
        if let error {
          damaged.insert(entry.key)
          result.alarms.insert(.damaged(key: entry.key, error))
        } else {
          result.sound += 1
          result.bytes += entry.size
        }
      })
    let named = try stored { () throws(HistoryError) in try history.knownPacks() }
    for pack in named where !there.contains(ObjectKey.pack(pack)) {
      result.alarms.insert(.missing(key: ObjectKey.pack(pack)))
      damaged.insert(ObjectKey.pack(pack))
    }
    if repairs { result.repaired = try mend(damaged, named: named) }
    return result
  }

  /// Throws where an object is not what lies under such a key.
  private static func look(
    at object: [UInt8], key: String, keys: VaultKeys, trust: Trust
  ) throws(VaultError) {
    if key == ObjectKey.vault {
      guard try VaultDescription.read(object) == keys.ring.vault else { throw .tampered }
    } else if let pack = ObjectKey.pack(ofKey: key) {
      let kind = try Pack.kind(of: object)
      _ = try Pack.open(object, kind: kind, id: pack, keys: keys)
    } else if let name = ObjectKey.numbered(key, in: ObjectKey.logs) {
      guard let member = trust.devices[name.device] else { return }
      _ = try Segment(object: object, device: name.device, sequence: name.number, signer: member.key, keys: keys)
    } else if let name = ObjectKey.numbered(key, in: ObjectKey.snapshots) {
      _ = try Snapshot(object: object, device: name.device, sequence: name.number, keys: keys)
    } else if let name = ObjectKey.numbered(key, in: ObjectKey.devices) {
      _ = try DeviceRecord.Signed(
        object: object, author: name.device, number: UInt32(clamping: name.number), keys: keys)
    } else if ObjectKey.epoch(ofKey: key) == nil, !key.hasPrefix(ObjectKey.requests) {
      throw .foreign
    }
  }

  private func mend(_ damaged: Set<String>, named: [PackIdentifier]) throws(SyncError) -> Int {
    var mended = 0
    let packs = Set(named.filter { damaged.contains(ObjectKey.pack($0)) })
    try stored { () throws(HistoryError) in try history.forgetStored(Array(packs), provider: provider) }
    let before = report.packsSent
    try sendPacks()
    mended += report.packsSent - before
    for key in damaged.sorted() {
      if let name = ObjectKey.numbered(key, in: ObjectKey.logs) {
        let own = try stored { () throws(HistoryError) in
          try history.segments(of: name.device, from: name.number, limit: 1)
        }
        guard let segment = own.first, segment.sequence == name.number else { continue }
        try put(segment.object, key)
        mended += 1
      } else if let kept = try stored({ () throws(HistoryError) in try history.keptObjects(key) }).first(where: {
        $0.key == key
      }) {
        try put(kept.object, key)
        mended += 1
      }
    }
    return mended
  }
}
