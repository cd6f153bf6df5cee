internal import CSodium

/// The identity of a device: an Ed25519 key pair (RFC 8032), with which it signs and to which others seal.
public struct SigningKey: Sendable {
  /// Bytes of a signature.
  public static let signatureSize = 64
  /// Bytes from which a pair is made.
  public static let seedSize = 32

  public let publicKey: PublicKey
  /// What the pair was made of, to be kept.
  public let seed: SecretBytes
  private let secret: SecretBytes

  /// A new pair.
  public init() { self.init(seed: .random(Self.seedSize))! }

  /// The pair that was made of these bytes; `nil` where there are not 32.
  public init?(seed: SecretBytes) {
    guard seed.count == Self.seedSize else { return nil }
    Sodium.ready
    var bytes = [UInt8](repeating: 0, count: PublicKey.size)
    secret = SecretBytes(count: Int(crypto_sign_ed25519_SECRETKEYBYTES)) { secret in
      seed.withPointer { _ = crypto_sign_ed25519_seed_keypair(&bytes, secret, $0) }
    }
    publicKey = PublicKey(unchecked: bytes)
    self.seed = seed
  }

  public func signature(of bytes: [UInt8]) -> [UInt8] {
    var signature = [UInt8](repeating: 0, count: Self.signatureSize)
    secret.withPointer { _ = crypto_sign_ed25519_detached(&signature, nil, bytes, UInt64(bytes.count), $0) }
    return signature
  }

  /// Opens what was sealed to the public key; `nil` where it was sealed to another, or changed.
  public func open(_ sealed: [UInt8]) -> [UInt8]? {
    let overhead = crypto_box_sealbytes()
    guard sealed.count >= overhead, let curve = publicKey.curveKey else { return nil }
    let exchange = SecretBytes(count: Int(crypto_scalarmult_curve25519_BYTES)) { target in
      secret.withPointer { _ = crypto_sign_ed25519_sk_to_curve25519(target, $0) }
    }
    var text = [UInt8](repeating: 0, count: sealed.count - overhead)
    let code = exchange.withPointer { crypto_box_seal_open(&text, sealed, UInt64(sealed.count), curve, $0) }
    return code == 0 ? text : nil
  }
}

/// The public half of a device's identity.
public struct PublicKey: Sendable, Hashable {
  /// Bytes of a key.
  public static let size = 32

  public let bytes: [UInt8]

  /// `nil` where the bytes are no point of the curve that a key may be.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == Self.size else { return nil }
    self.init(unchecked: bytes)
    guard curveKey != nil else { return nil }
  }

  fileprivate init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// The key of the same device for key exchange (X25519).
  fileprivate var curveKey: [UInt8]? {
    Sodium.ready
    var key = [UInt8](repeating: 0, count: Int(crypto_scalarmult_curve25519_BYTES))
    return crypto_sign_ed25519_pk_to_curve25519(&key, bytes) == 0 ? key : nil
  }

  public func isValid(_ signature: [UInt8], of bytes: [UInt8]) -> Bool {
    signature.count == SigningKey.signatureSize
      && crypto_sign_ed25519_verify_detached(signature, bytes, UInt64(bytes.count), self.bytes) == 0
  }

  /// Bytes that only the owner of the key can read.
  public func seal(_ text: [UInt8]) -> [UInt8] {
    guard let curveKey else { preconditionFailure("a key that was checked when it was made") }
    var sealed = [UInt8](repeating: 0, count: text.count + crypto_box_sealbytes())
    _ = crypto_box_seal(&sealed, text, UInt64(text.count), curveKey)
    return sealed
  }
}
