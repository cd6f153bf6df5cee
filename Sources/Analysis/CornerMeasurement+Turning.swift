import Telemetry
public import Timing

extension CornerMeasurement {
  /// Station at which a lap turns into a corner, m; `nil` without a channel that shows it.
  public static func turnIn(of corner: Corner, on trace: LapTrace) -> Double? {
    ClosedLap(trace).flatMap { turnIn(of: corner, lap: $0) }
  }

  static func turnIn(of corner: Corner, lap: ClosedLap) -> Double? {
    let steering = lap.column(.steering)
    guard let column = steering ?? lap.column(.lateralAcceleration) else { return nil }
    let share = steering != nil ? steeringShare : lateralShare
    let sign = corner.direction == .left ? 1.0 : -1.0
    let from = max(corner.segmentStart, corner.start - 80)
    let peak = lap.stations(from: from, to: corner.end).map { lap.value(column, $0) * sign }.max() ?? 0
    guard peak > 0 else { return nil }
    // In a chicane the wheel may still be turned for the corner before: the turn begins after the last time it was not.
    var first: Double?
    for station in lap.stations(from: from, to: corner.apex) {
      let turned = lap.value(column, station) * sign
      if turned < 0 { first = nil } else if turned >= share * peak, first == nil { first = station }
    }
    return first ?? corner.start
  }

  static func turning(of corner: Corner, entry: Double, lap: ClosedLap, into metrics: inout CornerMetrics) {
    let sign = corner.direction == .left ? 1.0 : -1.0
    if let brake = lap.brake, let turnIn = metrics.turnIn, let start = metrics.brakeStart,
      let release = metrics.brakeRelease
    {
      metrics.trailLength = max(0, release - turnIn)
      let all = lap.stations(from: start, to: release).reduce(0) { $0 + lap.value(brake, $1) }
      let after = lap.stations(from: max(start, turnIn), to: release).reduce(0) { $0 + lap.value(brake, $1) }
      metrics.trailShare = all > 0 ? min(1, after / all) : 0
    }
    let arc = lap.stations(from: corner.start, to: corner.end)
    if let steering = lap.column(.steering) {
      let values = arc.map { lap.value(steering, $0) * sign }
      let peak = values.max() ?? 0
      metrics.steeringPeak = peak
      metrics.steeringMean = values.reduce(0, +) / Double(max(1, values.count))
      metrics.counterSteerTime = lap.longestTime(from: corner.start, to: corner.end) { station in
        lap.value(steering, station) * sign < -counterSteerShare * max(peak, 1e-6)
      }
    }
    if let lateral = lap.column(.lateralAcceleration) {
      let values = arc.map { lap.value(lateral, $0) * sign }
      metrics.lateralMean = values.reduce(0, +) / Double(max(1, values.count))
      if let yaw = lap.column(.yawRate) {
        metrics.slideTime = lap.longestTime(from: corner.start, to: corner.end) { station in
          let sideways = lap.value(lateral, station) * sign
          return sideways > slideLateral
            && lap.value(yaw, station) * sign > slideFactor * sideways / max(5, lap.speed(station))
        }
      }
    }
    if let offset = lap.trace.lateralOffset {
      func outside(_ station: Double) -> Double { -lap.value(offset, station) * sign }
      metrics.turnInOffset = outside(entry)
      metrics.apexOffset = outside(corner.apex)
      metrics.exitOffset = outside(corner.end)
      metrics.insideStation = arc.min { outside($0) < outside($1) }
    }
  }
}
