public import Cryptography
public import Storage
public import Vault

/// Makes a vault, and lets devices in and out.
public struct VaultAccess: Sendable {
  public let store: any ObjectStore
  public let identity: DeviceIdentity
  /// ms since 1970, for records.
  public let wall: UInt64

  public init(store: any ObjectStore, identity: DeviceIdentity, wall: UInt64) {
    self.store = store
    self.identity = identity
    self.wall = wall
  }

  /// Largest object of keys and devices that is read, bytes.
  static let smallObject = 1 << 20

  // MARK: The vault

  /// The vault that lies there; `nil` where there is none.
  public func vault() throws(SyncError) -> Identifier? {
    guard let bytes = try small(ObjectKey.vault) else { return nil }
    return try Self.read(ObjectKey.vault) { () throws(VaultError) in try VaultDescription.read(bytes) }
  }

  /// Makes a vault in an empty place, with this device as its first.
  ///
  /// - Returns: its keys, and the recovery code, which is shown once and kept nowhere.
  public func create(
    passphrase: SecretBytes, cost: PassphraseKey, nickname: String
  ) throws(SyncError) -> (ring: Keyring, code: RecoveryCode) {
    guard try vault() == nil else { throw .vaultExists }
    let ring = Keyring(vault: Identifier(randomBytes(Identifier.size))!, creator: identity.id)
    let code = RecoveryCode()
    try wrap(ring, passphrase: passphrase, cost: cost)
    try wrap(ring, recovery: code)
    try admitSelf(ring, nickname: nickname)
    // The vault exists once everything that it takes to open it does.
    try put(VaultDescription.encoded(ring.vault), ObjectKey.vault)
    return (ring, code)
  }

  // MARK: Letting oneself in

  /// The keys, for whoever knows the passphrase; this device becomes one of the vault.
  public func join(passphrase: SecretBytes, nickname: String) throws(SyncError) -> Keyring {
    try join(nickname: nickname, prefix: "pass-") { (bytes) throws(VaultError) in
      try KeyWrap.open(bytes, passphrase: passphrase)
    }
  }

  /// The keys, for whoever has the recovery code.
  public func join(recovery: RecoveryCode, nickname: String) throws(SyncError) -> Keyring {
    try join(nickname: nickname, prefix: "reco-") { (bytes) throws(VaultError) in
      try KeyWrap.open(bytes, recovery: recovery)
    }
  }

  private func join(
    nickname: String, prefix: String, _ open: ([UInt8]) throws(VaultError) -> Keyring
  ) throws(SyncError) -> Keyring {
    let ring = try unlock(prefix: prefix, open)
    try admitSelf(ring, nickname: nickname)
    return ring
  }

  /// Opens the newest wrap that a secret opens; those of older epochs may have another passphrase.
  private func unlock(
    prefix: String, _ open: ([UInt8]) throws(VaultError) -> Keyring
  ) throws(SyncError) -> Keyring {
    guard let vault = try vault() else { throw .noVault }
    let wraps = try keys().filter { $0.name.hasPrefix(prefix) }.sorted { $0.epoch > $1.epoch }
    guard let newest = wraps.first?.epoch else { throw .vault(.wrongSecret, key: ObjectKey.keys) }
    var failure = SyncError.vault(.wrongSecret, key: ObjectKey.keys)
    for wrap in wraps where wrap.epoch == newest {
      guard let bytes = try small(wrap.key) else { continue }
      do throws(VaultError) {
        let ring = try open(bytes)
        guard ring.vault == vault else { throw VaultError.tampered }
        return ring
      } catch {
        failure = .vault(error, key: wrap.key)
      }
    }
    throw failure
  }

  /// Whether a passphrase opens the vault.
  public func opens(passphrase: SecretBytes) throws(SyncError) -> Bool {
    do throws(SyncError) {
      _ = try unlock(prefix: "pass-") { (bytes) throws(VaultError) in try KeyWrap.open(bytes, passphrase: passphrase) }
      return true
    } catch {
      guard case .vault(.wrongSecret, _) = error else { throw error }
      return false
    }
  }

  private func admitSelf(_ ring: Keyring, nickname: String) throws(SyncError) {
    let key = identity.signer.publicKey
    let proof = DeviceRecord.proof(for: key, epoch: ring.newestEpoch, ring: ring)
    try say(.add(key: key, nickname: Self.nickname(nickname), proof: proof), about: identity.id, ring: ring, number: 0)
    try put(
      KeyWrap.wrap(ring, for: identity.id, key: key, author: identity.id, signer: identity.signer),
      ObjectKey.key(epoch: ring.newestEpoch, device: identity.id))
  }

