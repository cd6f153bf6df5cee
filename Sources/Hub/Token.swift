internal import Cryptography

/// A right to a vault. Of its secret only a hash is kept.
struct Token: Sendable, Equatable {
  /// What a token allows.
  struct Scopes: OptionSet, Sendable {
    let rawValue: Int

    static let read = Scopes(rawValue: 1)
    static let write = Scopes(rawValue: 2)
    /// To delete, and to replace what is there.
    static let collect = Scopes(rawValue: 4)

    private static let names: [(Scopes, String)] = [(.read, "read"), (.write, "write"), (.collect, "gc")]

    var text: String { Self.names.filter { contains($0.0) }.map(\.1).joined(separator: ",") }

    init(rawValue: Int) { self.rawValue = rawValue }

    /// `nil` where a word is none of the three.
    init?(text: String) {
      var scopes: Scopes = []
      for word in text.split(separator: ",") {
        guard let scope = Self.names.first(where: { $0.1 == word })?.0 else { return nil }
        scopes.insert(scope)
      }
      guard !scopes.isEmpty else { return nil }
      self = scopes
    }
  }

  var id: String
  var hash: [UInt8]
  var scopes: Scopes
  var vault: String
  /// For people.
  var note: String
  /// s since 1970; so the others.
  var createdAt: Double
  var expiresAt: Double?
  var revokedAt: Double?

  private static let prefix = "tn1_"

  /// A new token, and the text of it, which is shown once.
  static func make(
    scopes: Scopes, vault: String, note: String, now: Double, expiresAt: Double?
  ) -> (token: Token, text: String) {
    let id = Hexadecimal.text(randomBytes(8))
    let secret = Base64.text(randomBytes(32), .url)
    let token = Token(
      id: id, hash: hash(secret), scopes: scopes, vault: vault, note: note, createdAt: now, expiresAt: expiresAt)
    return (token, prefix + id + "_" + secret)
  }

  /// The parts of a token's text; `nil` where it is none.
  static func parts(_ text: String) -> (id: String, secret: String)? {
    guard text.hasPrefix(prefix), text.utf8.count <= 200 else { return nil }
    let rest = text.dropFirst(prefix.count)
    guard let mark = rest.firstIndex(of: "_") else { return nil }
    let id = String(rest[..<mark])
    guard id.utf8.count == 16, HubKey.isName(id) else { return nil }
    return (id, String(rest[rest.index(after: mark)...]))
  }

  static func hash(_ secret: String) -> [UInt8] { KeyedHash.hash(Array(secret.utf8)) }

  /// Whether a secret is this token's, in a time that says nothing about it, and the token holds.
  func isValid(secret: String, now: Double) -> Bool {
    let isRight = areEqualInConstantTime(hash, Self.hash(secret))
    return isRight && holds(at: now)
  }

  /// Whether it is neither revoked nor expired.
  func holds(at now: Double) -> Bool { revokedAt == nil && (expiresAt.map { now < $0 } ?? true) }

  /// Whether it stands for a device that signs its requests: then the hash is the device's public key.
  var isDevice: Bool { id.utf8.count == Self.deviceNameSize }

  private static let deviceNameSize = 32

  /// The right of a device to sign; `nil` where the bytes are no public key.
  static func device(
    _ bytes: [UInt8], scopes: Scopes, vault: String, note: String, now: Double, expiresAt: Double?
  ) -> Token? {
    PublicKey(bytes).map { key in
      Token(
        id: RequestSignature.name(of: key), hash: key.bytes, scopes: scopes, vault: vault, note: note, createdAt: now,
        expiresAt: expiresAt)
    }
  }
}

/// What may be a name in the server.
enum HubKey {
  /// Of an object: `0-9 a-z - /`, no empty part.
  static func isKey(_ text: String) -> Bool {
    (1...512).contains(text.utf8.count) && isPrefix(text) && !text.hasPrefix("/") && !text.hasSuffix("/")
      && !text.contains("//")
  }

  /// The beginning of a key.
  static func isPrefix(_ text: String) -> Bool {
    text.utf8.count <= 512 && text.utf8.allSatisfy { isLetter($0) || $0 == UInt8(ascii: "/") }
  }

  /// Of a vault or a device.
  static func isName(_ text: String) -> Bool { (1...64).contains(text.utf8.count) && text.utf8.allSatisfy(isLetter) }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }
}
