import Cryptography
import Vault

/// What a store may hold. What is sealed is sealed here first, under keys that never change, so that the readers behind the seal see the
/// input too; the first byte says which reader.
private let ring = Keyring(vault: Identifier([UInt8](0..<16))!, creator: Identifier([UInt8](16..<32))!)
private let keys = VaultKeys(ring)
private let signer = SigningKey(seed: SecretBytes([UInt8](32..<64)))!
private let device = DeviceRecord.identifier(of: signer.publicKey)

@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  guard let which = bytes.first else { return 0 }
  let input = Array(bytes.dropFirst())
  let id = PackIdentifier([UInt8](repeating: 7, count: 32))!
  switch which % 8 {
  case 0: _ = try? Pack.open(input, kind: .lap, id: id, keys: keys)
  case 1: _ = try? LapContent(encoded: input)
  case 2:
    let signed = input + signer.signature(of: input)
    guard let object = try? Pack.seal(signed, kind: .segment, name: ObjectKey.log(device, 3), keys: keys).object else {
      return 0
    }
    _ = try? Segment(object: object, device: device, sequence: 3, signer: signer.publicKey, keys: keys)
  case 3:
    guard
      let object = try? Pack.seal(input, kind: .snapshot, name: ObjectKey.snapshot(device, 3), keys: keys).object
    else { return 0 }
    _ = try? Snapshot(object: object, device: device, sequence: 3, keys: keys)
  case 4:
    let signed = input + signer.signature(of: input)
    let name = ObjectKey.device(author: device, 3)
    guard let object = try? Pack.seal(signed, kind: .device, name: name, keys: keys).object,
      let record = try? DeviceRecord.Signed(object: object, author: device, number: 3, keys: keys)
    else { return 0 }
    _ = Trust([record], ring: ring).accepts(device: device, sequence: 1)
  case 5:
    _ = try? KeyWrap.open(input, recovery: RecoveryCode())
    _ = try? KeyWrap.open(input, device: device, key: signer)
  case 6:
    _ = try? VaultDescription.read(input)
    _ = try? JoinRequest.read(input, vault: ring.vault)
    _ = try? RecordValue(encoded: input)
  default:
    let text = String(decoding: input, as: UTF8.self)
    _ = try? RecoveryCode(text)
    for folder in [ObjectKey.logs, ObjectKey.snapshots, ObjectKey.devices] { _ = ObjectKey.numbered(text, in: folder) }
    _ = ObjectKey.epoch(ofKey: text)
    _ = ObjectKey.pack(ofKey: text)
  }
  return 0
}
