internal import Cryptography
public import History
public import Storage
public import Vault

/// Exchanges a history with one store: what was done here goes up, what was done elsewhere comes down, as often as it is asked to.
///
/// One exchange at a time, on any one thread; several threads move objects while it runs.
public final class SyncEngine {
  /// What an exchange may do and how.
  public struct Options: Sendable {
    /// Requests at once.
    public var threads = 8
    public var selection = History.Selection()
    /// Whether an emptied store, or one that went back, is filled again from here.
    public var repairs = false
    /// Segments after which a snapshot is written.
    public var snapshotEvery: UInt64 = 256
    public var patience: Patience
    /// ms since 1970.
    public var wall: @Sendable () -> UInt64
    /// Asked before every object; `true` ends the exchange in good order.
    public var shouldStop: @Sendable () -> Bool = { false }
    public var progress: @Sendable (SyncProgress) -> Void = { _ in }

    public init(wall: @escaping @Sendable () -> UInt64, wait: @escaping @Sendable (Double) -> Bool) {
      self.wall = wall
      patience = Patience(wait: wait)
    }
  }

  let history: History
  public private(set) var identity: DeviceIdentity
  /// The store's name in the history's notes of what lies where.
  let provider: String
  let store: any ObjectStore
  let options: Options
  /// Keeps a new identity; called before anything is written under it.
  let keepIdentity: (DeviceIdentity) throws(SyncError) -> Void
  public internal(set) var keys: VaultKeys
  public internal(set) var trust: Trust
  public internal(set) var report = SyncReport()

  /// - Parameter ring: the keys as far as they are known.
  public init(
    history: History, identity: DeviceIdentity, ring: Keyring, store: any ObjectStore, provider: String,
    options: Options, keepIdentity: @escaping (DeviceIdentity) throws(SyncError) -> Void
  ) {
    self.history = history
    self.identity = identity
    keys = VaultKeys(ring)
    trust = Trust([], ring: ring)
    self.store = store
    self.provider = provider
    self.options = options
    self.keepIdentity = keepIdentity
  }

  /// One exchange.
  ///
  /// Whatever happens on the way, the history stays whole: what came in is kept, what could not go out waits for the next time.
  @discardableResult
  public func run() throws(SyncError) -> SyncReport {
    report = SyncReport()
    options.progress(SyncProgress(stage: .collecting, done: 0, total: nil))
    report.recordsMade += try stored { () throws(HistoryError) in
      try history.collect(keys: keys, wall: options.wall())
    }
    try checkVault()
    try refreshDevices()
    let logs = try readLogs()
    try stored { () throws(HistoryError) in try history.applyWaiting(keys: keys, wall: options.wall()) }
    try fetchLines()
    try sendPacks()
    try sendLog(found: logs)
    try fetchLaps()
    try stored { () throws(HistoryError) in try history.applyWaiting(keys: keys, wall: options.wall()) }
    report.lapsInCloud = try stored { () throws(HistoryError) in try history.lapsInCloud() }
    return report
  }

  /// The vault as this device reaches it.
  public var access: VaultAccess { VaultAccess(store: store, identity: identity, wall: options.wall()) }

  // MARK: The vault and its devices

  private func checkVault() throws(SyncError) {
    guard let vault = try retrying({ () throws(SyncError) in try access.vault() }) else {
      let known = try ownEnd(sent: true)
      guard known != nil || options.repairs else { throw .noVault }
      guard options.repairs else { throw .wentBack(missing: Int(clamping: (known ?? 0) + 1)) }
      try restoreVault()
      return
    }
    guard vault == keys.ring.vault else { throw .otherVault }
  }

  /// Fills an emptied store again: the vault, the keys and the devices, as they were kept here.
  private func restoreVault() throws(SyncError) {
    try stored { () throws(HistoryError) in try history.forgetStored(provider: provider) }
    let kept = try stored { () throws(HistoryError) in try history.keptObjects("") }
    for (key, object) in kept where key != ObjectKey.vault { try put(object, key) }
    try put(VaultDescription.encoded(keys.ring.vault), ObjectKey.vault)
  }

  /// Reads what devices say about devices, and the keys that were sealed for this one since.
  public func refreshDevices() throws(SyncError) {
    var known: [String: [UInt8]] = [:]
    for (key, object) in try stored({ () throws(HistoryError) in try history.keptObjects("") }) { known[key] = object }
    let offered = try refreshKeys(&known)
    var records: [DeviceRecord.Signed] = []
    var wanted: [String] = []
    try retrying { () throws(SyncError) in
      wanted = []
      try access.each(ObjectKey.devices) { entry throws(SyncError) in wanted.append(entry.key) }
    }
    for key in Set(wanted).union(known.keys.filter { $0.hasPrefix(ObjectKey.devices) }).sorted() {
      guard let name = ObjectKey.numbered(key, in: ObjectKey.devices), let number = UInt32(exactly: name.number) else {
        continue
      }
      let isNew = known[key] == nil
      var found = known[key]
      if found == nil { found = try retrying { () throws(SyncError) in try access.small(key) } }
      guard let object = found else { continue }
      do throws(VaultError) {
        records.append(try DeviceRecord.Signed(object: object, author: name.device, number: number, keys: keys))
      } catch {
        report.alarms.insert(.damaged(key: key, error))
        continue
      }
      if isNew { try stored { () throws(HistoryError) in try history.keep(object, key: key) } }
    }
    trust = Trust(records, ring: keys.ring)
    try takeKeys(offered, records)
    guard let own = trust.devices[identity.id] else { throw .notApproved }
    if own.isRevoked { throw .revoked }
  }

