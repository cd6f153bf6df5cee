import Cryptography
import Foundation
import Testing

@testable import Vault

/// The vectors of Documentation/SYNC_FORMAT.md, which another implementation of the format has to give too.
@Suite struct FormatVectorTests {
  private static let vault = Identifier([UInt8](0x40..<0x50))!

  /// The keyring that the page describes.
  private static func keys() throws -> VaultKeys {
    var writer = ByteWriter()
    writer.append(Array("TNK1".utf8))
    writer.append(vault)
    writer.append([UInt8](0x50..<0x60))
    writer.append([UInt8](0..<32))
    writer.append(1, bytes: 2)
    writer.append(1, bytes: 2)
    writer.append([UInt8](32..<64))
    return VaultKeys(try Keyring(encoded: writer.bytes))
  }

  private static let page: String = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Documentation/SYNC_FORMAT.md")
    return (try? String(contentsOf: file, encoding: .utf8)) ?? ""
  }()

  /// What the page says, in its words.
  private static func vectors() throws -> [(name: String, value: String)] {
    let keys = try keys()
    let pack = try Pack.seal(Array("a lap".utf8), kind: .lap, keys: keys)
    let signer = SigningKey(seed: SecretBytes([UInt8](0x60..<0x80)))!
    let device = DeviceRecord.identifier(of: signer.publicKey)
    let record = Record(
      name: RecordName(device: device, operation: 1), stamp: Stamp(milliseconds: 1_764_000_000_000, counter: 2),
      field: FieldName(kind: 5, entity: vault, field: 12), parents: [], value: RecordValue.text("wet").encoded)
    var writer = ByteWriter()
    record.write(to: &writer)
    return [
      ("pack id of kind 1, content “a lap”", pack.id.description),
      ("commitment of EK[1]", Hexadecimal.text(pack.object[8..<24])),
      ("nonce of that pack", Hexadecimal.text(pack.object[24..<48])),
      ("BLAKE2b-256 of that object", Hexadecimal.text(KeyedHash.hash(pack.object))),
      ("device id of the Ed25519 seed 60…7f", device.description),
      ("six words of that device in the vault 40…4f", CheckPhrase.of(key: signer.publicKey.bytes, vault: vault)),
      (
        "record 1 of that device: session 40…4f, note “wet”, 1764000000000 ms, counter 2",
        Hexadecimal.text(writer.bytes)
      ),
      (
        "proof of that device for epoch 1",
        Hexadecimal.text(DeviceRecord.proof(for: signer.publicKey, epoch: 1, ring: keys.ring))
      ),
    ]
  }

  @Test func thePageHoldsTheVectors() throws {
    for (name, value) in try Self.vectors() {
      #expect(Self.page.contains("| \(name) | `\(value)` |"), "| \(name) | `\(value)` |")
    }
  }
}
