internal import Telemetry

/// Any other table: columns are recognised by their names and units, or as the user mapped them.
enum AnyCsv: CsvReader {
  static let name = "table"

  /// s and m between which a table without laps can be one.
  private static let lapTimes = 15.0...900
  private static let lapLengths = 300.0...60_000

  static func recognises(_ line: String, head: [String]) -> Bool { true }

  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording {
    var dialect = source.bytes.withBytes { DialectGuess.dialect($0, from: source.start) }
    dialect.comment = UInt8(ascii: "#")
    let head = try TableHead(source, format: name, dialect: dialect) { cells in isNames(cells, source.mapping) }
    let hasUnits = head.words.first.map { $0.count >= head.names.count / 2 } ?? false
    let plan = ColumnPlan(names: head.names, units: hasUnits ? head.units : [], mapping: source.mapping)
    guard plan.choices[.channel(.speed)] != nil || (plan.choices[.latitude] != nil && plan.choices[.longitude] != nil)
    else { throw .malformed(format: name, line: nil, problem: .missingColumn("speed")) }
    guard plan.choices[.time] != nil else { throw .malformed(format: name, line: nil, problem: .missingColumn("time")) }
    let table = PlannedTable(source, head, plan: plan)
    guard let stamps = table.wide(.time), let first = stamps.first else {
      throw .malformed(format: name, line: nil, problem: .noRows)
    }
    var description = SourceDescription(game: "csv", gameName: "CSV")
    // Seconds since 1970, in a time in which there were loggers.
    if first > 1e9 { description.startDate = first }
    var assembly = SampleAssembly(description, times: stamps.map { $0 - (first > 1e9 ? first : 0) })
    table.fill(&assembly)
    assembly.addDistances(table)
    assembly.lapNumbers = table.narrow(.lapNumber) ?? []
    assembly.running = table.wide(.runningLapTime) ?? []
    assembly.official = table.wide(.lapTime) ?? []
    assembly.putInOrder()
    assembly.placeOnPlane()
    assembly.deriveSpeed()
    if assembly.lapNumbers.isEmpty {
      addTheOnlyLap(&assembly)
    } else {
      assembly.addLapsByNumber(
        running: assembly.running.isEmpty ? nil : assembly.running,
        official: assembly.official.isEmpty ? nil : assembly.official)
    }
    assembly.addLapsByPasses(source.startLines)
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }

  /// Names of columns are words, at least two of which are known.
  private static func isNames(_ cells: [String], _ mapping: ColumnMapping) -> Bool {
    cells.count { cell in
      guard cell.first?.isNumber != true else { return false }
      let name = ColumnPlan.split(cell).name
      return mapping.meaning(of: cell) != nil || ChannelNames.match(name) != nil || ChannelNames.match(cell) != nil
    } >= 2
  }

  /// A table of as many seconds and metres as a lap takes, which begins at its own start, is a lap.
  private static func addTheOnlyLap(_ assembly: inout SampleAssembly) {
    guard let start = assembly.times.first, let end = assembly.times.last, lapTimes.contains(end - start),
      let length = assembly.length, lapLengths.contains(length), assembly.isOneLap
    else {
      assembly.notes.append(.noLaps)
      return
    }
    let interval = assembly.interval
    let time = ((end - start + interval) * 1000).rounded() / 1000
    let marks = [
      LapMarks.Mark(time: start, number: 1, lapTime: nil),
      LapMarks.Mark(time: start + time, number: 2, lapTime: time),
    ]
    assembly.laps = LapMarks(marks, firstNumber: 0, times: start...end, interval: interval)
    assembly.notes.append(.takenAsOneLap)
  }
}
