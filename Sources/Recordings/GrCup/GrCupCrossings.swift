internal import Telemetry

/// The crossings of the line that the cars' own triggers saw: starts, ends and times of laps, with their doubles and unknown counters.
struct GrCupCrossings: Sendable {
  struct Crossing: Sendable, Equatable {
    /// s since 1970.
    var time: Double
    /// By the car's own counter.
    var lap: Int
    /// s of the lap that ended, where the file says it.
    var lapTime: Double?
  }

  /// The crossings of each car in order, doubles merged, of the largest session in the file.
  private(set) var cars: [(identifier: String, crossings: [Crossing])] = []
  private(set) var notes: [RecordingNote] = []
  private(set) var rowCount = 0
  /// Rows whose counter says that it does not know.
  private(set) var unknownLaps = 0
  /// Crossings that were there twice.
  private(set) var doubles = 0

  /// s; nobody crosses the line twice within it.
  private static let double = 1.0
  /// s without a crossing of any car that part two sessions.
  private static let sessionGap = 600.0
  /// s; longer than this nobody drives on any circuit.
  private static let longestLap = 600.0

  static func isPlausible(_ header: String) -> Bool {
    let text = header.lowercased().replacing("\"", with: "")
    let names = text.split(separator: ",", omittingEmptySubsequences: false)
    return ["lap", "timestamp", "vehicle_id", "meta_time"].allSatisfy { names.contains(Substring($0)) }
      && !text.contains("telemetry_name")
  }

  init(_ bytes: ByteStore, _ start: Int) throws(RecordingError) {
    self = try bytes.withBytes { span throws(RecordingError) in try GrCupCrossings(span, start) }
  }

  private init(_ span: RawSpan, _ start: Int) throws(RecordingError) {
    var lines = TextLines(span, from: start)
    guard let header = lines.next(span) else { throw .empty }
    let names = TextLines.cells(span, header.range, TextDialect()).map { $0.lowercased() }
    guard let lap = names.firstIndex(of: "lap"), let stamp = names.firstIndex(of: "timestamp"),
      let vehicle = names.firstIndex(of: "vehicle_id")
    else { throw .malformed(format: GrCupFormat.name, line: 1, problem: .missingColumn("timestamp")) }
    let value = names.firstIndex(of: "value")
    var all: [String: [Crossing]] = [:]
    var damaged = 0
    var firstDamaged: Int?
    while let line = lines.next(span) {
      let cells = TextLines.cells(span, line.range, TextDialect())
      guard cells.contains(where: { !$0.isEmpty }) else { continue }
      guard cells.count > max(lap, stamp, vehicle), let time = DateText.seconds(cells[stamp]),
        let number = Int(cells[lap])
      else {
        damaged += 1
        firstDamaged = firstDamaged ?? line.number
        continue
      }
      rowCount += 1
      if number == Int(GrCupLaps.unknownLap) { unknownLaps += 1 }
      // Of a lap time the value is milliseconds; of a start or an end it is the instant again.
      let lapTime = value.flatMap { $0 < cells.count ? Double(cells[$0]) : nil }.map { $0 / 1000 }
      all[cells[vehicle], default: []].append(Crossing(time: time, lap: number, lapTime: lapTime))
    }
    guard !all.isEmpty else { throw .malformed(format: GrCupFormat.name, line: nil, problem: .noRows) }
    if let firstDamaged { notes.append(.damagedRows(count: damaged, firstLine: firstDamaged)) }
    let session = Self.race(all.values.flatMap { $0.map(\.time) })
    for (identifier, crossings) in all.sorted(by: { $0.key < $1.key }) {
      var merged: [Crossing] = []
      for crossing in crossings.sorted(by: { $0.time < $1.time }) where session.contains(crossing.time) {
        if let last = merged.last, crossing.time - last.time < Self.double {
          doubles += 1
        } else {
          merged.append(crossing)
        }
      }
      if !merged.isEmpty { cars.append((identifier, merged)) }
    }
    if doubles > 0 { notes.append(.doubledCrossings(count: doubles)) }
    if unknownLaps > 0 { notes.append(.unknownLapNumbers(count: unknownLaps)) }
  }

  /// When the session with the most crossings was: files of a race also hold the weekend before it and the way home.
  private static func race(_ times: [Double]) -> ClosedRange<Double> {
    let sorted = times.sorted()
    var best: Range<Int> = 0..<0
    var start = 0
    for index in 1...sorted.count where index == sorted.count || sorted[index] - sorted[index - 1] > sessionGap {
      if index - start >= best.count { best = start..<index }
      start = index
    }
    return sorted[best.lowerBound]...sorted[best.upperBound - 1]
  }

  /// Share of the usual lap below which two crossings are no lap, but a car in the pit lane or a trigger that saw it twice.
  private static let shortest = 0.7

  /// Laps from crossing to crossing, numbered from 1 within the session.
  func sessions(description: SourceDescription, holdsTimes: Bool) -> [TimedSession] {
    let all = cars.flatMap { car in zip(car.crossings.dropFirst(), car.crossings).map { $0.time - $1.time } }.sorted()
    let usual = all.isEmpty ? 0 : all[all.count / 2]
    return cars.compactMap { car in
      var laps: [TimedSession.Lap] = []
      for index in car.crossings.indices.dropFirst() {
        let (before, after) = (car.crossings[index - 1], car.crossings[index])
        let measured = after.time - before.time
        guard measured < Self.longestLap, measured > Self.shortest * usual else { continue }
        // The car's own time where it agrees with the crossings: its counter may be one behind, its clock is its own.
        let said = holdsTimes ? after.lapTime.flatMap { abs($0 - measured) < Self.double ? $0 : nil } : nil
        laps.append(
          TimedSession.Lap(
            number: index, time: ((said ?? measured) * 1000).rounded() / 1000,
            start: before.time - car.crossings[0].time))
      }
      guard !laps.isEmpty else { return nil }
      var own = description
      own.car = car.identifier
      own.startDate = car.crossings[0].time
      return TimedSession(description: own, laps: laps, isOfficial: false)
    }
  }
}