  private static func nickname(_ text: String) -> String {
    var name = text
    while name.utf8.count > DeviceRecord.nicknameLimit { name.removeLast() }
    return name
  }

  // MARK: Being let in

  /// Asks to be let in; returns the words by which the owner knows that it is this device that asks.
  public func request() throws(SyncError) -> String {
    guard let vault = try vault() else { throw .noVault }
    let key = identity.signer.publicKey
    try put(JoinRequest.encoded(key, vault: vault), ObjectKey.request(identity.id))
    return CheckPhrase.of(key: key.bytes, vault: vault)
  }

  /// The keys that were sealed for this device; `nil` while nobody has.
  ///
  /// - Parameter key: which wrap it was, to be kept.
  public func ownKeys() throws(SyncError) -> (ring: Keyring, wraps: [(key: String, object: [UInt8])])? {
    guard let vault = try vault() else { throw .noVault }
    var ring: Keyring?
    var wraps: [(key: String, object: [UInt8])] = []
    for wrap in try keys() where wrap.name == identity.id.description {
      guard let bytes = try small(wrap.key) else { continue }
      let opened = try Self.read(wrap.key) { () throws(VaultError) in
        try KeyWrap.open(bytes, device: identity.id, key: identity.signer)
      }
      guard opened.ring.vault == vault else { throw .vault(.tampered, key: wrap.key) }
      wraps.append((wrap.key, bytes))
      if ring == nil { ring = opened.ring } else { ring?.merge(opened.ring) }
    }
    return ring.map { ($0, wraps) }
  }

  /// A device that asks to be let in.
  public struct Request: Sendable, Hashable {
    public var device: Identifier
    public var key: PublicKey
    /// The words that the device shows too.
    public var phrase: String
  }

  /// Devices that ask to be let in. Whoever can write into the storage can ask: the words have to be compared.
  public func requests(ring: Keyring) throws(SyncError) -> [Request] {
    var requests: [Request] = []
    try each(ObjectKey.requests) { entry throws(SyncError) in
      guard let bytes = try small(entry.key), let key = try? JoinRequest.read(bytes, vault: ring.vault) else { return }
      let device = DeviceRecord.identifier(of: key)
      guard entry.key == ObjectKey.request(device) else { return }
      requests.append(
        Request(device: device, key: key, phrase: CheckPhrase.of(key: key.bytes, vault: ring.vault)))
    }
    return requests
  }

  /// Lets a device in: seals the keys to it.
  public func approve(_ request: Request, nickname: String, ring: Keyring) throws(SyncError) {
    try put(
      KeyWrap.wrap(ring, for: request.device, key: request.key, author: identity.id, signer: identity.signer),
      ObjectKey.key(epoch: ring.newestEpoch, device: request.device))
    let proof = [UInt8](repeating: 0, count: 32)
    try say(
      .add(key: request.key, nickname: Self.nickname(nickname), proof: proof), about: request.device, ring: ring)
    try storing { () throws(StorageError) in try store.delete(ObjectKey.request(request.device)) }
  }

  // MARK: Names, and the way out

  /// Gives a device a name.
  public func rename(_ device: Identifier, to nickname: String, ring: Keyring) throws(SyncError) {
    try say(.rename(nickname: Self.nickname(nickname)), about: device, ring: ring)
  }

  /// Puts a device out: a new epoch begins whose key it does not get.
  ///
  /// - Parameters:
  ///   - trust: who belongs to the vault now.
  ///   - accepted: segments that were accepted of each device.
  ///   - passphrase: opens the vault from now on; a device that knows the old one would have the new keys too.
  /// - Returns: the keys with that of the new epoch, and the new recovery code.
  public func revoke(
    _ device: Identifier, trust: Trust, accepted: [Identifier: UInt64], ring: Keyring, passphrase: SecretBytes,
    cost: PassphraseKey
  ) throws(SyncError) -> (ring: Keyring, code: RecoveryCode) {
    guard let known = trust.devices[device], !known.isRevoked else { throw .unknownDevice }
    var next = ring
    next.beginEpoch()
    let code = RecoveryCode()
    // The keys come first: a revocation without them would leave the others outside.
    try wrap(next, passphrase: passphrase, cost: cost)
    try wrap(next, recovery: code)
    let remaining = trust.devices.values.filter { !$0.isRevoked && $0.id != device }
    for member in remaining {
      try put(
        KeyWrap.wrap(next, for: member.id, key: member.key, author: identity.id, signer: identity.signer),
        ObjectKey.key(epoch: next.newestEpoch, device: member.id))
    }
    let trusted = trust.devices.values.filter { !$0.isRevoked }.sorted { $0.id < $1.id }.map {
      DeviceRecord.Trusted(device: $0.id, segments: accepted[$0.id] ?? 0)
    }
    try say(.revoke(trusted: trusted), about: device, ring: next)
    return (next, code)
  }

