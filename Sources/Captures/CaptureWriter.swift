internal import CPcap
internal import Glibc

/// Writes datagrams to a `.pcap` file as raw IP packets.
///
/// Every packet is handed to the system before `write` returns, so a killed program leaves a readable file. Used by one thread
/// at a time.
public final class CaptureWriter {
  /// Datagrams written.
  public private(set) var count = 0

  /// The link type of packets that start with their IP header.
  private static let raw: Int32 = 12

  private let handle: OpaquePointer
  private let dumper: OpaquePointer
  private var packet: [UInt8] = []

  /// Creates the file, or empties the one that is there.
  ///
  /// - Throws: `.refused` with the library's words where it cannot be created.
  public init(path: String) throws(CaptureError) {
    guard
      let handle = pcap_open_dead_with_tstamp_precision(Self.raw, 65_535, UInt32(PCAP_TSTAMP_PRECISION_MICRO))
    else { throw .refused(message: "no memory") }
    guard let dumper = pcap_dump_open(handle, path) else {
      let message = String(cString: pcap_geterr(handle))
      pcap_close(handle)
      throw .refused(message: message)
    }
    pcap_dump_flush(dumper)
    self.handle = handle
    self.dumper = dumper
    packet.reserveCapacity(65_535)
  }

  deinit {
    pcap_dump_close(dumper)
    pcap_close(handle)
  }

  /// Appends a datagram.
  ///
  /// - Parameter date: s since 1970 (UTC).
  /// - Throws: `.fileFailed` where the disk is full or gone.
  public func write(
    _ payload: RawSpan, date: Double, family: AddressFamily = .ipv4, sourcePort: UInt16, destinationPort: UInt16
  ) throws(CaptureError) {
    packet.removeAll(keepingCapacity: true)
    PacketBuilder.append(
      payload, family: family, sourcePort: sourcePort, destinationPort: destinationPort, to: &packet)
    let microseconds = Int(exactly: (max(0, min(date, 4e9)) * 1e6).rounded()) ?? 0
    var header = pcap_pkthdr()
    header.ts = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
    header.caplen = UInt32(packet.count)
    header.len = UInt32(packet.count)
    packet.withUnsafeBufferPointer { bytes in
      pcap_dump(
        UnsafeMutablePointer(mutating: UnsafeRawPointer(dumper).assumingMemoryBound(to: UInt8.self)), &header,
        bytes.baseAddress)
    }
    guard pcap_dump_flush(dumper) == 0 else { throw .fileFailed(code: errno) }
    count += 1
  }
}
