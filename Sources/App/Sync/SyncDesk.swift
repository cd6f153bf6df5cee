import Drawing
import Cryptography
import Glibc
import History
import Ingest
import Settings
import Storage
import Syncing
import Vault
import Web

/// What a history is exchanged with: its settings, the secrets of this device, and the engine that is made of them.
struct SyncDesk: Sendable {
  /// The file of the history.
  let history: String
  var settings: SyncSettings

  /// Folder of what belongs to the exchange, beside the history; only its user can look into it.
  var folder: String { history + ".sync" }
  var settingsFile: String { folder + "/settings.toml" }
  var identityFile: String { folder + "/device.key" }

  /// Reads the settings of a history's exchange.
  init(history: String) throws {
    self.history = history
    settings = SyncSettings()
    if let text = try Folders.text(of: settingsFile) {
      do {
        try settings.read(text, file: settingsFile)
      } catch {
        throw SettingsProblem(message: Text.safe(error.message))
      }
    }
    let problems = settings.readEnvironment(Folders.environment)
    if let problem = problems.first { throw SettingsProblem(message: Text.safe(problem)) }
  }

  var isSetUp: Bool { settings.kind != nil }

  /// Makes the folder of the secrets.
  func makeFolder() throws {
    guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
      throw SettingsProblem(message: "\(Text.safe(folder)): \(String(cString: strerror(errno)))")
    }
  }

  // MARK: Settings

  /// Changes settings in the file, which nobody else can read, and here.
  mutating func set(_ values: [(name: String, value: String)]) throws {
    try makeFolder()
    var text = try Folders.text(of: settingsFile) ?? ""
    for (name, value) in values {
      if !value.isEmpty, let problem = settings.set(name, value) { throw SettingsProblem(message: Text.safe(problem)) }
      text = SettingsEdit.set(name, to: value, in: text)
    }
    let part = settingsFile + ".part"
    unlink(part)
    let file = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    let bytes = Array(text.utf8)
    let isWritten = file >= 0 && write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    let code = errno
    if file >= 0 { close(file) }
    guard isWritten, rename(part, settingsFile) == 0 else {
      unlink(part)
      throw SettingsProblem(message: "\(Text.safe(settingsFile)): \(String(cString: strerror(code)))")
    }
    self = try SyncDesk(history: history)
  }

  // MARK: The store

  /// The store that the settings describe.
  func store() throws -> any ObjectStore {
    guard let kind = settings.kind else { throw SyncError.notSetUp }
    var store = StoreSettings(kind: kind)
    store.place = settings.place
    store.bucket = settings.bucket
    store.prefix = settings.prefix
    store.region = settings.region
    store.usesPathStyle = settings.pathStyle
    store.credentials = try credentials(kind)
    store.projectKey = settings.projectKey
    // A hub that knows the device's key needs no token of it.
    if kind == "rest", store.credentials.secret.text.isEmpty { store.signingKey = try identity().signer }
    store.web.allowsPlain = settings.allowsPlain
    store.web.authorities = settings.authorities.isEmpty ? nil : settings.authorities
    store.web.sendLimit = settings.sendLimit == 0 ? nil : settings.sendLimit * 1_024
    return try makeStore(store)
  }

  private func credentials(_ kind: String) throws -> StoreCredentials {
    var identifier = settings.identifier
    var secret = settings.secret
    var token = settings.sessionToken
    if !settings.secretFile.isEmpty {
      guard let text = try Folders.text(of: settings.secretFile) else {
        throw SettingsProblem(message: "\(Text.safe(settings.secretFile)), the file of the secret, is not there")
      }
      // A key file of Google is taken as it is; anything else is one line.
      secret = text.hasPrefix("{") ? text : text.split(separator: "\n").first.map(String.init) ?? ""
    }
    if kind == "s3" {
      if identifier.isEmpty { identifier = Folders.environment("AWS_ACCESS_KEY_ID") ?? "" }
      if secret.isEmpty { secret = Folders.environment("AWS_SECRET_ACCESS_KEY") ?? "" }
      if token.isEmpty { token = Folders.environment("AWS_SESSION_TOKEN") ?? "" }
    }
    return StoreCredentials(
      identifier: identifier, secret: Secret(secret), sessionToken: token.isEmpty ? nil : Secret(token))
  }

  // MARK: This device

  /// The identity of this device, made where there is none.
  func identity() throws -> DeviceIdentity {
    if let known = try DeviceIdentity(path: identityFile) { return known }
    try makeFolder()
    let new = DeviceIdentity()
    try new.write(to: identityFile)
    return new
  }

  /// The keys of the vault, as they were sealed for this device; `nil` where it has none.
  func ring(_ history: History, _ identity: DeviceIdentity) throws -> Keyring? {
    var ring: Keyring?
    for (key, object) in try history.keptObjects(ObjectKey.keys) {
      guard ObjectKey.epoch(ofKey: key)?.name == identity.id.description else { continue }
      let opened = try KeyWrap.open(object, device: identity.id, key: identity.signer)
      if ring == nil { ring = opened.ring } else { ring?.merge(opened.ring) }
    }
    return ring
  }

  /// Keeps the keys of this device beside the history, sealed to it, and begins to note changes.
  func keep(_ ring: Keyring, _ identity: DeviceIdentity, in history: History) throws {
    try history.beginSync(SyncIdentity(vault: ring.vault, device: identity.id))
    let wrap = KeyWrap.wrap(
      ring, for: identity.id, key: identity.signer.publicKey, author: identity.id, signer: identity.signer)
    try history.keep(wrap, key: ObjectKey.key(epoch: ring.newestEpoch, device: identity.id))
  }

  /// Keeps a newer ring of the same vault.
  func keepKeys(_ ring: Keyring, in history: History) throws {
    guard let identity = try DeviceIdentity(path: identityFile) else { throw SyncError.notSetUp }
    let wrap = KeyWrap.wrap(
      ring, for: identity.id, key: identity.signer.publicKey, author: identity.id, signer: identity.signer)
    try history.keep(wrap, key: ObjectKey.key(epoch: ring.newestEpoch, device: identity.id))
  }

  static var wall: UInt64 { UInt64(max(0, SystemClock.date() * 1_000)) }

  var options: SyncEngine.Options {
    var options = SyncEngine.Options(
      wall: { Self.wall },
      wait: { seconds in
        usleep(useconds_t(min(max(seconds, 0), 600) * 1e6))
        return true
      })
    options.selection = selection
    return options
  }

  private var selection: History.Selection {
    var selection = History.Selection()
    selection.car = settings.car.isEmpty ? nil : settings.car
    selection.track = settings.track.isEmpty ? nil : settings.track
    selection.since = settings.days == 0 ? nil : SystemClock.date() - Double(settings.days) * 86_400
    selection.onlyBests = settings.onlyBests
    selection.onlySummaries = settings.onlySummaries
    return selection
  }

  /// The engine for a history that is open.
  func engine(_ history: History, options: SyncEngine.Options) throws -> SyncEngine {
    guard isSetUp else { throw SyncError.notSetUp }
    guard let identity = try DeviceIdentity(path: identityFile), let ring = try ring(history, identity) else {
      throw SyncError.notApproved
    }
    let store = try store()
    let desk = self
    return SyncEngine(
      history: history, identity: identity, ring: ring, store: store, provider: store.address, options: options
    ) { next throws(SyncError) in
      try next.write(to: desk.identityFile)
      do throws(HistoryError) {
        let wrap = KeyWrap.wrap(
          ring, for: next.id, key: next.signer.publicKey, author: next.id, signer: next.signer)
        try history.keep(wrap, key: ObjectKey.key(epoch: ring.newestEpoch, device: next.id))
      } catch {
        throw .history(error)
      }
    }
  }

  // MARK: An exchange with all that belongs to it

  /// Exchanges once and notes when, and with what result.
  func exchange(_ history: History, options: SyncEngine.Options) throws -> SyncReport {
    do {
      let engine = try engine(history, options: options)
      try shareSettings(history, engine.keys)
      let report = try engine.run()
      try shareSettings(history, engine.keys)
      let now = Int64(Self.wall)
      if report.segmentsSent + report.packsSent > 0 { try history.setSyncNumber("sent-at", now) }
      if report.segmentsReceived + report.packsReceived > 0 { try history.setSyncNumber("received-at", now) }
      try history.setSyncNumber("exchanged-at", now)
      try history.setSyncText("last-error", nil)
      return report
    } catch SyncError.stopped {
      throw SyncError.stopped
    } catch {
      try? history.setSyncText("last-error", ErrorText.line(error))
      try? history.setSyncNumber("failed-at", Int64(Self.wall))
      throw error
    }
  }

  /// Brings the settings that are shared into agreement with the other devices.
  private func shareSettings(_ history: History, _ keys: VaultKeys) throws {
    let names = settings.shared.split(separator: " ").map(String.init)
    guard !names.isEmpty else { return }
    let file = Folders.places.settingsFile
    var user = UserSettings()
    do {
      try user.read(try Folders.text(of: file) ?? "", file: file)
    } catch let error as TOMLError {
      throw SettingsProblem(message: Text.safe(error.message))
    }
    let rows = user.descriptions(themes: [])
    let values = Dictionary(rows.filter { names.contains($0.name) }.map { ($0.name, $0.value) }) { first, _ in first }
    let changed = try history.exchange(settings: values, keys: keys, wall: Self.wall)
    guard !changed.isEmpty else { return }
    var desk = SettingsDesk(settings: user, file: file, themes: try Themes.all().map(\.name))
    for (name, value) in changed.sorted(by: { $0.key < $1.key }) { try desk.set(name, to: value) }
  }
}
