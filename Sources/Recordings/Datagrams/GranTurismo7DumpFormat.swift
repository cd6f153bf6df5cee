internal import Decoders

/// Plain Gran Turismo 7 packets end to end, usually compressed as `.gtz`.
enum GranTurismo7DumpFormat: RecordingFormat {
  static let name = "Gran Turismo 7 replay"
  static let suffixes = [".gtz"]

  /// "0S7G", with which every plain packet starts.
  private static let magic: UInt32 = 0x4737_5330

  static func recognises(_ bytes: RawSpan, name: String) -> Bool {
    bytes.byteCount >= 4 && bytes.integer(0, as: UInt32.self) == magic
  }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    let size = bytes.withBytes { recordSize($0) }
    guard let size else {
      throw bytes.withBytes { recognises($0, name: name) } ? .noSamples : .wrongContent(format: Self.name)
    }
    let log = DatagramLog(records: bytes, size: size, interval: 1 / GranTurismo7Packet.rate)
    return try DatagramRecording(log, notes: bytes.count % size == 0 ? [] : [.truncated])
  }

  /// The kind of packet shows in where the next one starts; a single packet in the size of the file.
  private static func recordSize(_ bytes: RawSpan) -> Int? {
    guard recognises(bytes, name: "") else { return nil }
    let sizes = GranTurismo7Packet.allCases.map(\.size).filter { $0 <= bytes.byteCount }
    let followed = sizes.first { $0 + 4 <= bytes.byteCount && bytes.integer($0, as: UInt32.self) == magic }
    return followed ?? sizes.max()
  }
}
