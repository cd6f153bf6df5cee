/// iRacing's own recordings.
enum IbtFormat: RecordingFormat {
  static let name = "iRacing telemetry"
  static let suffixes = [".ibt"]

  static func recognises(_ bytes: RawSpan, name: String) -> Bool { IbtHeader.isPlausible(bytes) }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    try IbtRecording(bytes)
  }
}
