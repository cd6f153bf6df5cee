/// A request that a device signs instead of showing a token: what leaks from a log or a proxy lets nobody in.
public struct RequestSignature: Sendable, Equatable {
  /// What is signed of a request. A server that sees other values refuses it.
  public struct Subject: Sendable {
    public var method: String
    /// Decoded, without the query.
    public var path: String
    /// Names and decoded values of the query that count, by their names.
    public var query: [(name: String, value: String)]
    /// The value of `If-None-Match`.
    public var condition: String
    /// SHA-256 of the body in hexadecimal; empty without one.
    public var payload: String

    public init(
      method: String, path: String, query: [(name: String, value: String)] = [], condition: String = "",
      payload: String = ""
    ) {
      self.method = method
      self.path = path
      self.query = query
      self.condition = condition
      self.payload = payload
    }

    /// Each part with its length before it, so that no two subjects look the same.
    fileprivate func bytes(seconds: Int, once: String) -> [UInt8] {
      let parts =
        ["tenths-request-1", method, path] + query.sorted { $0.name < $1.name }.flatMap { [$0.name, $0.value] }
        + [condition, payload, "\(seconds)", once]
      return parts.flatMap { Array("\($0.utf8.count):\($0)\n".utf8) }
    }
  }

  /// Before the rest in the `Authorization` header.
  public static let scheme = "Tenths-Device "

  /// What the device is called: the first half of its public key's hash, in hexadecimal.
  public let device: String
  /// When it was signed, s since 1970 by the device's clock.
  public let seconds: Int
  /// Random, so that the same request may be sent again and no signature comes twice.
  public let once: String
  public let signature: [UInt8]

  public init(_ subject: Subject, seconds: Int, key: SigningKey) {
    device = Self.name(of: key.publicKey)
    self.seconds = seconds
    once = Hexadecimal.text(randomBytes(8))
    signature = key.signature(of: subject.bytes(seconds: seconds, once: once))
  }

  /// `nil` where the header is no signature.
  public init?(header: String) {
    guard header.hasPrefix(Self.scheme), header.utf8.count < 200 else { return nil }
    let parts = header.dropFirst(Self.scheme.count).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[0].utf8.count == 32, parts[2].utf8.count == 16, parts[1].utf8.count <= 12,
      let seconds = Int(parts[1]),
      parts[0].utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }),
      let signature = Base64.bytes(String(parts[3])), signature.count == SigningKey.signatureSize
    else { return nil }
    device = String(parts[0])
    self.seconds = seconds
    once = String(parts[2])
    self.signature = signature
  }

  public var header: String { "\(Self.scheme)\(device).\(seconds).\(once).\(Base64.text(signature, .url))" }

  public func isValid(for subject: Subject, key: PublicKey) -> Bool {
    device == Self.name(of: key) && key.isValid(signature, of: subject.bytes(seconds: seconds, once: once))
  }

  public static func name(of key: PublicKey) -> String { Hexadecimal.text(KeyedHash.hash(key.bytes).prefix(16)) }
}
