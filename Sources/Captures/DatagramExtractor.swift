/// Takes UDP datagrams out of captured packets of one kind of network.
struct DatagramExtractor: Sendable {
  struct Header: Sendable, Equatable {
    var family: AddressFamily
    var sourcePort: UInt16
    var destinationPort: UInt16
    var addresses: UInt64
  }

  enum Found {
    case datagram(Header, [UInt8])
    /// A piece of a datagram that is not whole yet.
    case incomplete
    /// The second copy that Linux stores of what a machine sends to itself.
    case repeated
  }

  private struct Previous {
    var header: Header
    var payload: [UInt8]
    var time: Double
    var isOutgoing: Bool
  }

  /// s within which two equal datagrams of different direction are the same one.
  private static let repeatInterval = 0.001
  private static let headerSize = 8

  private let linkType: Int32
  private var fragments = FragmentStore()
  private var previous: Previous?

  init(linkType: Int32) { self.linkType = linkType }

  /// Datagrams that lack pieces.
  var incompleteCount: Int { fragments.incompleteCount }

  /// `nil` where the packet holds no UDP.
  mutating func extract(_ packet: RawSpan, time: Double) -> Found? {
    guard let link = LinkLayer(packet, type: linkType),
      let internet = InternetPacket(packet, at: link.offset), internet.transport == InternetPacket.udp
    else { return nil }
    guard let fragment = internet.fragment else {
      return datagram(packet.extracting(internet.payload), internet, time, link.isOutgoing)
    }
    guard let whole = fragments.add(packet, internet, fragment, time: time) else { return .incomplete }
    return datagram(whole.span.bytes, internet, time, link.isOutgoing)
  }

  private mutating func datagram(
    _ bytes: RawSpan, _ internet: InternetPacket, _ time: Double, _ isOutgoing: Bool
  ) -> Found? {
    guard bytes.byteCount >= Self.headerSize else { return nil }
    let length = Int(bytes.bigEndian16(4))
    guard length >= Self.headerSize, length <= bytes.byteCount else { return nil }
    // The checksum is not looked at: a network card that computes it leaves a wrong one in the sender's own capture.
    let header = Header(
      family: internet.family, sourcePort: bytes.bigEndian16(0), destinationPort: bytes.bigEndian16(2),
      addresses: internet.addresses)
    let payload = bytes.extracting(Self.headerSize..<length).withUnsafeBytes { Array($0) }
    if let previous, previous.isOutgoing != isOutgoing, previous.header == header, previous.payload == payload,
      time - previous.time <= Self.repeatInterval
    {
      self.previous = nil
      return .repeated
    }
    previous = Previous(header: header, payload: payload, time: time, isOutgoing: isOutgoing)
    return .datagram(header, payload)
  }
}
