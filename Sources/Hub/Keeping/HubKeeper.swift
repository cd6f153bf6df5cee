/// Where the server's tokens and objects are kept. Several threads call at once.
protocol HubKeeper: Sendable {
  /// Fails where the keeper does not work.
  func check() throws(HubError)

  func token(_ id: String) throws(HubError) -> Token?
  /// By their creation.
  func tokens() throws(HubError) -> [Token]
  func add(_ token: Token) throws(HubError)
  /// `false` where there is no such token that holds.
  func revoke(_ id: String, at now: Double) throws(HubError) -> Bool

  func find(_ key: String, vault: String) throws(HubError) -> KeptObject?
  /// Takes an object that was received into a file.
  ///
  /// - Parameters:
  ///   - mayReplace: whether an object of other bytes gives way.
  ///   - quota: what the vault may hold in all, bytes.
  func store(
    _ body: ReceivedBody, as key: String, vault: String, mayReplace: Bool, quota: Int?, now: Double
  ) throws(HubError) -> StoreOutcome
  /// The bytes of an object; `nil` where it is gone meanwhile.
  func open(_ object: KeptObject) throws(HubError) -> KeptBytes?
  func delete(_ key: String, vault: String) throws(HubError)
  /// By the bytes of their keys, at most `limit`.
  func list(prefix: String, after: String?, limit: Int, vault: String) throws(HubError) -> [(key: String, size: Int)]

  /// Remembers that a device was here.
  ///
  /// - Parameter bytes: what it brought.
  func touch(_ device: String, vault: String, bytes: Int, now: Double) throws(HubError)
  func devices(vault: String) throws(HubError) -> [KeptDevice]
}

/// An object as it is kept.
struct KeptObject: Sendable, Equatable {
  /// Names its bytes within the keeper.
  var body: String
  var size: Int
  /// SHA-256.
  var hash: [UInt8]
}

/// An object in a file of its own, whole and checked.
struct ReceivedBody: Sendable {
  var path: String
  var size: Int
  /// SHA-256.
  var hash: [UInt8]
}

enum StoreOutcome: Sendable, Equatable {
  case created
  /// The same bytes are there already.
  case same
  /// Other bytes are there.
  case different
  /// Other bytes gave way.
  case replaced
  /// The vault's quota would be exceeded.
  case full
}

enum KeptBytes: Sendable {
  /// An open file, closed by whoever takes it.
  case file(descriptor: Int32)
  /// Reads up to so many bytes from a place on; none where they cannot be had.
  case pieces(@Sendable (_ position: Int, _ count: Int) -> [UInt8])
}

struct KeptDevice: Sendable, Equatable {
  var id: String
  /// s since 1970.
  var firstSeen: Double
  var lastSeen: Double
  /// What it brought in all.
  var bytes: Int
}
