import Telemetry

/// Puts a lap that was stationed on another line of a circuit, or in another file, on the stations of a track.
public enum LapRestation {
  /// Why a lap cannot be put there.
  public enum Refusal: Error, Sendable, Equatable {
    /// The circuit is another one, or another layout of it: lengths, m, and how far the lap is from the line in the median, m.
    case otherLayout(length: Double, expected: Double, away: Double?)
    case otherDirection
  }

  /// Lengths may differ by this share where only they tell: two learnt lines of one track differ by a little.
  static let lengthShare = 0.02
  /// Share of the lap that has to lie on the line, and how far from it at most in the median, m.
  static let coverage = 0.97
  static let distance = 12.0

  /// How alike two laps of one circuit turn at least: correlation of their curvatures.
  static let likeness = 0.5

  /// - Parameters:
  ///   - own: a lap of the track, by whose turns another game's lap is known.
  ///   - isSameWorld: whether the positions of both are in one game's coordinates.
  /// - Throws: `.otherLayout` or `.otherDirection` where the lap was not driven on this track.
  public static func lap(
    _ trace: LapTrace, on track: TrackModel, like own: LapTrace, isSameWorld: Bool
  ) throws(Refusal) -> LapTrace {
    if isSameWorld, let line = track.line, let positions = positions(of: trace) {
      return try byPosition(trace, positions, on: line)
    }
    let fitted = try byLength(trace, on: track.grid)
    guard let likeness = correlation(turning(fitted), turning(own)), likeness < Self.likeness else { return fitted }
    let backwards = turning(fitted).map { Array($0.map(-).reversed()) }
    if let mirrored = correlation(backwards, turning(own)), mirrored >= Self.likeness { throw .otherDirection }
    throw .otherLayout(length: trace.grid.length, expected: track.grid.length, away: nil)
  }

  /// Curvature that the car drove at each station, 1/m; `nil` where nothing shows it.
  private static func turning(_ trace: LapTrace) -> [Double]? {
    guard let speed = trace.columns[.speed] else { return nil }
    if let yaw = trace.columns[.yawRate] { return yaw.indices.map { Double(yaw[$0]) / max(8, Double(speed[$0])) } }
    guard let lateral = trace.columns[.lateralAcceleration] else { return nil }
    return lateral.indices.map { Double(lateral[$0]) / max(64, Double(speed[$0]) * Double(speed[$0])) }
  }

  private static func correlation(_ a: [Double]?, _ b: [Double]?) -> Double? {
    guard let a, let b, a.count == b.count, !a.isEmpty else { return nil }
    let meanA = a.reduce(0, +) / Double(a.count)
    let meanB = b.reduce(0, +) / Double(b.count)
    var both = 0.0
    var squareA = 0.0
    var squareB = 0.0
    for (x, y) in zip(a, b) {
      both += (x - meanA) * (y - meanB)
      squareA += (x - meanA) * (x - meanA)
      squareB += (y - meanB) * (y - meanB)
    }
    let size = (squareA * squareB).squareRoot()
    return size > 0 ? both / size : nil
  }

  /// A lap on the stations of a line, by where the car was.
  ///
  /// - Throws: `.otherLayout` or `.otherDirection` where the lap was not driven on this line, and where it has no positions.
  static func lap(_ trace: LapTrace, on line: ReferenceLine) throws(Refusal) -> LapTrace {
    guard let positions = positions(of: trace) else {
      throw .otherLayout(length: trace.grid.length, expected: line.grid.length, away: nil)
    }
    return try byPosition(trace, positions, on: line)
  }

  private static func positions(of trace: LapTrace) -> [Position]? {
    guard let x = trace.columns[.positionX], let z = trace.columns[.positionZ] else { return nil }
    let y = trace.columns[.positionY]
    return x.indices.map { index in
      Position(x: Double(x[index]), y: y.map { Double($0[index]) } ?? 0, z: Double(z[index]))
    }
  }

  // MARK: By the length alone

  private static func byLength(_ trace: LapTrace, on grid: DistanceGrid) throws(Refusal) -> LapTrace {
    let scale = trace.grid.length / grid.length
    guard abs(scale - 1) <= lengthShare else {
      throw .otherLayout(length: trace.grid.length, expected: grid.length, away: nil)
    }
    return mapped(trace, to: grid) { ($0 * scale, nil) }
  }

  // MARK: By where the car was

