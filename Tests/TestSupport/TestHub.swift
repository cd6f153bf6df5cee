import Cryptography
import Foundation
public import Hub
public import Storage
import Web

/// A server of `tenths-hub` within the test, over TLS with a certificate of its own.
public final class TestHub: Sendable {
  public let server: HubServer
  public let log: LineLog
  private let folder: TemporaryFolder

  /// The lines that a server wrote.
  public final class LineLog: Sendable {
    private let text = LockedText()

    public var lines: [String] { text.value }
    func add(_ line: String) { text.add(line) }
  }

  private final class LockedText: @unchecked Sendable {
    // Unchecked: guarded by the lock.
    private let lock = NSLock()
    private var lines: [String] = []
    var value: [String] { lock.withLock { lines } }
    func add(_ line: String) { lock.withLock { lines.append(line) } }
  }

  /// Shared by all tests that need nothing special; its limits are out of the way.
  public static let withFiles: TestHub? = try? TestHub(database: nil)

  /// The same with its objects in the database that `TENTHS_POSTGRES` names (`scripts/test-servers start DIR`).
  public static let withPostgres: TestHub? = {
    guard let address = ProcessInfo.processInfo.environment["TENTHS_POSTGRES"] else {
      print("TENTHS_POSTGRES is not set: the server is not tried with PostgreSQL (scripts/test-servers start DIR).")
      return nil
    }
    return try? TestHub(database: address)
  }()

  /// - Parameter change: of the settings.
  public init(database: String? = nil, isSecure: Bool = true, change: (inout HubSettings) -> Void = { _ in }) throws {
    folder = try TemporaryFolder()
    var settings = HubSettings()
    settings.folder = folder.path + "/data"
    settings.port = 0
    settings.database = database
    settings.vaultRate = 100_000
    settings.vaultBurst = 100_000
    settings.addressRate = 100_000
    settings.addressBurst = 100_000
    if isSecure {
      settings.certificate = folder.path + "/server.crt"
      settings.key = folder.path + "/server.key"
      try Self.makeCertificate(in: folder)
    }
    change(&settings)
    let log = LineLog()
    self.log = log
    server = try HubServer(settings) { log.add($0) }
  }

  private static func makeCertificate(in folder: TemporaryFolder) throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    process.arguments = [
      "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-keyout",
      folder.path + "/server.key", "-out", folder.path + "/server.crt", "-subj", "/CN=localhost", "-addext",
      "subjectAltName=DNS:localhost,IP:127.0.0.1",
    ]
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw CocoaError(.executableLoad) }
  }

  public var address: String { "https://localhost:\(server.port)" }
  /// The file of the certificate that clients have to trust.
  public var authorities: String { folder.path + "/server.crt" }
  public var dataFolder: String { folder.path + "/data" }

  /// Lets a device in by its public key in hexadecimal.
  public func admit(_ key: String, vault: String) throws {
    try server.admitDevice(key: Hexadecimal.bytes(key) ?? [], vault: vault, scopes: "read,write,gc")
  }

  /// Settings for a vault of its own, with a key that signs every request instead of a token.
  public func signedSettings(scopes: String = "read,write,gc") throws -> StoreSettings {
    let key = SigningKey()
    var settings = StoreSettings(kind: "rest")
    settings.place = address
    settings.web.authorities = authorities
    settings.signingKey = key
    try server.admitDevice(
      key: key.publicKey.bytes, vault: "v-" + UUID().uuidString.lowercased(), scopes: scopes)
    return settings
  }

  /// Settings for a vault of its own.
  public func settings(scopes: String = "read,write,gc") throws -> StoreSettings {
    var settings = StoreSettings(kind: "rest")
    settings.place = address
    settings.web.authorities = authorities
    let vault = "v-" + UUID().uuidString.lowercased()
    settings.credentials = StoreCredentials(
      identifier: "device-1", secret: Secret(try server.issueToken(vault: vault, scopes: scopes)))
    return settings
  }
}
