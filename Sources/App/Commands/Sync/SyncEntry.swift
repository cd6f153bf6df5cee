import Cryptography
import Glibc
import History
import Settings
import Storage
import Syncing
import Vault

/// What `init`, `join` and `move` have in common: the place and its credentials.
enum SyncEntry {
  /// Takes place and options into the settings, without writing them yet.
  static func settings(_ call: SyncCall, place: String) throws -> [(name: String, value: String)] {
    var settings = SyncSettings()
    if let problem = settings.take(place: place) {
      throw UsageError(message: "\(Text.safe(place)): \(problem)")
    }
    var place = settings.place
    if settings.kind == "folder" { place = try absolute(place) }
    if let endpoint = call.arguments.value("endpoint") {
      guard settings.kind == "s3" || settings.kind == "gcs" else {
        throw UsageError(message: "--endpoint belongs to an s3:// place")
      }
      place = endpoint
    }
    var values: [(name: String, value: String)] = [
      ("kind", settings.kind ?? ""), ("place", place), ("bucket", settings.bucket), ("prefix", settings.prefix),
      ("region", call.arguments.value("region") ?? ""),
      ("path-style", call.arguments.has("path-style") ? "true" : ""),
      ("authorities", try call.arguments.value("authorities").map(absolute) ?? ""),
      ("allow-plain", call.arguments.has("allow-plain") ? "true" : ""),
      ("identifier", call.arguments.value("identifier") ?? ""),
    ]
    if let number = try call.arguments.integer("secret-fd", in: 0...Int(Int32.max)) {
      values.append(("secret", try Passphrase.line(of: Int32(number), what: "the secret")))
    }
    return values
  }

  /// A path that means the same from any folder.
  private static func absolute(_ path: String) throws -> String {
    guard !path.hasPrefix("/") else { return path }
    guard let folder = getcwd(nil, 0) else { throw UsageError(message: "give a path that begins with /") }
    defer { free(folder) }
    let rest = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
    return String(cString: folder) + "/" + rest
  }

  static func cost(_ call: SyncCall) -> PassphraseKey {
    call.arguments.has("small-machine") ? .interactive : .moderate
  }

  /// What this device is called.
  static func nickname(_ call: SyncCall) -> String {
    if let name = call.arguments.value("name") { return name }
    var buffer = [CChar](repeating: 0, count: 256)
    gethostname(&buffer, buffer.count - 1)
    let name = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return name.isEmpty ? "computer" : name
  }

  static func show(_ code: RecoveryCode) {
    Console.out(
      """
      Recovery code: \(code.text)
      Write it down on paper. It opens the vault when the passphrase is forgotten and every device is lost; nobody can
      make it again.

      """)
  }

  /// The device that a word names: its nickname, or the beginning of its identifier.
  static func device(_ word: String, in trust: Trust) throws -> Trust.Device {
    let plain = word.replacing("-", with: "").uppercased()
    let found = trust.devices.values.filter { device in
      device.nickname == word
        || CheckPhrase.spoken(device.id).replacing("-", with: "").hasPrefix(plain)
          && plain.count >= 4
    }.filter { !$0.isRevoked }
    guard found.count < 2 else {
      throw UsageError(message: "\(Text.safe(word)) are \(found.count) devices; give the identifier of one")
    }
    guard let device = found.first else { throw SyncError.unknownDevice }
    return device
  }
}
