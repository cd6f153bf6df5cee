internal import CPcap
internal import Glibc

/// The UDP datagrams of a packet capture, `.pcap` or `.pcapng`, from any network that libpcap writes and we know.
public struct Capture: Sendable {
  /// A datagram's place in the capture.
  public struct Datagram: Sendable, Hashable {
    /// s since the first packet of the file; never less than the one before.
    public var time: Double
    public var family: AddressFamily
    public var sourcePort: UInt16
    public var destinationPort: UInt16
    /// Both addresses folded into a number, to tell streams apart.
    public var addresses: UInt64
    /// Where the payload lies in `payloads`.
    public fileprivate(set) var payload: Range<Int>

    /// Bytes of the payload.
    public var size: Int { payload.count }
  }

  /// The datagrams in the order of the file.
  public private(set) var datagrams: [Datagram] = []
  /// When the first packet was captured, s since 1970 (UTC); `nil` for an empty capture.
  public private(set) var startDate: Double?
  /// Packets of which only the beginning was captured.
  public private(set) var cutCount = 0
  /// Packets without a whole UDP datagram.
  public private(set) var otherCount = 0
  /// Datagrams of which pieces are missing.
  public private(set) var incompleteCount = 0
  /// Whether the file ends in the middle of a packet, as it does when the capturing program was killed.
  public private(set) var isTruncated = false

  /// The payloads of all datagrams, one after the other.
  public private(set) var payloads: [UInt8] = []

  /// Whether bytes start as a capture does.
  public static func recognises(_ bytes: RawSpan) -> Bool {
    guard bytes.byteCount >= 4 else { return false }
    return magics.contains(bytes.bigEndian32(0))
  }

  /// Both byte orders with micro- and nanoseconds, then the section header of pcapng.
  private static let magics: Set<UInt32> = [0xD4C3_B2A1, 0xA1B2_C3D4, 0x4D3C_B2A1, 0xA1B2_3C4D, 0x0A0D_0D0A]
  /// What tcpdump stores of a packet at most, and some room for odd headers.
  private static let largestPacket: UInt32 = 262_144 + 4096

  /// Reads a whole capture.
  ///
  /// - Throws: `.notACapture`, `.refused` with the library's words, `.unsupportedLinkType`.
  public init(_ bytes: RawSpan) throws(CaptureError) {
    guard Self.recognises(bytes) else { throw .notACapture }
    var failure: CaptureError?
    bytes.withUnsafeBytes { buffer in
      do throws(CaptureError) {
        try read(buffer)
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }

  /// Hands a datagram's payload to `body`.
  public func withPayload<Result, Failure: Error>(
    of datagram: Datagram, _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(payloads.span.bytes.extracting(datagram.payload))
  }

  private mutating func read(_ buffer: UnsafeRawBufferPointer) throws(CaptureError) {
    guard let file = fmemopen(UnsafeMutableRawPointer(mutating: buffer.baseAddress), buffer.count, "r") else {
      throw .fileFailed(code: errno)
    }
    var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
    guard
      let handle = pcap_fopen_offline_with_tstamp_precision(file, UInt32(PCAP_TSTAMP_PRECISION_NANO), &message)
    else {
      fclose(file)
      throw .refused(message: String(decoding: message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
    defer { pcap_close(handle) }
    let linkType = pcap_datalink(handle)
    guard LinkLayer.isSupported(linkType) else { throw .unsupportedLinkType(linkType) }
    var extractor = DatagramExtractor(linkType: linkType)
    var header: UnsafeMutablePointer<pcap_pkthdr>?
    var data: UnsafePointer<UInt8>?
    while true {
      let status = pcap_next_ex(handle, &header, &data)
      guard status == 1, let header, let data, header.pointee.caplen <= Self.largestPacket else {
        // -2 is the end; anything else is a cut or damaged record, before which everything was good.
        isTruncated = status != -2
        break
      }
      guard header.pointee.caplen >= header.pointee.len else {
        cutCount += 1
        continue
      }
      let packet = UnsafeRawBufferPointer(start: data, count: Int(header.pointee.caplen))
      add(packet.bytes, seconds(header.pointee.ts), &extractor)
    }
    incompleteCount = extractor.incompleteCount
  }

  /// The fraction is in nanoseconds, as asked for.
  private func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) * 1e-9 }

  private mutating func add(_ packet: RawSpan, _ date: Double, _ extractor: inout DatagramExtractor) {
    let start = startDate ?? date
    startDate = start
    let time = max(date - start, datagrams.last?.time ?? 0)
    guard let found = extractor.extract(packet, time: time) else {
      otherCount += 1
      return
    }
    switch found {
    case .incomplete: break
    case .repeated: break
    case .datagram(let header, let payload):
      let begin = payloads.count
      payloads.append(contentsOf: payload)
      datagrams.append(
        Datagram(
          time: time, family: header.family, sourcePort: header.sourcePort,
          destinationPort: header.destinationPort, addresses: header.addresses, payload: begin..<payloads.count))
    }
  }
}
