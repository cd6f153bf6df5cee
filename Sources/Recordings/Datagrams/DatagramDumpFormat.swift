internal import Decoders
internal import Telemetry

/// Datagrams end to end without times. Their size stands in the name (`.368.bin`), is that of `.gt7lap`, or is the file's.
enum DatagramDumpFormat: RecordingFormat {
  static let name = "datagram dump"
  static let suffixes = [".gt7lap", ".bin"]

  private static let interval = 1.0 / 60
  private static let largestDatagram = 65_507

  static func recognises(_ bytes: RawSpan, name: String) -> Bool {
    guard let size = recordSize(name, fileSize: bytes.byteCount), size <= bytes.byteCount else { return false }
    let first = bytes.extracting(0..<size)
    return allDecoders.contains { $0.recognises(first) }
  }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    guard let size = recordSize(name, fileSize: bytes.count) else { throw .wrongContent(format: Self.name) }
    let log = DatagramLog(records: bytes, size: size, interval: interval)
    return try DatagramRecording(log, notes: bytes.count % size == 0 ? [] : [.truncated])
  }

  /// The size that the name states; of a file without one, its own where that is a datagram's.
  private static func recordSize(_ name: String, fileSize: Int) -> Int? {
    if name.hasSuffix(".gt7lap") { return GranTurismo7Packet.a.size }
    guard name.hasSuffix(".bin") else { return nil }
    let stem = name.dropLast(".bin".count)
    if let dot = stem.lastIndex(of: "."), let size = Int(stem[stem.index(after: dot)...]) {
      return (1...largestDatagram).contains(size) ? size : nil
    }
    return fileSize <= largestDatagram ? fileSize : nil
  }
}
