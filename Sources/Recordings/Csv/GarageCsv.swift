internal import Telemetry

/// A lap of Garage 61, which holds neither a time nor a name: 60 rows a second, from the line to the line.
enum GarageCsv: CsvReader {
  static let name = "Garage 61 CSV"

  private static let rate = 60.0

  static func recognises(_ line: String, head: [String]) -> Bool {
    line.hasPrefix("Speed,LapDistPct,Lat,Lon,Brake,Throttle")
  }

  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording {
    let head = try TableHead(source, format: name, dialect: TextDialect()) { $0.first == "Speed" }
    // Units as in iRacing's own recordings, which the table does not say.
    let units: [String: String] = [
      "Speed": "m/s", "Brake": "ratio", "Throttle": "ratio", "Clutch": "ratio", "RPM": "rpm",
      "SteeringWheelAngle": "rad", "LatAccel": "m/s2", "LongAccel": "m/s2", "YawRate": "rad/s",
    ]
    let plan = ColumnPlan(
      names: head.names, units: head.names.map { units[$0] ?? "" }, mapping: source.mapping)
    let table = PlannedTable(source, head, plan: plan, key: .channel(.speed))
    let count = table.table.rowCount
    guard count > 1 else { throw .noSamples }
    var assembly = SampleAssembly(
      SourceDescription(game: "garage61", gameName: "Garage 61"), times: (0..<count).map { Double($0) / rate })
    table.fill(&assembly)
    // 1 is released there.
    assembly.series[.clutch] = assembly.series[.clutch]?.map { 1 - $0 }
    assembly.placeOnPlane()
    let stated = describe(&assembly.description, source.stem)
    let time = stated ?? (Double(count) / rate * 1000).rounded() / 1000
    let marks = [
      LapMarks.Mark(time: 0, number: 1, lapTime: nil), LapMarks.Mark(time: time, number: 2, lapTime: time),
    ]
    assembly.laps = LapMarks(marks, firstNumber: 0, times: assembly.range, interval: 1 / rate)
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }

  /// The name that the site gives its files: `Garage 61 - Driver - Car - Track - 01.38.214 - ID`.
  ///
  /// - Returns: the lap time, s, where the name says it.
  private static func describe(_ description: inout SourceDescription, _ stem: String) -> Double? {
    let parts = stem.components(dividedBy: " - ")
    guard parts.count >= 5, parts[0].lowercased().hasPrefix("garage 61") else { return nil }
    description.driver = parts[1]
    description.car = parts[2]
    description.track = parts[3]
    let numbers = parts[4].split { $0 == "." || $0 == ":" }.compactMap { Int($0) }
    guard numbers.count == 3, numbers[1] < 60, numbers[2] < 1000 else { return nil }
    return Double(numbers[0] * 60 + numbers[1]) + Double(numbers[2]) / 1000
  }
}

extension String {
  /// The parts between a text of more than one letter.
  func components(dividedBy text: String) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while let found = rest.firstRange(of: text) {
      parts.append(String(rest[..<found.lowerBound]))
      rest = rest[found.upperBound...]
    }
    return parts + [String(rest)]
  }
}
