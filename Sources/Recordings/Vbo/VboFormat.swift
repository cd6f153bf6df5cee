internal import Telemetry

/// Text logs of Racelogic's VBOX, and of RaceChrono, RaceBox and others in its form.
enum VboFormat: RecordingFormat {
  static let name = "VBOX log"
  static let suffixes = [".vbo"]

  static func recognises(_ bytes: RawSpan, name: String) -> Bool { VboHead.isPlausible(bytes) }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    try open(bytes, name: name, surroundings: RecordingSurroundings())
  }

  static func open(
    _ bytes: ByteStore, name: String, surroundings: RecordingSurroundings
  ) throws(RecordingError) -> any Recording {
    let head = try bytes.withBytes { span throws(RecordingError) in try VboHead(span) }
    return try VboReader(head).read(bytes, startLines: surroundings.startLines)
  }
}
