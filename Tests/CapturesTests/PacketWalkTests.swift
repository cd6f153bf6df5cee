import Captures
import TestSupport
import Testing

/// Captures put together by hand, one per kind of network and for datagrams cut in pieces.
@Suite struct PacketWalkTests {
  private func bytes(_ value: UInt32) -> [UInt8] { (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

  /// A classic capture of those packets with microseconds in little-endian order.
  private func pcap(_ linkType: UInt32, _ packets: [[UInt8]]) -> [UInt8] {
    var result = bytes(0xA1B2_C3D4) + [2, 0, 4, 0] + bytes(0) + bytes(0) + bytes(262_144) + bytes(linkType)
    for (index, packet) in packets.enumerated() {
      result += bytes(100) + bytes(UInt32(index) * 100) + bytes(UInt32(packet.count)) + bytes(UInt32(packet.count))
      result += packet
    }
    return result
  }

  private func internet(_ payload: [UInt8], _ family: AddressFamily = .ipv4) -> [UInt8] {
    var packet: [UInt8] = []
    PacketBuilder.append(
      payload.span.bytes, family: family, sourcePort: 7, destinationPort: 20777, to: &packet)
    return packet
  }

  private func read(_ linkType: UInt32, _ packets: [[UInt8]]) throws -> [[UInt8]] {
    let file = pcap(linkType, packets)
    let capture = try Capture(file.span.bytes)
    return capture.datagrams.map { datagram in
      capture.withPayload(of: datagram) { span in span.withUnsafeBytes { Array($0) } }
    }
  }

  private let payload: [UInt8] = [1, 2, 3, 4, 5]

  @Test func everyLinkTypeIsWalked() throws {
    let ip = internet(payload)
    let mac = [UInt8](repeating: 9, count: 12)
    #expect(try read(1, [mac + [8, 0] + ip + [0, 0, 0, 0]]) == [payload])
    #expect(try read(1, [mac + [0x81, 0, 0, 5, 8, 0] + ip]) == [payload])
    #expect(try read(1, [mac + [0x88, 0xA8, 0, 5, 0x81, 0, 0, 6, 0x86, 0xDD] + internet(payload, .ipv6)]) == [payload])
    #expect(try read(1, [mac + [8, 6] + ip]) == [])
    #expect(try read(0, [[2, 0, 0, 0] + ip]) == [payload])
    #expect(try read(108, [[0, 0, 0, 2] + ip]) == [payload])
    #expect(try read(0, [[30, 0, 0, 0] + internet(payload, .ipv6)]) == [payload])
    #expect(try read(101, [ip, internet(payload, .ipv6)]) == [payload, payload])
  }

  @Test func unsupportedNetworkIsNamed() {
    let file = pcap(127, [])
    #expect(throws: CaptureError.unsupportedLinkType(127)) { try Capture(file.span.bytes) }
  }

  @Test func copyOfOwnDatagramIsDropped() throws {
    func cooked(_ type: UInt8) -> [UInt8] {
      [0, type] + [UInt8](repeating: 0, count: 12) + [8, 0] + internet(payload)
    }
    #expect(try read(113, [cooked(4), cooked(0)]) == [payload])
    #expect(try read(113, [cooked(0), cooked(0)]) == [payload, payload])
  }

  @Test func extensionHeadersAreWalked() throws {
    var packet = internet(payload, .ipv6)
    let options: [UInt8] = [17, 0, 1, 4, 0, 0, 0, 0]
    packet[6] = 0
    packet[5] += UInt8(options.count)
    packet.insert(contentsOf: options, at: 40)
    #expect(try read(101, [packet]) == [payload])
  }

  @Test func piecesArePutTogetherInAnyOrder() throws {
    var random = SplitMix64(seed: 9)
    let large = random.bytes(2000)
    let whole = internet(large)
    let datagram = Array(whole[20...])
    func piece(_ range: Range<Int>, isLast: Bool) -> [UInt8] {
      var header = Array(whole[..<20])
      let total = UInt16(20 + range.count)
      header[2] = UInt8(total >> 8)
      header[3] = UInt8(total & 0xFF)
      let field = UInt16(range.lowerBound / 8) | (isLast ? 0 : 0x2000)
      header[6] = UInt8(field >> 8)
      header[7] = UInt8(field & 0xFF)
      return header + datagram[range]
    }
    let pieces = [
      piece(0..<800, isLast: false), piece(800..<1600, isLast: false), piece(1600..<datagram.count, isLast: true),
    ]
    #expect(try read(101, pieces) == [large])
    #expect(try read(101, [pieces[2], pieces[0], pieces[1]]) == [large])
    #expect(try read(101, [pieces[0], pieces[2]]) == [])
  }
}
