/// What lies between the start of a captured packet and its IP header.
struct LinkLayer: Sendable {
  /// Where the IP header starts.
  var offset: Int
  /// Whether the capturing machine had sent the packet itself, where the capture says it.
  var isOutgoing: Bool

  // libpcap's numbers of the link types.
  static let null: Int32 = 0
  static let ethernet: Int32 = 1
  static let rawTypes: Set<Int32> = [12, 14, 101, 228, 229]
  static let loop: Int32 = 108
  static let cooked: Int32 = 113
  static let cooked2: Int32 = 276

  private static let ipv4: UInt16 = 0x0800
  private static let ipv6: UInt16 = 0x86DD
  /// Tags of virtual networks, which may be stacked.
  private static let tags: Set<UInt16> = [0x8100, 0x88A8]
  /// The numbers that systems use for IPv4 and IPv6 in the loopback header.
  private static let loopbackFamilies: Set<UInt32> = [2, 10, 23, 24, 28, 30]
  private static let outgoing: UInt16 = 4

  static func isSupported(_ type: Int32) -> Bool {
    [null, ethernet, loop, cooked, cooked2].contains(type) || rawTypes.contains(type)
  }

  /// Finds the IP header; `nil` where the packet is too short or not IP.
  init?(_ packet: RawSpan, type: Int32) {
    isOutgoing = false
    switch type {
    case Self.ethernet:
      guard packet.byteCount >= 14 else { return nil }
      var position = 12
      while packet.byteCount >= position + 6, Self.tags.contains(packet.bigEndian16(position)) { position += 4 }
      guard Self.isInternet(packet.bigEndian16(position)) else { return nil }
      offset = position + 2
    case Self.cooked:
      guard packet.byteCount >= 16, Self.isInternet(packet.bigEndian16(14)) else { return nil }
      isOutgoing = packet.bigEndian16(0) == Self.outgoing
      offset = 16
    case Self.cooked2:
      guard packet.byteCount >= 20, Self.isInternet(packet.bigEndian16(0)) else { return nil }
      isOutgoing = UInt16(packet.byte(10)) == Self.outgoing
      offset = 20
    case Self.null, Self.loop:
      guard packet.byteCount >= 4 else { return nil }
      // In the order of the machine that captured, which the file does not tell.
      let family = packet.bigEndian32(0)
      guard Self.loopbackFamilies.contains(family) || Self.loopbackFamilies.contains(family.byteSwapped) else {
        return nil
      }
      offset = 4
    default:
      guard Self.rawTypes.contains(type) else { return nil }
      offset = 0
    }
  }

  private static func isInternet(_ type: UInt16) -> Bool { type == ipv4 || type == ipv6 }
}