  /// Keys that somebody sealed for this device.
  private struct OfferedKeys {
    var key: String
    var object: [UInt8]
    var ring: Keyring
    var author: Identifier
    var isSigned: @Sendable (PublicKey) -> Bool
  }

  /// Keeps the wraps of everybody's keys, and opens those that were sealed for this device since.
  private func refreshKeys(_ known: inout [String: [UInt8]]) throws(SyncError) -> [OfferedKeys] {
    let wraps = try retrying { () throws(SyncError) in try access.keys() }
    try forgetReplaced(wraps.map(\.key), &known)
    var offered: [OfferedKeys] = []
    for wrap in wraps where known[wrap.key] == nil {
      guard let object = try retrying({ () throws(SyncError) in try access.small(wrap.key) }),
        object.count == wrap.size
      else { continue }
      guard wrap.name == identity.id.description else {
        try stored { () throws(HistoryError) in try history.keep(object, key: wrap.key) }
        continue
      }
      do throws(VaultError) {
        let opened = try KeyWrap.open(object, device: identity.id, key: identity.signer)
        offered.append(
          OfferedKeys(
            key: wrap.key, object: object, ring: opened.ring, author: opened.author, isSigned: opened.isSigned))
      } catch {
        report.alarms.insert(.damaged(key: wrap.key, error))
      }
    }
    return offered
  }

  /// Forgets the wraps of a passphrase or a code that another one has replaced: a store that is filled again must not bring them back.
  private func forgetReplaced(_ listed: [String], _ known: inout [String: [UInt8]]) throws(SyncError) {
    for key in known.keys.sorted() where !listed.contains(key) {
      guard let mark = ["/pass-", "/reco-"].first(where: { key.contains($0) }), key.hasPrefix(ObjectKey.keys),
        let folder = key.firstRange(of: mark).map({ key[..<$0.upperBound] }),
        listed.contains(where: { $0.hasPrefix(folder) })
      else { continue }
      known[key] = nil
      try stored { () throws(HistoryError) in try history.forgetObject(key: key) }
    }
  }

  /// Takes keys from devices that belong to the vault, and from nobody else: whoever can write into the store can seal something.
  private func takeKeys(_ offered: [OfferedKeys], _ records: [DeviceRecord.Signed]) throws(SyncError) {
    var rest = offered
    while let index = rest.firstIndex(where: { offer in
      trust.devices[offer.author].map { offer.isSigned($0.key) } ?? false
    }) {
      let offer = rest.remove(at: index)
      var ring = keys.ring
      if ring.merge(offer.ring) {
        keys = VaultKeys(ring)
        trust = Trust(records, ring: ring)
      }
      try stored { () throws(HistoryError) in try history.keep(offer.object, key: offer.key) }
    }
    for offer in rest { report.alarms.insert(.damaged(key: offer.key, .signature)) }
  }

  // MARK: Common

  /// The last own segment that was sent here; `nil` before the first.
  func ownEnd(sent: Bool) throws(SyncError) -> UInt64? {
    try stored { () throws(HistoryError) in
      try history.syncNumber("sent:\(provider):\(identity.id)").flatMap { $0 >= 0 ? UInt64($0) : nil }
    }
  }

  /// Goes on as another device, since another copy of this history goes on as this one.
  func changeIdentity(common: UInt64) throws(SyncError) {
    let next = DeviceIdentity()
    let ring = keys.ring
    let nickname = trust.devices[identity.id]?.nickname ?? ""
    // Let in first: an identity that nobody knows could write nothing.
    let old = access
    try retrying { () throws(SyncError) in
      try old.approve(
        .init(device: next.id, key: next.signer.publicKey, phrase: ""), nickname: nickname, ring: ring)
    }
    try keepIdentity(next)
    try stored { () throws(HistoryError) in try history.changeDevice(to: next.id, common: common) }
    report.alarms.insert(.newIdentity(device: next.id))
    identity = next
    report.recordsMade += try stored { () throws(HistoryError) in
      try history.collect(keys: keys, wall: options.wall())
    }
    try refreshDevices()
  }

  func put(_ object: [UInt8], _ key: String, onlyNew: Bool = false) throws(SyncError) {
    do {
      try options.patience.run { () throws(StorageError) in try store.put(.bytes(object), as: key, onlyNew: onlyNew) }
    } catch {
      throw .storage(error)
    }
  }

  /// An object; `nil` where there is none.
  ///
  /// - Parameter size: what the store says its size is: one that arrives shorter is asked for again.
  func get(_ key: String, size: Int? = nil) throws(SyncError) -> [UInt8]? {
    do {
      return try options.patience.run { () throws(StorageError) in
        let object = try store.get(key, limit: Pack.largestObject)
        if let size, object.count != size {
          throw StorageError(kind: .busy(retryAfter: nil), message: "\(object.count) of \(size) bytes came", key: key)
        }
        return object
      }
    } catch {
      if error.kind == .missing { return nil }
      throw .storage(error)
    }
  }

  /// Calls again where the store failed for a reason that passes.
  func retrying<Value>(_ body: () throws(SyncError) -> Value) throws(SyncError) -> Value {
    var attempt = 0
    while true {
      do {
        return try body()
      } catch {
        attempt += 1
        guard case .storage(let failure) = error, failure.isPassing, attempt < options.patience.tries,
          options.patience.wait(options.patience.delay(before: attempt, error: failure))
        else { throw error }
      }
    }
  }

  func stored<Value>(_ body: () throws(HistoryError) -> Value) throws(SyncError) -> Value {
    do { return try body() } catch { throw .history(error) }
  }

  func checkStop() throws(SyncError) { if options.shouldStop() { throw .stopped } }
}
