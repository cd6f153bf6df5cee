import Glibc
public import Telemetry

/// Makes the model of a track from a lap that was driven on it.
public enum TrackLearning {
  /// Largest gap between the ends of the lap that still closes it: m, or s at the lap's end speed. COACHING 2.2.
  static let closureDistance = 15.0
  static let closureTime = 0.5
  /// Stretch at the end of the lap over which it is led to its start, m.
  static let easingDistance = 150.0
  /// A lap shorter than this is no circuit, m.
  static let shortestLap = 150.0

  /// Spacing of the line for a lap of that length, m. COACHING 2.2.
  static func spacing(for length: Double) -> Double { length < 1500 ? 1 : length > 12_000 ? 3 : 2 }

  /// The model that a complete lap gives, or `nil` where the lap does not close or has no distance at all.
  public static func learn(
    from lap: FinishedLap, source: SourceDescription, identifier: String, name: String?
  ) -> TrackModel? {
    let moving = lap.samples.filter { ($0.frame.speed ?? 6) > 5 }
    guard moving.count >= 20 else { return nil }
    if let line = line(through: moving) {
      return model(
        grid: line.grid, line: line, source: source, identifier: identifier, name: name, trace: moving)
    }
    guard source.capabilities.contains(.lapDistance), moving.allSatisfy({ $0.frame.lapDistance != nil }) else {
      return nil
    }
    let furthest = moving.lazy.compactMap(\.frame.lapDistance).max() ?? 0
    let length = source.trackLength ?? furthest
    guard length.isFinite, length >= shortestLap, length < 100_000, furthest > 0.97 * length else { return nil }
    let grid = DistanceGrid(length: length, spacing: spacing(for: length))
    return model(grid: grid, line: nil, source: source, identifier: identifier, name: name, trace: moving)
  }

  /// A model for a source that says how long its lap is before any lap is driven.
  public static func model(ofLength length: Double, source: SourceDescription, identifier: String) -> TrackModel? {
    guard length.isFinite, length >= shortestLap, length < 100_000 else { return nil }
    let grid = DistanceGrid(length: length, spacing: spacing(for: length))
    return model(grid: grid, line: nil, source: source, identifier: identifier, name: source.track, trace: [])
  }

  /// The line through known points, as a stored model has them.
  public static func line(points: [Position], grid: DistanceGrid, leftSign: Double) -> ReferenceLine {
    let curvature = curvature(of: points, grid: grid).map { $0 * leftSign }
    return ReferenceLine(grid: grid, points: points, curvature: curvature, leftSign: leftSign)
  }

  static func line(through samples: [LapSample]) -> ReferenceLine? {
    var places: [Position] = []
    places.reserveCapacity(samples.count)
    for sample in samples {
      guard let place = sample.frame.position else { return nil }
      if let last = places.last, planeDistance(last, place) < 0.05 { continue }
      places.append(place)
    }
    guard places.count >= 20 else { return nil }
    trimOverlap(&places)
    let first = places[0]
    let endSpeed = samples.last?.frame.speed ?? 0
    let gap = planeDistance(places[places.count - 1], first)
    guard gap <= max(closureDistance, closureTime * endSpeed) else { return nil }
    easeSideways(&places)
    places.append(first)
    var along = [0.0]
    along.reserveCapacity(places.count)
    for index in 1..<places.count { along.append(along[index - 1] + planeDistance(places[index - 1], places[index])) }
    guard let length = along.last, length >= shortestLap, length < 100_000 else { return nil }
    let grid = DistanceGrid(length: length, spacing: spacing(for: length))
    var points: [Position] = []
    points.reserveCapacity(grid.count)
    var index = 0
    for step in 0..<grid.count {
      let station = grid.station(step)
      while index + 2 < along.count, along[index + 1] < station { index += 1 }
      let stretch = along[index + 1] - along[index]
      let share = stretch > 0 ? min(1, max(0, (station - along[index]) / stretch)) : 0
      let a = places[index]
      let b = places[index + 1]
      points.append(
        Position(x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share, z: a.z + (b.z - a.z) * share))
    }
    let plain = curvature(of: points, grid: grid)
    let sign = leftSign(of: plain, grid: grid, samples: samples, along: along)
    return ReferenceLine(grid: grid, points: points, curvature: plain.map { $0 * sign }, leftSign: sign)
  }

  /// The last samples of a lap may lie past its first one, by up to a packet.
  private static func trimOverlap(_ places: inout [Position]) {
    let first = places[0]
    let (dx, dz) = heading(of: places)
    while places.count > 20, let last = places.last, planeDistance(last, first) < 60,
      (last.x - first.x) * dx + (last.z - first.z) * dz >= 0
    {
      places.removeLast()
    }
  }