  /// Lets another passphrase open the vault, and the old one no more. The keys stay: whoever had them has them.
  public func change(passphrase: SecretBytes, cost: PassphraseKey, ring: Keyring) throws(SyncError) {
    let old = try keys().filter { $0.name.hasPrefix("pass-") }
    try wrap(ring, passphrase: passphrase, cost: cost)
    for wrap in old { try storing { () throws(StorageError) in try store.delete(wrap.key) } }
  }

  /// A new recovery code in place of the old ones.
  public func newRecoveryCode(ring: Keyring) throws(SyncError) -> RecoveryCode {
    let old = try keys().filter { $0.name.hasPrefix("reco-") }
    let code = RecoveryCode()
    try wrap(ring, recovery: code)
    for wrap in old { try storing { () throws(StorageError) in try store.delete(wrap.key) } }
    return code
  }

  private func wrap(_ ring: Keyring, passphrase: SecretBytes, cost: PassphraseKey) throws(SyncError) {
    guard let bytes = KeyWrap.wrap(ring, passphrase: passphrase, cost: cost) else {
      throw .vault(.excessive, key: ObjectKey.keys)
    }
    try put(bytes, ObjectKey.passphraseKey(epoch: ring.newestEpoch, Identifier(randomBytes(Identifier.size))!))
  }

  private func wrap(_ ring: Keyring, recovery code: RecoveryCode) throws(SyncError) {
    try put(
      KeyWrap.wrap(ring, recovery: code),
      ObjectKey.recoveryKey(epoch: ring.newestEpoch, Identifier(randomBytes(Identifier.size))!))
  }

  // MARK: Records of devices

  /// Writes the next record of this device.
  private func say(
    _ action: DeviceRecord.Action, about device: Identifier, ring: Keyring, number known: UInt32? = nil
  ) throws(SyncError) {
    var number = known ?? 0
    if known == nil {
      try each("\(ObjectKey.devices)\(identity.id)/") { entry throws(SyncError) in
        guard let found = ObjectKey.numbered(entry.key, in: ObjectKey.devices) else { return }
        number = max(number, UInt32(clamping: found.number) &+ 1)
      }
    }
    let record = DeviceRecord(
      author: identity.id, number: number, device: device, epoch: ring.newestEpoch, milliseconds: wall, action: action)
    let object = try Self.read(record.name) { () throws(VaultError) in
      try record.seal(signer: identity.signer, keys: VaultKeys(ring))
    }
    try put(object, record.name)
  }

  // MARK: The store

  /// The keys that lie there, by key.
  func keys() throws(SyncError) -> [(epoch: UInt16, name: String, key: String, size: Int)] {
    var keys: [(epoch: UInt16, name: String, key: String, size: Int)] = []
    try each(ObjectKey.keys) { entry throws(SyncError) in
      if let found = ObjectKey.epoch(ofKey: entry.key) {
        keys.append((found.epoch, found.name, entry.key, entry.size))
      }
    }
    return keys
  }

  func each(_ prefix: String, _ body: (ObjectEntry) throws(SyncError) -> Void) throws(SyncError) {
    var entries: [ObjectEntry] = []
    try storing { () throws(StorageError) in
      entries = []
      try store.forEach(prefix: prefix) { entries.append($0) }
    }
    for entry in entries { try body(entry) }
  }

  /// A small object; `nil` where there is none.
  func small(_ key: String) throws(SyncError) -> [UInt8]? {
    do {
      return try store.get(key, limit: Self.smallObject)
    } catch {
      if error.kind == .missing { return nil }
      throw .storage(error)
    }
  }

  private func put(_ bytes: [UInt8], _ key: String) throws(SyncError) {
    try storing { () throws(StorageError) in try store.put(.bytes(bytes), as: key, onlyNew: false) }
  }

  private func storing(_ body: () throws(StorageError) -> Void) throws(SyncError) {
    do { try body() } catch { throw .storage(error) }
  }

  static func read<Value>(_ key: String, _ body: () throws(VaultError) -> Value) throws(SyncError) -> Value {
    do { return try body() } catch { throw .vault(error, key: key) }
  }
}
