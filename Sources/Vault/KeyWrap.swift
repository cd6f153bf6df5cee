public import Cryptography

/// A keyring as it lies in a store: wrapped for whoever knows a passphrase, has a recovery code, or is a trusted device.
public enum KeyWrap {
  private static let magic = Array("TNW1".utf8)

  private enum Kind: UInt8 {
    case passphrase = 1
    case recovery = 2
    case device = 3
  }

  private static let reserved = [UInt8](repeating: 0, count: 3)

  // MARK: By passphrase

  /// `nil` where the memory that the numbers ask for is not to be had.
  public static func wrap(_ ring: Keyring, passphrase: SecretBytes, cost: PassphraseKey) -> [UInt8]? {
    let salt = randomBytes(PassphraseKey.saltSize)
    guard let key = cost.key(passphrase: passphrase, salt: salt) else { return nil }
    var writer = head(.passphrase, ring.vault)
    writer.append(UInt64(cost.passes), bytes: 4)
    writer.append(UInt64(cost.memory), bytes: 4)
    writer.append(salt)
    return close(writer, ring, key)
  }

  /// - Throws: `.excessive` where the header asks for more than is reasonable, `.wrongSecret` for another passphrase.
  public static func open(_ bytes: [UInt8], passphrase: SecretBytes) throws(VaultError) -> Keyring {
    var reader = ByteReader(bytes)
    try expect(.passphrase, &reader)
    let cost = PassphraseKey(
      passes: UInt32(truncatingIfNeeded: try reader.number(bytes: 4)),
      memory: UInt32(truncatingIfNeeded: try reader.number(bytes: 4)))
    guard cost.isAcceptable else { throw .excessive }
    let salt = Array(try reader.take(PassphraseKey.saltSize))
    guard let key = cost.key(passphrase: passphrase, salt: salt) else { throw .excessive }
    return try open(bytes, &reader, key)
  }

  // MARK: By recovery code

  public static func wrap(_ ring: Keyring, recovery: RecoveryCode) -> [UInt8] {
    close(head(.recovery, ring.vault), ring, recovery.key(vault: ring.vault))
  }

  public static func open(_ bytes: [UInt8], recovery: RecoveryCode) throws(VaultError) -> Keyring {
    var reader = ByteReader(bytes)
    let vault = try expect(.recovery, &reader)
    return try open(bytes, &reader, recovery.key(vault: vault))
  }

  // MARK: For a device

  /// Sealed to the key of a device, and signed by the one that lets it in.
  public static func wrap(
    _ ring: Keyring, for device: Identifier, key: PublicKey, author: Identifier, signer: SigningKey
  ) -> [UInt8] {
    var writer = head(.device, ring.vault)
    writer.append(device)
    writer.append(author)
    var plain = ring.encoded()
    writer.append(key.seal(plain))
    plain.wipe()
    writer.append(signer.signature(of: writer.bytes))
    return writer.bytes
  }

  /// The keyring, and what has to be checked once it can be known whom to trust.
  public static func open(
    _ bytes: [UInt8], device: Identifier, key: SigningKey
  ) throws(VaultError) -> (ring: Keyring, author: Identifier, isSigned: @Sendable (PublicKey) -> Bool) {
    var reader = ByteReader(bytes)
    let vault = try expect(.device, &reader)
    guard try reader.identifier() == device else { throw .tampered }
    let author = try reader.identifier()
    guard reader.remaining > SigningKey.signatureSize else { throw .malformed }
    let sealed = Array(try reader.take(reader.remaining - SigningKey.signatureSize))
    let signature = Array(try reader.take(SigningKey.signatureSize))
    guard var plain = key.open(sealed) else { throw .tampered }
    defer { plain.wipe() }
    let ring = try Keyring(encoded: plain)
    guard ring.vault == vault else { throw .tampered }
    let signed = Array(bytes.dropLast(SigningKey.signatureSize))
    return (ring, author, { $0.isValid(signature, of: signed) })
  }

  // MARK: Common

  private static func head(_ kind: Kind, _ vault: Identifier) -> ByteWriter {
    var writer = ByteWriter()
    writer.append(magic)
    writer.append(kind.rawValue)
    writer.append(reserved)
    writer.append(vault)
    return writer
  }

  @discardableResult
  private static func expect(_ kind: Kind, _ reader: inout ByteReader) throws(VaultError) -> Identifier {
    guard try reader.take(4).elementsEqual(magic) else { throw .foreign }
    guard let known = Kind(rawValue: try reader.byte()) else { throw .newer }
    guard known == kind else { throw .foreign }
    guard try reader.take(3).elementsEqual(reserved) else { throw .newer }
    return try reader.identifier()
  }

  private static func close(_ head: ByteWriter, _ ring: Keyring, _ key: SecretBytes) -> [UInt8] {
    var plain = ring.encoded()
    defer { plain.wipe() }
    let nonce = randomBytes(AuthenticatedCipher.nonceSize)
    return head.bytes + nonce + AuthenticatedCipher.seal(plain, context: head.bytes, nonce: nonce, key: key)
  }

  private static func open(
    _ bytes: [UInt8], _ reader: inout ByteReader, _ key: SecretBytes
  ) throws(VaultError) -> Keyring {
    let context = Array(bytes.prefix(reader.offset))
    let vault = Identifier(context[8...])
    let nonce = Array(try reader.take(AuthenticatedCipher.nonceSize))
    let sealed = try reader.take(reader.remaining)
    guard var plain = AuthenticatedCipher.open(sealed, context: context, nonce: nonce, key: key) else {
      throw .wrongSecret
    }
    defer { plain.wipe() }
    let ring = try Keyring(encoded: plain)
    guard ring.vault == vault else { throw .tampered }
    return ring
  }
}
