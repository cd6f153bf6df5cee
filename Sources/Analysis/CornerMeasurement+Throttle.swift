import Telemetry
import Timing

extension CornerMeasurement {
  static func throttle(
    of corner: Corner, segmentEnd: Double, lap: ClosedLap, into metrics: inout CornerMetrics
  ) {
    guard let throttle = lap.throttle else { return }
    let start = metrics.minimumSpeedStation - 10
    // Where the next segment begins before the throttle does, it is looked for until the next braking.
    let limit =
      segmentEnd
      + lap.stations(from: segmentEnd, to: segmentEnd + pickUpReach).prefix { station in
        lap.brake.map { lap.value($0, station) < brakeOn } ?? true
      }.reduce(0) { sum, _ in sum + lap.spacing }
    metrics.throttlePickUp = held(
      throttle, at: pickUpThrottle, for: pickUpTime, from: start, to: limit, orUntilEnd: false, lap: lap)
    if let pickUp = metrics.throttlePickUp {
      metrics.fullThrottle = held(
        throttle, at: fullThrottle, for: fullThrottleTime, from: pickUp, to: limit, orUntilEnd: true, lap: lap)
      dips(throttle, from: pickUp, to: metrics.fullThrottle ?? segmentEnd, lap: lap, into: &metrics)
    }
    if let full = metrics.fullThrottle, full < segmentEnd {
      let whole = lap.time(segmentEnd) - lap.time(full)
      let time = lap.wholeTime(from: full, to: segmentEnd) { lap.value(throttle, $0) >= runThrottle }
      metrics.runThrottleShare = whole > 0 ? min(1, time / whole) : nil
    }
    let begin = max(corner.segmentStart, corner.start - 60)
    metrics.minimumThrottle = lap.stations(from: begin, to: corner.end).map { lap.value(throttle, $0) }.min()
    metrics.liftTime = lap.longestTime(from: begin, to: corner.end) { lap.value(throttle, $0) < flatLimit }
  }

  /// First station from which the throttle stays at a level for a time.
  private static func held(
    _ throttle: [Float], at level: Double, for duration: Double, from start: Double, to end: Double, orUntilEnd: Bool,
    lap: ClosedLap
  ) -> Double? {
    var begun: Double?
    var before: (station: Double, value: Double)?
    for station in lap.stations(from: start, to: end) {
      let value = lap.value(throttle, station)
      if value >= level {
        if begun == nil {
          if let before, value > before.value {
            begun = before.station + (station - before.station) * (level - before.value) / (value - before.value)
          } else {
            begun = station
          }
        }
        if let begun, lap.time(station) - lap.time(begun) >= duration { return begun }
      } else {
        begun = nil
      }
      before = (station, value)
    }
    return orUntilEnd ? begun : nil
  }

  private static func dips(
    _ throttle: [Float], from start: Double, to end: Double, lap: ClosedLap, into metrics: inout CornerMetrics
  ) {
    var high = 0.0
    var low = 1.0
    var isFalling = false
    for station in lap.stations(from: start, to: end) {
      let value = lap.value(throttle, station)
      if value > high || (isFalling && value > low + dipSize) {
        high = value
        low = value
        isFalling = false
      }
      low = min(low, value)
      if high - low >= dipSize {
        if !isFalling { metrics.throttleDips += 1 }
        isFalling = true
        metrics.deepestDip = max(metrics.deepestDip, high - low)
      }
    }
  }

  static func engine(of corner: Corner, segmentEnd: Double, lap: ClosedLap, into metrics: inout CornerMetrics) {
    let gears = lap.column(.gear)
    metrics.gear = gears.map { Int($0[lap.trace.grid.index(at: lap.wrapped(metrics.minimumSpeedStation))]) }
    guard let throttle = lap.throttle else { return }
    let from = metrics.throttlePickUp ?? corner.end
    func isFull(_ station: Double) -> Bool { lap.value(throttle, station) >= fullThrottle }
    guard let revolutions = lap.column(.engineSpeed) else { return }
    if let limits = lap.column(.engineSpeedLimit) {
      metrics.limiterTime = lap.wholeTime(from: from, to: segmentEnd) { station in
        let limit = lap.value(limits, station)
        return isFull(station) && limit > 0 && lap.value(revolutions, station) >= limit - limiterMargin
      }
    }
    guard let gears else { return }
    var shifts: [Double] = []
    var before: Float?
    for station in lap.stations(from: from, to: segmentEnd) {
      let gear = gears[lap.trace.grid.index(at: lap.wrapped(station))]
      if let last = before, gear == last + 1, last > 0, isFull(station - 2 * lap.spacing) {
        shifts.append((1...3).map { lap.value(revolutions, station - Double($0) * lap.spacing) }.max() ?? 0)
      }
      before = gear
    }
    if !shifts.isEmpty { metrics.upshiftSpeed = shifts.reduce(0, +) / Double(shifts.count) }
  }
}
