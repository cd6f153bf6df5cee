internal import Telemetry

/// RaceChrono's CSV of version 3: names, units and sources, rows at the union of all sources' times.
enum RaceChronoCsv: CsvReader {
  static let name = "RaceChrono CSV"

  static func recognises(_ line: String, head: [String]) -> Bool {
    line.lowercased().hasPrefix("this file is created using racechrono")
  }

  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording {
    let head = try TableHead(source, format: name, dialect: TextDialect()) { $0.first == "timestamp" && $0.count > 3 }
    guard head["format"] == "3", head.words.count >= 2 else {
      throw .malformed(format: name, line: nil, problem: .oldVersion(wanted: "CSV v3"))
    }
    let plan = ColumnPlan(
      names: head.names, units: head.words[0], mapping: source.mapping, sources: head.words[1])
    let table = PlannedTable(source, head, plan: plan)
    guard let stamps = table.wide(.time), let first = stamps.first else { throw .noSamples }
    var description = SourceDescription(game: "racechrono", gameName: "RaceChrono")
    description.driver = head["driver name"]
    description.track = head["track name"]
    description.session = head["session type"]?.lowercased()
    description.startDate = first
    // Milliseconds exactly, as they stand.
    var assembly = SampleAssembly(description, times: stamps.map { (($0 - first) * 1000).rounded() / 1000 })
    table.fill(&assembly)
    assembly.addDistances(table)
    assembly.lapNumbers = table.narrow(.lapNumber) ?? []
    assembly.putInOrder()
    assembly.carryForward()
    assembly.placeOnPlane()
    assembly.addLapsByNumber(running: nil, official: nil)
    assembly.addLapsByPasses(source.startLines)
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }
}
