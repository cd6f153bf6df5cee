/// Wraps a payload as the raw IP packet that would have carried it, for files that other tools can open.
public enum PacketBuilder {
  /// Bytes that version 4 or 6 and UDP put before a payload.
  public static func overhead(_ family: AddressFamily) -> Int { (family == .ipv4 ? 20 : 40) + 8 }

  /// The largest payload that fits one datagram.
  public static let largestPayload = 65_507 - 40

  /// Appends the packet of a payload to `bytes`; addresses are those of this machine to itself. Longer payloads are cut.
  public static func append(
    _ payload: RawSpan, family: AddressFamily, sourcePort: UInt16, destinationPort: UInt16, to bytes: inout [UInt8]
  ) {
    let count = min(payload.byteCount, largestPayload)
    let datagramSize = count + 8
    switch family {
    case .ipv4:
      let start = bytes.count
      bytes.append(contentsOf: [0x45, 0])
      bytes.append(bigEndian: UInt16(datagramSize + 20))
      // No identification, not to be cut, 64 hops, UDP, the checksum below.
      bytes.append(contentsOf: [0, 0, 0x40, 0, 64, InternetPacket.udp, 0, 0, 127, 0, 0, 1, 127, 0, 0, 1])
      let sum = checksum(bytes[start...])
      bytes[start + 10] = UInt8(sum >> 8)
      bytes[start + 11] = UInt8(sum & 0xFF)
    case .ipv6:
      bytes.append(contentsOf: [0x60, 0, 0, 0])
      bytes.append(bigEndian: UInt16(datagramSize))
      bytes.append(contentsOf: [InternetPacket.udp, 64])
      for _ in 0..<2 { bytes.append(contentsOf: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) }
    }
    bytes.append(bigEndian: sourcePort)
    bytes.append(bigEndian: destinationPort)
    bytes.append(bigEndian: UInt16(datagramSize))
    // 0: the sender computed no checksum.
    bytes.append(contentsOf: [0, 0])
    payload.extracting(0..<count).withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  private static func checksum(_ header: ArraySlice<UInt8>) -> UInt16 {
    var sum: UInt32 = 0
    for (index, byte) in header.enumerated() { sum += index % 2 == 0 ? UInt32(byte) << 8 : UInt32(byte) }
    while sum > 0xFFFF { sum = (sum & 0xFFFF) + sum >> 16 }
    return ~UInt16(sum)
  }
}

extension [UInt8] {
  mutating func append(bigEndian value: UInt16) {
    append(UInt8(value >> 8))
    append(UInt8(value & 0xFF))
  }

  mutating func append(littleEndian value: UInt32) {
    for shift in [0, 8, 16, 24] as [UInt32] { append(UInt8(truncatingIfNeeded: value >> shift)) }
  }

  mutating func append(littleEndian value: UInt16) {
    append(UInt8(value & 0xFF))
    append(UInt8(value >> 8))
  }
}