  private static func byPosition(
    _ trace: LapTrace, _ positions: [Position], on line: ReferenceLine
  ) throws(Refusal) -> LapTrace {
    let length = line.grid.length
    var found: [(own: Double, line: Double, offset: Double)] = []
    var offsets: [Double] = []
    var projector = Projector(line: line)
    for index in positions.indices {
      let next = positions[min(index + 1, positions.count - 1)]
      let last = positions[max(0, index - 1)]
      let step = max(0.01, (trace.grid.spacing) / max(5, Double(trace.columns[.speed]?[index] ?? 30)))
      let velocity = ((next.x - last.x) / (2 * step), (next.z - last.z) / (2 * step))
      guard let place = projector.project(positions[index], velocity: velocity, elapsed: step) else { continue }
      offsets.append(abs(place.offset))
      guard let before = found.last?.line else {
        let station = place.station > length / 2 ? place.station - length : place.station
        found.append((trace.grid.station(index), station, place.offset))
        continue
      }
      var station = place.station + ((before - place.station) / length).rounded() * length
      if station < before - length / 2 { station += length }
      if station > before + 0.001 { found.append((trace.grid.station(index), station, place.offset)) }
    }
    let away = median(offsets)
    guard let away, away <= distance, (quantile(offsets, 0.9) ?? 0) <= 2 * distance, let first = found.first,
      let last = found.last,
      last.line - first.line >= coverage * length, last.line - first.line <= 1.02 * length
    else {
      if isReversed(positions, on: line) { throw .otherDirection }
      throw .otherLayout(length: trace.grid.length, expected: length, away: away)
    }
    // The lap is a ring: what lies before its own line comes from its end.
    var index = 0
    func own(_ station: Double) -> (station: Double, offset: Double?) {
      let place = station < first.line ? station + length : station > last.line ? station - length : station
      let wrapped = place < first.line ? first.line : place > last.line ? last.line : place
      if found[index].line > wrapped { index = 0 }
      while index + 2 < found.count, found[index + 1].line <= wrapped { index += 1 }
      let a = found[index]
      let b = found[min(index + 1, found.count - 1)]
      let share = b.line > a.line ? min(1, max(0, (wrapped - a.line) / (b.line - a.line))) : 0
      return (a.own + (b.own - a.own) * share, a.offset + (b.offset - a.offset) * share)
    }
    return mapped(trace, to: line.grid, own)
  }

  private static func isReversed(_ positions: [Position], on line: ReferenceLine) -> Bool {
    let backwards = ReferenceLine(
      grid: line.grid, points: line.points.reversed(), curvature: line.curvature.reversed(), leftSign: line.leftSign)
    var projector = Projector(line: backwards)
    var near = 0
    for (place, next) in zip(positions, positions.dropFirst()) {
      let found = projector.project(place, velocity: ((next.x - place.x) * 15, (next.z - place.z) * 15), elapsed: 0.07)
      if let found, abs(found.offset) <= distance { near += 1 }
    }
    return Double(near) >= 0.8 * Double(positions.count)
  }

  // MARK: The lap anew

  /// The lap whose station `s` is where its own station was `own(s).station`, at that distance from the line.
  private static func mapped(
    _ trace: LapTrace, to grid: DistanceGrid, _ own: (Double) -> (station: Double, offset: Double?)
  ) -> LapTrace {
    let places = (0..<grid.count).map { own(grid.station($0)) }
    let stations = places.map(\.station)
    let offsets = places.compactMap { place in place.offset.map { Float($0) } }
    let start = trace.time(at: stations[0])
    var time = stations.indices.map { index in
      let since = trace.time(at: stations[index]) - start
      // What lies behind the own line is driven at the end of the lap, however little of it there is.
      return since < -0.5 || since <= 0 && index > stations.count / 2 ? since + trace.lapTime : max(0, since)
    }
    for index in time.indices.dropFirst() { time[index] = min(trace.lapTime, max(time[index], time[index - 1])) }
    let columns = trace.columns.keys.reduce(into: [Channel: [Float]]()) { columns, channel in
      columns[channel] = stations.map { Float(trace.value(channel, at: $0) ?? 0) }
    }
    let holes = grid.spacing
    return LapTrace(
      grid: grid, lapTime: trace.lapTime, time: time, columns: columns,
      lateralOffset: offsets.count == grid.count ? offsets : nil,
      holes: stretches(stations, grid) { trace.hasHole(from: $0, to: $0 + holes) },
      stretches: LapStretch.Kind.allCases.flatMap { kind in
        let own = trace.stretches.filter { $0.kind == kind }
        return stretches(stations, grid) { place in own.contains { $0.touches(place, place + holes) } }
          .map { LapStretch(kind: kind, start: $0.lowerBound, end: $0.upperBound) }
      })
  }

  private static func stretches(
    _ stations: [Double], _ grid: DistanceGrid, where holds: (Double) -> Bool
  ) -> [ClosedRange<Double>] {
    var found: [ClosedRange<Double>] = []
    var start: Int?
    for index in 0...stations.count {
      let isIn = index < stations.count && holds(stations[index])
      if isIn, start == nil { start = index }
      if !isIn, let begun = start {
        found.append(grid.station(begun)...min(grid.length, grid.station(index - 1) + grid.spacing))
        start = nil
      }
    }
    return found
  }
}
