/// Builds a small `.pcapng` capture in memory: one section, one interface of raw IP packets.
public struct CaptureBytes: Sendable {
  /// The capture so far; complete after every call.
  public private(set) var bytes: [UInt8] = []

  private static let rawLinkType: UInt16 = 101
  private static let byteOrderMark: UInt32 = 0x1A2B_3C4D

  public init() {
    block(0x0A0D_0D0A) { body in
      body.append(littleEndian: Self.byteOrderMark)
      body.append(littleEndian: UInt16(1))
      body.append(littleEndian: UInt16(0))
      // The section's length is not known.
      body.append(contentsOf: [UInt8](repeating: 0xFF, count: 8))
    }
    block(1) { body in
      body.append(littleEndian: Self.rawLinkType)
      body.append(littleEndian: UInt16(0))
      body.append(littleEndian: UInt32(65_535))
    }
  }

  /// Appends a datagram.
  ///
  /// - Parameter microseconds: time since 1970.
  public mutating func append(
    _ payload: RawSpan, microseconds: UInt64, family: AddressFamily = .ipv4, sourcePort: UInt16,
    destinationPort: UInt16
  ) {
    var packet: [UInt8] = []
    PacketBuilder.append(
      payload, family: family, sourcePort: sourcePort, destinationPort: destinationPort, to: &packet)
    block(6) { body in
      body.append(littleEndian: UInt32(0))
      body.append(littleEndian: UInt32(truncatingIfNeeded: microseconds >> 32))
      body.append(littleEndian: UInt32(truncatingIfNeeded: microseconds))
      body.append(littleEndian: UInt32(packet.count))
      body.append(littleEndian: UInt32(packet.count))
      body.append(contentsOf: packet)
      while body.count % 4 != 0 { body.append(0) }
    }
  }

  private mutating func block(_ type: UInt32, _ fill: (inout [UInt8]) -> Void) {
    var body: [UInt8] = []
    fill(&body)
    bytes.append(littleEndian: type)
    bytes.append(littleEndian: UInt32(body.count + 12))
    bytes.append(contentsOf: body)
    bytes.append(littleEndian: UInt32(body.count + 12))
  }
}
