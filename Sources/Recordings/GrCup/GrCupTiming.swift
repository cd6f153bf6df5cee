internal import Telemetry

/// The official timing of a race: one row a lap, car by car.
struct GrCupTiming: Sendable {
  struct Car: Sendable {
    var number: String
    var driver: String?
    var className: String?
    var laps: [TimedSession.Lap]
    /// Whether the running sum of the laps is the elapsed time on every row.
    var addsUp: Bool
  }

  private(set) var cars: [Car] = []
  private(set) var notes: [RecordingNote] = []

  private static let dialect = TextDialect(delimiter: UInt8(ascii: ";"))
  /// s; sums of times that are written to the millisecond.
  private static let rounding = 0.0015

  static func isPlausible(_ header: String) -> Bool {
    let text = header.drop { $0 == "\u{FEFF}" }
    return text.hasPrefix("NUMBER;") && text.contains("LAP_NUMBER") && text.contains("LAP_TIME")
  }

  init(_ bytes: ByteStore, _ start: Int) throws(RecordingError) {
    self = try bytes.withBytes { span throws(RecordingError) in try GrCupTiming(span, start) }
  }

  private init(_ span: RawSpan, _ start: Int) throws(RecordingError) {
    var lines = TextLines(span, from: start)
    guard let header = lines.next(span) else { throw .empty }
    let names = TextLines.cells(span, header.range, Self.dialect).map { $0.uppercased() }
    func column(_ name: String) -> Int? { names.firstIndex(of: name) }
    guard let number = column("NUMBER"), let lapNumber = column("LAP_NUMBER"), let lapTime = column("LAP_TIME") else {
      throw .malformed(format: GrCupFormat.name, line: 1, problem: .missingColumn("LAP_TIME"))
    }
    let sectors = ["S1", "S2", "S3"].compactMap(column)
    let optional = (
      top: column("TOP_SPEED"), pit: column("CROSSING_FINISH_LINE_IN_PIT"), flag: column("FLAG_AT_FL"),
      driver: column("DRIVER_NAME"), group: column("CLASS"), elapsed: column("ELAPSED")
    )
    var damaged = 0
    var firstDamaged: Int?
    while let line = lines.next(span) {
      let cells = TextLines.cells(span, line.range, Self.dialect)
      guard cells.contains(where: { !$0.isEmpty }) else { continue }
      func cell(_ index: Int?) -> String? {
        guard let index, index < cells.count, !cells[index].isEmpty else { return nil }
        return cells[index]
      }
      guard let car = cell(number), let lap = cell(lapNumber).flatMap({ Int($0) }),
        let time = cell(lapTime).flatMap({ ClockText.seconds($0) }), time > 0
      else {
        damaged += 1
        firstDamaged = firstDamaged ?? line.number
        continue
      }
      // Rows go car by car: where the lap falls, another car of the same number begins.
      let isSame = cars.last.map { $0.number == car && ($0.laps.last?.number ?? 0) < lap } ?? false
      if !isSame {
        cars.append(
          Car(number: car, driver: cell(optional.driver), className: cell(optional.group), laps: [], addsUp: true))
      }
      let place = cars.count - 1
      let before = cars[place].laps.reduce(0) { $0 + $1.time }
      if let elapsed = cell(optional.elapsed).flatMap({ ClockText.seconds($0) }),
        abs(elapsed - before - time) > Self.rounding
      {
        cars[place].addsUp = false
      }
      let parts = sectors.compactMap { cell($0).flatMap { ClockText.seconds($0) } }
      let isWhole = parts.count == 3 && abs(parts.reduce(0, +) - time) < Self.rounding
      cars[place].laps.append(
        TimedSession.Lap(
          number: lap, time: time, sectors: isWhole ? parts : [],
          topSpeed: cell(optional.top).flatMap { Double($0) }.map { $0 / 3.6 }, endsInPit: cell(optional.pit) == "B",
          isUnderCaution: cell(optional.flag) == "FCY", start: before))
    }
    guard !cars.isEmpty else { throw .malformed(format: GrCupFormat.name, line: nil, problem: .noRows) }
    if let firstDamaged { notes.append(.damagedRows(count: damaged, firstLine: firstDamaged)) }
  }

  func sessions(description: SourceDescription) -> [TimedSession] {
    cars.map { car in
      var own = description
      own.car = "GR86 #" + car.number
      own.driver = car.driver ?? "car " + car.number
      return TimedSession(description: own, laps: car.laps, isOfficial: true)
    }
  }

  /// The laps of the only car of that number.
  func laps(ofCar number: Int?) -> [TimedSession.Lap]? {
    guard let number else { return nil }
    let found = cars.filter { Int($0.number) == number }
    return found.count == 1 ? found[0].laps : nil
  }

  /// The official timing of a race among the files beside one of its others.
  static func beside(_ surroundings: RecordingSurroundings, race: Int?) -> GrCupTiming? {
    for name in surroundings.siblings().sorted() {
      let file = RaceFileName(name)
      guard file.kind == .timing, file.race == nil || race == nil || file.race == race,
        let bytes = surroundings.companion(name)
      else { continue }
      let (plain, start) = TextEncoding.plain(bytes)
      if let timing = try? GrCupTiming(plain, start) { return timing }
    }
    return nil
  }
}
