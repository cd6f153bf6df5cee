internal import Settings

/// How a server runs.
public struct HubSettings: Sendable, Equatable {
  /// A number, not a name.
  public var address = "127.0.0.1"
  /// 0 for any free one.
  public var port: UInt16 = 8443
  /// Files in PEM format; without them there is no encryption.
  public var certificate: String?
  public var key: String?
  /// Whether others than this machine may come without encryption, as behind a proxy that adds it.
  public var allowsPlain = false
  /// Whether a proxy stands before it that says in `X-Forwarded-For`, last, whom it serves: then limits count by that address.
  public var isBehindProxy = false
  /// Of the database and the objects; with PostgreSQL only of what is being received.
  public var folder = "/var/lib/tenths-hub"
  /// `postgres://…` for PostgreSQL; `nil` for SQLite in the folder.
  public var database: String?
  /// The largest object, bytes.
  public var largestObject = 64 << 20
  /// What a vault may hold, bytes; `nil` for any.
  public var quota: Int?
  public var connections = 256
  public var connectionsOfAnAddress = 64
  /// s.
  public var idleTimeout = 60
  /// Requests a second that go on for ever, and how many at once, of a vault.
  public var vaultRate = 50.0
  public var vaultBurst = 1_000.0
  /// The same of an address; a request without a valid token counts ten times.
  public var addressRate = 50.0
  public var addressBurst = 1_000.0

  public init() {}

  /// What every name sets. The environment's names are the same in capitals after `TENTHS_HUB_`.
  private static let table: [(name: String, set: @Sendable (inout HubSettings, Value) -> Bool)] = [
    ("address", { settings, value in value.text { settings.address = $0 } }),
    ("port", { settings, value in value.whole(0...65_535) { settings.port = UInt16($0) } }),
    ("certificate", { settings, value in value.text { settings.certificate = $0 } }),
    ("key", { settings, value in value.text { settings.key = $0 } }),
    ("allow_plain", { settings, value in value.truth { settings.allowsPlain = $0 } }),
    ("behind_proxy", { settings, value in value.truth { settings.isBehindProxy = $0 } }),
    ("folder", { settings, value in value.text { settings.folder = $0 } }),
    ("database", { settings, value in value.text { settings.database = $0 } }),
    ("largest_object", { settings, value in value.whole(1...(1 << 32)) { settings.largestObject = $0 } }),
    ("quota", { settings, value in value.whole(1...Int.max) { settings.quota = $0 } }),
    ("connections", { settings, value in value.whole(1...4_096) { settings.connections = $0 } }),
    (
      "connections_of_an_address",
      { settings, value in value.whole(1...4_096) { settings.connectionsOfAnAddress = $0 } }
    ),
    ("idle_timeout", { settings, value in value.whole(1...3_600) { settings.idleTimeout = $0 } }),
    ("vault_rate", { settings, value in value.whole(1...1_000_000) { settings.vaultRate = Double($0) } }),
    ("vault_burst", { settings, value in value.whole(1...1_000_000) { settings.vaultBurst = Double($0) } }),
    ("address_rate", { settings, value in value.whole(1...1_000_000) { settings.addressRate = Double($0) } }),
    ("address_burst", { settings, value in value.whole(1...1_000_000) { settings.addressBurst = Double($0) } }),
  ]

  /// A value of a file or of the environment, where all is text.
  private struct Value {
    let value: TOMLValue

    func text(_ set: (String) -> Void) -> Bool {
      guard case .string(let text) = value, !text.isEmpty else { return false }
      set(text)
      return true
    }

    func whole(_ range: ClosedRange<Int>, _ set: (Int) -> Void) -> Bool {
      let number: Int? =
        switch value {
        case .integer(let number): number
        case .string(let text): Int(text)
        default: nil
        }
      guard let number, range.contains(number) else { return false }
      set(number)
      return true
    }

    func truth(_ set: (Bool) -> Void) -> Bool {
      switch value {
      case .boolean(let truth): set(truth)
      case .string("true"), .string("1"): set(true)
      case .string("false"), .string("0"): set(false)
      default: return false
      }
      return true
    }
  }

  /// Settings of a file, with those of the environment before them.
  ///
  /// - Parameters:
  ///   - text: of the file, empty for none.
  ///   - file: its name, for messages.
  ///   - environment: looks a variable up.
  public static func read(
    _ text: String, file: String, environment: (String) -> String?
  ) throws(HubError) -> HubSettings {
    var settings = HubSettings()
    let entries: [TOMLEntry]
    do {
      entries = try readTOML(text, file: file)
    } catch {
      throw HubError(kind: .settings, message: error.message)
    }
    for entry in entries {
      guard entry.table.isEmpty, let row = table.first(where: { $0.name == entry.key }) else {
        throw HubError(kind: .settings, message: "\(file) line \(entry.line): there is no setting \(entry.key)")
      }
      guard row.set(&settings, Value(value: entry.value)) else {
        throw HubError(kind: .settings, message: "\(file) line \(entry.line): \(entry.key) cannot be this")
      }
    }
    for row in table {
      let name = "TENTHS_HUB_" + row.name.uppercased()
      guard let text = environment(name) else { continue }
      guard row.set(&settings, Value(value: .string(text))) else {
        throw HubError(kind: .settings, message: "\(name) cannot be this")
      }
    }
    return settings
  }
}
