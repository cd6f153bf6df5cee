/// Datagrams as lines of JSON with their bytes in hexadecimal: `{"t_us": 16667, "hex": "…"}`; the time may be missing.
enum DatagramLinesFormat: RecordingFormat {
  static let name = "datagram lines"
  static let suffixes = [".jsonl"]

  /// s between lines that have no time.
  private static let interval = 1.0 / 60

  static func recognises(_ bytes: RawSpan, name: String) -> Bool {
    guard bytes.byteCount > 0, bytes.byte(0) == UInt8(ascii: "{") else { return false }
    return JSONLine(bytes, lineAt: 0).hex != nil
  }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    guard bytes.withBytes({ recognises($0, name: name) }) else { throw .wrongContent(format: Self.name) }
    var payload: [UInt8] = []
    var places: [(Range<Int>, Double)] = []
    bytes.withBytes { span in
      var start = 0
      while start < span.byteCount {
        let line = JSONLine(span, lineAt: start)
        let begin = payload.count
        if let hex = line.hex, appendHexadecimal(span, hex, to: &payload) {
          let time = line.microseconds.map { $0 * 1e-6 } ?? Double(places.count) * interval
          places.append((begin..<payload.count, time))
        } else {
          payload.removeLast(payload.count - begin)
        }
        start = line.end + 1
      }
    }
    var log = DatagramLog(ByteStore(payload))
    for (range, time) in places { log.append(range, time: time) }
    return try DatagramRecording(log)
  }

  private static func appendHexadecimal(_ bytes: RawSpan, _ range: Range<Int>, to payload: inout [UInt8]) -> Bool {
    guard range.count % 2 == 0 else { return false }
    for index in stride(from: range.lowerBound, to: range.upperBound, by: 2) {
      guard let high = digit(bytes.byte(index)), let low = digit(bytes.byte(index + 1)) else { return false }
      payload.append(high << 4 | low)
    }
    return true
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
