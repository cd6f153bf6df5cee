internal import Captures

/// Packet captures, as tcpdump and Wireshark write them and `--record` does.
enum CaptureFormat: RecordingFormat {
  static let name = "packet capture"
  static let suffixes = [".pcap", ".pcapng", ".cap"]

  static func recognises(_ bytes: RawSpan, name: String) -> Bool { Capture.recognises(bytes) }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    let capture: Capture
    do throws(CaptureError) {
      capture = try bytes.withBytes { span throws(CaptureError) in try Capture(span) }
    } catch .notACapture {
      throw .wrongContent(format: Self.name)
    } catch {
      throw .capture(error)
    }
    var log = DatagramLog(ByteStore(capture.payloads))
    for datagram in capture.datagrams {
      let ports = UInt64(datagram.sourcePort) << 16 | UInt64(datagram.destinationPort)
      log.append(datagram.payload, time: datagram.time, stream: datagram.addresses ^ ports << 32)
    }
    var notes: [RecordingNote] = []
    if capture.isTruncated { notes.append(.truncated) }
    let cut = capture.cutCount + capture.incompleteCount
    if cut > 0 { notes.append(.cutPackets(count: cut)) }
    return try DatagramRecording(log, notes: notes)
  }
}
