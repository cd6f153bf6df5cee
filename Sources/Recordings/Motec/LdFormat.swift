/// Logs of MoTeC's loggers, of Assetto Corsa Competizione and of the converters that write the same.
enum LdFormat: RecordingFormat {
  static let name = "MoTeC log"
  static let suffixes = [".ld"]

  static func recognises(_ bytes: RawSpan, name: String) -> Bool { LdHeader.isPlausible(bytes) }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    try open(bytes, name: name, surroundings: RecordingSurroundings())
  }

  static func open(
    _ bytes: ByteStore, name: String, surroundings: RecordingSurroundings
  ) throws(RecordingError) -> any Recording {
    try LdRecording(bytes, surroundings: surroundings)
  }
}
