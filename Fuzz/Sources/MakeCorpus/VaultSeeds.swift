import Cryptography
import Foundation
import Vault

/// Seeds of what a vault holds, each led by the number of its reader in `FuzzVault`.
func writeVaultSeeds(_ folder: URL) throws {
  func seed(_ reader: UInt8, _ bytes: [UInt8], _ name: String) throws {
    try write([reader] + bytes, "FuzzVault", name, in: folder)
  }
  let vault = Identifier([UInt8](0..<16))!
  let ring = Keyring(vault: vault, creator: Identifier([UInt8](16..<32))!)
  let keys = VaultKeys(ring)
  let signer = SigningKey(seed: SecretBytes([UInt8](32..<64)))!
  let device = DeviceRecord.identifier(of: signer.publicKey)
  let lap = LapContent(
    session: vault, lap: device, line: PackIdentifier([UInt8](0..<32)), grid: (4_000, 2),
    columns: [.init(name: "speed", step: 0.01, origin: 40, count: 3, bytes: [1, 2, 3])],
    stretches: [.init(kind: "offTrack", start: 1, end: 2)])
  try seed(0, Pack.seal(lap.encoded(), kind: .lap, keys: keys).object, "pack")
  try seed(1, lap.encoded(), "lap")
  let record = Record(
    name: RecordName(device: device, operation: 1), stamp: Stamp(milliseconds: 1_764_000_000_000, counter: 1),
    field: FieldName(kind: 5, entity: vault, field: 12), parents: [RecordName(device: vault, operation: 2)],
    value: RecordValue.text("wet").encoded)
  let segment = Segment(
    device: device, sequence: 3, previous: Segment.noHash,
    seen: [.init(device: vault, sequence: 1, hash: Segment.noHash)], records: [record])
  let object = try segment.seal(signer: signer, keys: keys)
  let content = try Pack.open(object, kind: .segment, name: segment.name, keys: keys)
  try seed(2, Array(content.dropLast(SigningKey.signatureSize)), "segment")
  let snapshot = try Snapshot(entries: [.init(device: device, sequence: 3, object: object)])
    .seal(device: device, sequence: 3, keys: keys)
  try seed(
    3, Pack.open(snapshot, kind: .snapshot, name: ObjectKey.snapshot(device, 3), keys: keys), "snapshot")
  for (name, action) in [
    (
      "add",
      DeviceRecord.Action.add(
        key: signer.publicKey, nickname: "rig", proof: DeviceRecord.proof(for: signer.publicKey, epoch: 1, ring: ring))
    ), ("rename", .rename(nickname: "laptop")), ("revoke", .revoke(trusted: [.init(device: vault, segments: 9)])),
  ] {
    let said = DeviceRecord(
      author: device, number: 3, device: device, epoch: 1, milliseconds: 1_764_000_000_000, action: action)
    let sealed = try said.seal(signer: signer, keys: keys)
    let plain = try Pack.open(sealed, kind: .device, name: said.name, keys: keys)
    try seed(4, Array(plain.dropLast(SigningKey.signatureSize)), name)
  }
  try seed(5, KeyWrap.wrap(ring, recovery: RecoveryCode()), "recovery")
  try seed(5, KeyWrap.wrap(ring, for: device, key: signer.publicKey, author: device, signer: signer), "device")
  try seed(6, VaultDescription.encoded(vault), "vault")
  try seed(6, JoinRequest.encoded(signer.publicKey, vault: vault), "request")
  try seed(7, Array(RecoveryCode().text.utf8), "code")
  try seed(7, Array(ObjectKey.log(device, 3).utf8), "key")
}
