internal import Cryptography

/// The wrapping of a datagram: Salsa20 with a fixed key; the nonce comes from the bytes at 0x40, which are lost by it.
struct GranTurismo7Cipher: Sendable {
  /// "0S7G", the first four bytes of every plain packet.
  static let magic: UInt32 = 0x4737_5330
  static let nonceOffset = 0x40

  static let shared = GranTurismo7Cipher()

  /// The key is public: the first 32 bytes of the name that the game gave its interface. The text is longer, so it is never `nil`.
  private let cipher = Salsa20(keyText: "Simulator Interface Packet GT7 ver 0.0")!

  static func nonce(seed: UInt32, mask: UInt32) -> UInt64 { UInt64(seed) << 32 | UInt64(seed ^ mask) }

  /// Whether the datagram decrypts to a packet with that mask; touches one block only.
  func opens(_ datagram: RawSpan, mask: UInt32) -> Bool {
    let seed: UInt32 = datagram.integer(Self.nonceOffset)
    var first = UInt32(0)
    withUnsafeMutableBytes(of: &first) { bytes in
      var output = bytes.mutableBytes
      cipher.apply(nonce: Self.nonce(seed: seed, mask: mask), to: datagram, into: &output)
    }
    return UInt32(littleEndian: first) == Self.magic
  }

  /// Decrypts into `plain`, which is at least as long as the datagram; `false` where it is not a packet.
  func open(_ datagram: RawSpan, kind: GranTurismo7Packet, into plain: inout [UInt8]) -> Bool {
    let mask: UInt32
    if opens(datagram, mask: kind.nonceMask) {
      mask = kind.nonceMask
    } else if let other = GranTurismo7Packet.allCases.first(where: { opens(datagram, mask: $0.nonceMask) }) {
      // The masks of the larger kinds are not proved by a recording: the magic number decides.
      mask = other.nonceMask
    } else {
      return false
    }
    let seed: UInt32 = datagram.integer(Self.nonceOffset)
    var span = plain.mutableSpan
    var output = span.mutableBytes
    cipher.apply(nonce: Self.nonce(seed: seed, mask: mask), to: datagram, into: &output)
    return true
  }

  /// Encrypts a plain packet and leaves the seed of its nonce where a receiver looks for it.
  func seal(_ plain: [UInt8], kind: GranTurismo7Packet, seed: UInt32, into datagram: inout [UInt8]) {
    do {
      var span = datagram.mutableSpan
      var output = span.mutableBytes
      cipher.apply(nonce: Self.nonce(seed: seed, mask: kind.nonceMask), to: plain.span.bytes, into: &output)
    }
    datagram.store(seed, at: Self.nonceOffset)
  }
}
