internal import Cryptography

/// The first 4096 bytes of a locked database: how its key is made of the passphrase. They stand there twice, so that a change of the
/// passphrase that is broken off leaves one of both whole.
///
/// Each half: 24 bytes of name and version, 16 of the identity, 4 each of passes and KiB (least byte first), 16 of salt, 24 of nonce, 48
/// of the sealed key; the rest is zero.
struct LockHeader: Equatable {
  static let size = 4_096
  static let slotSize = size / 2
  static let identitySize = 16
  private static let name = Array("Tenths locked history 1\n".utf8)
  private static let sealedSize = AuthenticatedCipher.keySize + AuthenticatedCipher.tagSize

  /// How the data key is wrapped.
  struct Slot: Equatable {
    var cost: PassphraseKey
    var salt: [UInt8]
    var nonce: [UInt8]
    var sealedKey: [UInt8]
  }

  /// Names the data key, which no two databases that were locked apart share.
  var identity: [UInt8]
  /// What could be read of both halves; as it should be, two of the same.
  var slots: [Slot]

  /// Whether bytes are the beginning of a locked database.
  static func isOne(_ bytes: some Collection<UInt8>) -> Bool { bytes.prefix(name.count).elementsEqual(name) }

  init(identity: [UInt8], slots: [Slot]) {
    self.identity = identity
    self.slots = slots
  }

  /// `nil` where neither half is one.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= Self.size else { return nil }
    var found: [(identity: [UInt8], slot: Slot)] = []
    for start in [0, Self.slotSize] {
      var rest = bytes[start..<start + Self.slotSize]
      func take(_ count: Int) -> [UInt8] {
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
      }
      func number() -> UInt32 { take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) } }
      guard take(Self.name.count) == Self.name else { continue }
      let identity = take(Self.identitySize)
      let cost = PassphraseKey(passes: number(), memory: number())
      let slot = Slot(
        cost: cost, salt: take(PassphraseKey.saltSize), nonce: take(AuthenticatedCipher.nonceSize),
        sealedKey: take(Self.sealedSize))
      found.append((identity, slot))
    }
    guard let first = found.first else { return nil }
    identity = first.identity
    slots = found.filter { $0.identity == first.identity }.map(\.slot)
  }

  /// The bytes of one half.
  func half(_ slot: Slot) -> [UInt8] {
    func bytes(_ number: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) } }
    let content =
      Self.name + identity + bytes(slot.cost.passes) + bytes(slot.cost.memory) + slot.salt + slot.nonce + slot.sealedKey
    return content + [UInt8](repeating: 0, count: Self.slotSize - content.count)
  }

  /// The bytes of both halves under one passphrase.
  func bytes(_ slot: Slot) -> [UInt8] { half(slot) + half(slot) }
}
