internal import Telemetry

/// Logs of TrackAddict: rows twenty times a second, a fix once a second, events on lines of their own between the rows.
enum TrackAddictCsv: CsvReader {
  static let name = "TrackAddict CSV"

  /// s by which the rows may count one lap later than another.
  private static let latest = 1.6

  static func recognises(_ line: String, head: [String]) -> Bool {
    line.hasPrefix("# RaceRender Data")
  }

  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording {
    let dialect = TextDialect(comment: UInt8(ascii: "#"))
    let head = try TableHead(source, format: name, dialect: dialect) { $0.first == "Time" }
    let plan = ColumnPlan(names: head.names, units: [], mapping: source.mapping)
    let updates = head.names.firstIndex(of: "GPS_Update")
    let table = PlannedTable(source, head, plan: plan)
    guard let times = table.wide(.time), !times.isEmpty else { throw .noSamples }
    var assembly = SampleAssembly(SourceDescription(game: "trackaddict", gameName: "TrackAddict"), times: times)
    table.fill(&assembly)
    assembly.lapNumbers = table.narrow(.lapNumber) ?? []
    if let updates {
      let fixes = NumberTable(
        source.bytes, head.rows..<source.bytes.count,
        [NumberTable.Request(column: 0, isWide: true), NumberTable.Request(column: updates, isWide: false)], dialect)
      forgetRepeats(fixes.narrowColumn(0), &assembly)
    }
    let events = TrackAddictEvents(source, from: head.rows)
    assembly.inPit = events.pitLane(at: times)
    assembly.description.startDate = events.startDate(table, source, head)
    assembly.putInOrder()
    assembly.interpolateSpeed()
    assembly.placeOnPlane()
    assembly.laps = laps(events, assembly)
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }

  /// Between two fixes the rows repeat the last one, which is not where the car is.
  private static func forgetRepeats(_ updates: [Float], _ assembly: inout SampleAssembly) {
    guard updates.count == assembly.times.count else { return }
    for index in updates.indices where updates[index] != 1 {
      if assembly.latitude.indices.contains(index) { assembly.latitude[index] = .nan }
      assembly.series[.speed]?[index] = .nan
      assembly.series[.positionY]?[index] = .nan
    }
  }

  /// The official times one after the other, moved so that the rows' own counter, which is late, is never early.
  private static func laps(_ events: TrackAddictEvents, _ assembly: SampleAssembly) -> LapMarks {
    let counted = LapColumn.marks(
      assembly.lapNumbers, times: assembly.times, running: nil, official: nil, interval: assembly.interval)
    guard let first = counted.firstNumber, events.laps.first?.number == first else { return counted }
    var time = 0.0
    var lateness: [Double] = []
    var marks: [LapMarks.Mark] = []
    for lap in events.laps {
      time += lap.time
      guard let mark = counted.marks.first(where: { $0.number == lap.number + 1 }) else { return counted }
      lateness.append(mark.time - time)
      // What lies before the first crossing is no lap from line to line.
      marks.append(LapMarks.Mark(time: time, number: lap.number + 1, lapTime: marks.isEmpty ? nil : lap.time))
    }
    guard let least = lateness.min(), let most = lateness.max(), most - least < latest else { return counted }
    for index in marks.indices { marks[index].time += least }
    return LapMarks(marks, firstNumber: first, times: assembly.range, interval: assembly.interval)
  }
}
