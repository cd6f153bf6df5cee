internal import Telemetry

/// Exports of MoTeC's i2: two pairs of key and value a line, names, units, rows in quotes.
enum MotecCsv: CsvReader {
  static let name = "MoTeC CSV"

  static func recognises(_ line: String, head: [String]) -> Bool {
    line.lowercased().replacing("\"", with: "").hasPrefix("format,motec csv file")
  }

  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording {
    let head = try TableHead(source, format: name, dialect: TextDialect(), pairColumns: [0, 4]) {
      $0.first == "Time" && $0.count > 1
    }
    let plan = ColumnPlan(names: head.names, units: head.units, mapping: source.mapping)
    let table = PlannedTable(source, head, plan: plan)
    guard let times = table.wide(.time), !times.isEmpty else { throw .noSamples }
    var description = SourceDescription(game: "motec", gameName: "MoTeC CSV")
    description.driver = head["driver"]
    description.car = head["vehicle"]
    description.track = head["venue"]
    description.session = head["session"]?.lowercased()
    description.startDate = date(head)
    var assembly = SampleAssembly(description, times: times)
    table.fill(&assembly)
    assembly.addDistances(table)
    assembly.putInOrder()
    assembly.placeOnPlane()
    assembly.laps = laps(head, assembly)
    if assembly.laps.isEmpty { assembly.notes.append(.noLaps) }
    TurnSigns.alignSteering(&assembly.series)
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }

  /// A range of one lap is that lap, as long as its duration says, which is more exact than its rows; else the beacons tell.
  private static func laps(_ head: TableHead, _ assembly: SampleAssembly) -> LapMarks {
    let start = assembly.times[0]
    if let range = head["range"]?.lowercased(), range.hasPrefix("lap "), let number = Int32(range.dropFirst(4)),
      let duration = head.numbers("duration").first, duration > 0
    {
      let marks = [
        LapMarks.Mark(time: start, number: number, lapTime: nil),
        LapMarks.Mark(time: start + duration, number: number &+ 1, lapTime: duration),
      ]
      return LapMarks(marks, firstNumber: number &- 1, times: assembly.range, interval: assembly.interval)
    }
    var beacons = head.numbers("beacon markers").sorted()
    // Some count from the start of the log, some from the start of the range.
    if let origin = head.numbers("start time").first, let first = beacons.first, first >= origin, origin > 0,
      start < origin
    {
      beacons = beacons.map { $0 - origin }
    }
    guard !beacons.isEmpty else { return LapMarks() }
    return LapMarks(crossings: beacons, times: assembly.range, interval: assembly.interval)
  }

  /// Which of day and month comes first depends on where i2 runs; where both could be, the day does.
  private static func date(_ head: TableHead) -> Double? {
    guard let text = head["log date"] else { return nil }
    var parts = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard parts.count == 3 else { return nil }
    if parts[1] > 12 { parts.swapAt(0, 1) }
    let clock = (head["log time"] ?? "").split { !$0.isNumber }.compactMap { Int($0) }
    guard clock.count >= 2 else { return LocalDate.seconds(year: parts[2], month: parts[1], day: parts[0]) }
    let isAfternoon = head["log time"]?.uppercased().contains("PM") ?? false
    let isTwelve = head["log time"]?.uppercased().contains("M") ?? false
    let hour = isTwelve ? clock[0] % 12 + (isAfternoon ? 12 : 0) : clock[0]
    return LocalDate.seconds(
      year: parts[2], month: parts[1], day: parts[0], hour: hour, minute: clock[1],
      second: clock.count > 2 ? clock[2] : 0)
  }
}
