internal import Telemetry

/// The files of the Toyota GR Cup: long tables of telemetry, the laps that the cars' own triggers saw, and the official timing.
enum GrCupFormat: RecordingFormat {
  static let name = "GR Cup table"
  static let suffixes: [String] = []

  static func recognises(_ bytes: RawSpan, name: String) -> Bool {
    guard let header = CsvHead.sample(bytes).first(where: { !$0.isEmpty }) else { return false }
    return GrCupLayout.isPlausible(header) || GrCupCrossings.isPlausible(header) || GrCupTiming.isPlausible(header)
      || GrCupOther.what(header) != nil
  }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    try open(bytes, name: name, surroundings: RecordingSurroundings())
  }

  static func open(
    _ bytes: ByteStore, name: String, surroundings: RecordingSurroundings
  ) throws(RecordingError) -> any Recording {
    let (plain, start) = TextEncoding.plain(bytes)
    let header = plain.withBytes { CsvHead.sample($0) }.first { !$0.isEmpty } ?? ""
    let file = RaceFileName(surroundings.stem, folders: surroundings.folders)
    if GrCupLayout.isPlausible(header) {
      return try GrCupTelemetry.read(plain, start, file, surroundings)
    }
    if GrCupTiming.isPlausible(header) {
      let timing = try GrCupTiming(plain, start)
      return TimedLaps(
        description: describe(file), notes: timing.notes,
        timedSessions: timing.sessions(description: describe(file)))
    }
    if GrCupCrossings.isPlausible(header) {
      let crossings = try GrCupCrossings(plain, start)
      return TimedLaps(
        description: describe(file), notes: crossings.notes,
        timedSessions: crossings.sessions(description: describe(file), holdsTimes: file.kind == .lapTime))
    }
    throw .malformed(
      format: Self.name, line: nil, problem: .noTelemetry(what: GrCupOther.what(header) ?? "a table of results"))
  }

  static func describe(_ file: RaceFileName) -> SourceDescription {
    var result = SourceDescription(game: "grcup", gameName: "GR Cup")
    result.track = file.track
    result.session = file.race.map { "race \($0)" } ?? "race"
    return result
  }
}

/// Tables of the same series in which there are no laps.
enum GrCupOther {
  /// What a table is by its first line.
  static func what(_ header: String) -> String? {
    if header.contains("TIME_UTC_SECONDS") { return "a table of the weather" }
    if header.contains("BESTLAP_1") { return "a table of best laps" }
    if header.hasPrefix("POSITION;") || header.contains("GAP_FIRST") { return "a table of results" }
    return nil
  }
}
