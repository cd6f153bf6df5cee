internal import Cryptography

/// Twenty random bytes on a sheet of paper that open a vault when passphrase and devices are gone.
public struct RecoveryCode: Sendable {
  /// Bytes that are random: so many that guessing is hopeless without any slow hash.
  private static let size = 20

  private let secret: SecretBytes

  /// A new code.
  public init() { secret = .random(Self.size) }

  /// A code as it was typed.
  ///
  /// - Throws: `.misspelled` where the check digits do not fit.
  public init(_ text: String) throws(VaultError) {
    let characters = text.filter { $0 != "-" && !$0.isWhitespace }
    // 160 bits are 32 characters; two more check them.
    guard characters.count == 34, let bytes = Crockford.bytes(String(characters.prefix(32))),
      Crockford.text(Self.check(bytes)) == Crockford.text(Crockford.bytes(String(characters.suffix(2))) ?? [])
    else { throw .misspelled }
    secret = SecretBytes(bytes)
  }

  /// The code to write down: eight groups of four characters, and two that check them.
  public var text: String {
    let bytes = secret.withBytes { Array($0) }
    let characters = Array(Crockford.text(bytes) + Crockford.text(Self.check(bytes)))
    return stride(from: 0, to: characters.count, by: 4).map {
      String(characters[$0..<min($0 + 4, characters.count)])
    }.joined(separator: "-")
  }

  private static func check(_ bytes: [UInt8]) -> [UInt8] { [KeyedHash.hash(bytes, count: 16)[0]] }

  func key(vault: Identifier) -> SecretBytes {
    KeyedHash.derive("tenths/recovery/1 \(vault)", from: secret)
  }
}
