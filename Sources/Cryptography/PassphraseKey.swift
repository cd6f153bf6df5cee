internal import CSodium

/// A key made of a passphrase by Argon2id (RFC 9106, version 1.3), slow and hungry on purpose.
public struct PassphraseKey: Sendable, Equatable {
  /// Passes over the memory.
  public var passes: UInt32
  /// Memory, KiB.
  public var memory: UInt32

  public init(passes: UInt32, memory: UInt32) {
    self.passes = passes
    self.memory = memory
  }

  /// Bytes of salt.
  public static let saltSize = 16
  /// libsodium's "moderate": 256 MiB.
  public static let moderate = PassphraseKey(passes: 3, memory: 256 << 10)
  /// libsodium's "interactive", for small machines: 64 MiB.
  public static let interactive = PassphraseKey(passes: 2, memory: 64 << 10)
  /// The least that the algorithm takes; for tests alone, since it protects nothing.
  public static let least = PassphraseKey(passes: 1, memory: 8)

  /// Numbers above these are refused: a header that demands more is an attack on whoever reads it.
  public static let greatest = PassphraseKey(passes: 20, memory: 1 << 20)

  /// Whether numbers that were read somewhere may be used.
  public var isAcceptable: Bool {
    (Self.least.passes...Self.greatest.passes).contains(passes)
      && (Self.least.memory...Self.greatest.memory).contains(memory)
  }

  /// The key of 32 bytes; `nil` where the numbers are not acceptable, the salt is no salt or the memory is not to be had.
  public func key(passphrase: SecretBytes, salt: [UInt8]) -> SecretBytes? {
    guard isAcceptable, salt.count == Self.saltSize else { return nil }
    Sodium.ready
    var code: Int32 = -1
    let key = SecretBytes(count: AuthenticatedCipher.keySize) { target in
      passphrase.withBytes { bytes in
        code = crypto_pwhash(
          target, UInt64(AuthenticatedCipher.keySize), bytes.bindMemory(to: CChar.self).baseAddress!,
          UInt64(bytes.count), salt, UInt64(passes), Int(memory) << 10, crypto_pwhash_ALG_ARGON2ID13)
      }
    }
    return code == 0 ? key : nil
  }
}
