internal import CSodium

/// The hash SHA-256, of bytes that may come in pieces.
public struct SHA256: Sendable {
  /// Bytes of a hash.
  public static let size = 32

  private var state = crypto_hash_sha256_state()

  public init() { crypto_hash_sha256_init(&state) }

  public mutating func update(_ bytes: RawSpan) {
    bytes.withUnsafeBytes { buffer in
      guard let start = buffer.baseAddress else { return }
      crypto_hash_sha256_update(&state, start.assumingMemoryBound(to: UInt8.self), UInt64(buffer.count))
    }
  }

  /// The hash of everything so far; more may follow.
  public func value() -> [UInt8] {
    var copy = state
    var hash = [UInt8](repeating: 0, count: Self.size)
    crypto_hash_sha256_final(&copy, &hash)
    return hash
  }

  /// The hash of bytes that are all there.
  public static func hash(_ bytes: [UInt8]) -> [UInt8] {
    var hash = SHA256()
    hash.update(bytes.span.bytes)
    return hash.value()
  }
}
