internal import Telemetry

/// Exports of AiM's Race Studio: one pair a line, names, units, rows.
enum AimCsv: CsvReader {
  static let name = "AiM CSV"

  static func recognises(_ line: String, head: [String]) -> Bool {
    let plain = line.lowercased().replacing("\"", with: "").replacing(";", with: ",")
    return plain.hasPrefix("format,aim csv file")
  }

  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording {
    let dialect = source.bytes.withBytes { DialectGuess.dialect($0, from: source.start) }
    let head = try TableHead(source, format: name, dialect: dialect) {
      $0.first == "Time" && $0.count > 2 && $0[2] != ""
    }
    let plan = ColumnPlan(names: head.names, units: head.units, mapping: source.mapping)
    let table = PlannedTable(source, head, plan: plan)
    guard let times = table.wide(.time), !times.isEmpty else { throw .noSamples }
    var description = SourceDescription(game: "aim", gameName: "AiM Race Studio")
    description.driver = head["racer"]
    description.car = head["vehicle"]
    description.track = head["session"]
    description.startDate = date(head)
    var assembly = SampleAssembly(description, times: times)
    table.fill(&assembly)
    assembly.addDistances(table)
    assembly.putInOrder()
    assembly.placeOnPlane()
    var beacons = numbers(head, "beacon markers").sorted()
    // The end of the log is among them.
    if let duration = numbers(head, "duration").first, let last = beacons.last, abs(last - duration) < 0.002 {
      beacons.removeLast()
    }
    if beacons.isEmpty {
      assembly.notes.append(.noLaps)
    } else {
      assembly.laps = LapMarks(crossings: beacons, times: assembly.range, interval: assembly.interval)
    }
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }

  /// Numbers of a key, with a comma for the point where the rows have one.
  private static func numbers(_ head: TableHead, _ key: String) -> [Double] {
    guard head.dialect.decimalMark == UInt8(ascii: ",") else { return head.numbers(key) }
    return (head.pairs[key] ?? []).flatMap { $0.split(separator: " ") }.compactMap {
      Double($0.replacing(",", with: "."))
    }
  }

  private static let months = [
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
  ]

  /// As in `Sunday, December 15, 2024` and `1:34 PM`.
  private static func date(_ head: TableHead) -> Double? {
    let words = (head["date"] ?? "").lowercased().split { !$0.isLetter && !$0.isNumber }
    guard let month = months.firstIndex(where: { words.contains(Substring($0)) }) else { return nil }
    let numbers = words.compactMap { Int($0) }
    guard numbers.count == 2 else { return nil }
    let time = head["time"] ?? ""
    let clock = time.split { !$0.isNumber }.compactMap { Int($0) }
    guard clock.count >= 2 else { return LocalDate.seconds(year: numbers[1], month: month + 1, day: numbers[0]) }
    let isTwelve = time.uppercased().hasSuffix("M")
    let hour = isTwelve ? clock[0] % 12 + (time.uppercased().hasSuffix("PM") ? 12 : 0) : clock[0]
    return LocalDate.seconds(year: numbers[1], month: month + 1, day: numbers[0], hour: hour, minute: clock[1])
  }
}
