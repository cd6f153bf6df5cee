/// The IP header of a captured packet, version 4 or 6, as far as a datagram needs it.
struct InternetPacket: Sendable {
  /// Part of a datagram that was cut in pieces on its way.
  struct Fragment: Sendable {
    var identifier: UInt32
    /// Where the piece belongs, bytes.
    var offset: Int
    var isLast: Bool
  }

  static let udp: UInt8 = 17

  var family: AddressFamily
  /// The addresses, folded: only compared with each other.
  var addresses: UInt64
  var transport: UInt8
  /// What follows the headers, within the packet.
  var payload: Range<Int>
  var fragment: Fragment?

  /// Reads the header at `start`; `nil` where it is not IP or the packet is too short for it.
  init?(_ packet: RawSpan, at start: Int) {
    guard packet.byteCount > start else { return nil }
    switch packet.byte(start) >> 4 {
    case 4: self.init(version4: packet, start)
    case 6: self.init(version6: packet, start)
    default: return nil
    }
  }

  private init?(version4 packet: RawSpan, _ start: Int) {
    guard packet.byteCount - start >= 20 else { return nil }
    let headerSize = Int(packet.byte(start) & 0x0F) * 4
    let total = Int(packet.bigEndian16(start + 2))
    // A total of 0 comes from segmentation by the network card: the captured rest counts.
    let end = total == 0 ? packet.byteCount : start + total
    guard headerSize >= 20, end >= start + headerSize, end <= packet.byteCount else { return nil }
    family = .ipv4
    addresses = Self.fold(packet, start + 12, count: 8)
    transport = packet.byte(start + 9)
    payload = (start + headerSize)..<end
    let bits = packet.bigEndian16(start + 6)
    let offset = Int(bits & 0x1FFF) * 8
    let hasMore = bits & 0x2000 != 0
    if hasMore || offset > 0 {
      fragment = Fragment(identifier: UInt32(packet.bigEndian16(start + 4)), offset: offset, isLast: !hasMore)
    }
  }

  private init?(version6 packet: RawSpan, _ start: Int) {
    guard packet.byteCount - start >= 40 else { return nil }
    let length = Int(packet.bigEndian16(start + 4))
    let end = length == 0 ? packet.byteCount : start + 40 + length
    guard end <= packet.byteCount else { return nil }
    family = .ipv6
    addresses = Self.fold(packet, start + 8, count: 32)
    var next = packet.byte(start + 6)
    var position = start + 40
    while true {
      switch next {
      // Hop by hop, routing, destination options.
      case 0, 43, 60:
        guard end - position >= 8 else { return nil }
        next = packet.byte(position)
        position += (Int(packet.byte(position + 1)) + 1) * 8
      case 44:
        guard end - position >= 8, fragment == nil else { return nil }
        next = packet.byte(position)
        let bits = packet.bigEndian16(position + 2)
        fragment = Fragment(
          identifier: packet.bigEndian32(position + 4), offset: Int(bits & 0xFFF8), isLast: bits & 1 == 0)
        position += 8
      default:
        guard position <= end else { return nil }
        transport = next
        payload = position..<end
        return
      }
    }
  }

  private static func fold(_ packet: RawSpan, _ start: Int, count: Int) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in start..<(start + count) { hash = (hash ^ UInt64(packet.byte(index))) &* 0x0000_0100_0000_01B3 }
    return hash
  }
}

/// Version of the internet protocol.
public enum AddressFamily: UInt8, Sendable {
  case ipv4 = 4
  case ipv6 = 6
}