  /// Direction at the end of the lap, where the car is at speed; at its start it may still come from the pits.
  private static func heading(of places: [Position]) -> (Double, Double) {
    let last = places[places.count - 1]
    let before = places[max(0, places.count - 9)]
    let length = max(0.001, planeDistance(before, last))
    return ((last.x - before.x) / length, (last.z - before.z) / length)
  }

  /// A lap that ends beside where it began is bent over its last stretch until it meets its start; what is left is along the track.
  private static func easeSideways(_ places: inout [Position]) {
    let first = places[0]
    let last = places[places.count - 1]
    let (dx, dz) = heading(of: places)
    let along = (first.x - last.x) * dx + (first.z - last.z) * dz
    let sideX = first.x - last.x - along * dx
    let sideZ = first.z - last.z - along * dz
    var distance = 0.0
    var after = last
    for index in places.indices.reversed() {
      distance += planeDistance(places[index], after)
      after = places[index]
      guard distance < easingDistance else { return }
      let share = 0.5 + 0.5 * cos(.pi * distance / easingDistance)
      places[index].x += sideX * share
      places[index].z += sideZ * share
    }
  }

  /// Curvature from the headings of the chords before and after each station, 1/m, positive where (−dz, dx) is left.
  static func curvature(of points: [Position], grid: DistanceGrid) -> [Double] {
    let count = points.count
    let chord = max(1, Int((14 / grid.spacing).rounded()))
    let raw = (0..<count).map { index -> Double in
      let before = points[(index - chord + count) % count]
      let here = points[index]
      let after = points[(index + chord) % count]
      let ax = here.x - before.x
      let az = here.z - before.z
      let bx = after.x - here.x
      let bz = after.z - here.z
      let turned = atan2(ax * bz - az * bx, ax * bx + az * bz)
      let stretch = ((ax * ax + az * az).squareRoot() + (bx * bx + bz * bz).squareRoot()) / 2
      return stretch > 0.1 ? turned / stretch : 0
    }
    return smoothed(raw, window: max(1, Int((25 / grid.spacing).rounded())))
  }

  /// Mean under a raised cosine of that many stations, around the closed lap.
  static func smoothed(_ values: [Double], window: Int) -> [Double] {
    guard window > 1, values.count > window else { return values }
    let half = window / 2
    let weights = (-half...half).map { 0.5 + 0.5 * cos(Double.pi * Double($0) / Double(half + 1)) }
    let sum = weights.reduce(0, +)
    let count = values.count
    return (0..<count).map { index in
      var total = 0.0
      for (step, weight) in weights.enumerated() {
        total += weight * values[(index + step - half + count) % count]
      }
      return total / sum
    }
  }

  /// Games use planes of either hand: what the car measured says which side is left.
  private static func leftSign(
    of curvature: [Double], grid: DistanceGrid, samples: [LapSample], along: [Double]
  ) -> Double {
    var agreement = 0.0
    var travelled = 0.0
    var last: Position?
    for sample in samples {
      guard let place = sample.frame.position else { continue }
      if let last { travelled += planeDistance(last, place) }
      last = place
      guard
        let turning = sample.frame[.yawRate] ?? sample.frame[.lateralAcceleration] ?? sample.frame.steering
      else { continue }
      agreement += turning * curvature[grid.index(at: min(travelled, grid.length))]
    }
    return agreement < 0 ? -1 : 1
  }

  static func planeDistance(_ a: Position, _ b: Position) -> Double {
    ((a.x - b.x) * (a.x - b.x) + (a.z - b.z) * (a.z - b.z)).squareRoot()
  }

  private static func model(
    grid: DistanceGrid, line: ReferenceLine?, source: SourceDescription, identifier: String, name: String?,
    trace: [LapSample]
  ) -> TrackModel {
    let official = source.sectorStarts.map { starts in
      starts.count == 2 && starts.allSatisfy { $0 > 0 && $0 < grid.length } && starts[0] < starts[1]
    }
    let sectors = official == true ? source.sectorStarts ?? [] : Sectors.synthetic(grid: grid, line: line)
    return TrackModel(
      identifier: identifier, name: name, version: 1, grid: grid, line: line, sectorStarts: sectors,
      sectorsAreOfficial: official == true || source.capabilities.contains(.sectors),
      miniSectorStarts: Sectors.miniSectors(grid: grid, line: line))
  }
}
