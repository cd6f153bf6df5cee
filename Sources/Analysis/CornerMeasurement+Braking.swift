import Telemetry
import Timing

extension CornerMeasurement {
  /// How far before the segment a brake that is on at its start is followed, m.
  static let longestEarlyBrake = 80.0

  /// One press of the brake.
  struct Press {
    var start: Double
    var end: Double
    var peak: Double
    var peakStation: Double
  }

  static func braking(of corner: Corner, lap: ClosedLap, into metrics: inout CornerMetrics) {
    guard let brake = lap.brake else { return }
    let presses = presses(of: corner, brake: brake, lap: lap)
    metrics.brakePresses = countPresses(presses, lap: lap)
    if let first = presses.first {
      metrics.brakeStart = first.start
      metrics.brakeSpeed = lap.speed(first.start)
      metrics.peakBrake = first.peak
      metrics.peakBrakeStation = first.peakStation
      metrics.brakeRise = rise(of: first, brake: brake, lap: lap)
      metrics.peakDeceleration = peakDeceleration(from: first.start, to: first.end, lap: lap)
      let last = presses.last ?? first
      metrics.brakeRelease = release(after: last.peakStation, until: corner.end + 60, brake: brake, lap: lap)
      metrics.releaseTime = releaseTime(of: last, brake: brake, lap: lap)
    }
    lifting(of: corner, lap: lap, into: &metrics)
  }

  /// The presses that reach 15 % and last, from the segment's start to just after the apex.
  private static func presses(of corner: Corner, brake: [Float], lap: ClosedLap) -> [Press] {
    let limit = corner.apex + 20
    var found: [Press] = []
    var station = corner.segmentStart
    // Who brakes before the segment begins has begun there all the same.
    while station > corner.segmentStart - longestEarlyBrake, lap.value(brake, station) >= brakeOn {
      station -= lap.spacing
    }
    while station < limit,
      let start = crossing(brake, of: brakeOn, rising: true, from: station, to: limit, lap: lap)
    {
      var press = Press(start: start, end: start, peak: 0, peakStation: start)
      while press.end < corner.end + 60 {
        let next = press.end + lap.spacing
        let value = lap.value(brake, next)
        guard value >= brakeOn else { break }
        press.end = next
        if value > press.peak { (press.peak, press.peakStation) = (value, next) }
      }
      if press.peak >= brakeReal, lap.time(press.end) - lap.time(start) >= brakeTime { found.append(press) }
      station = press.end + lap.spacing
    }
    return found
  }

  private static func countPresses(_ presses: [Press], lap: ClosedLap) -> Int {
    zip(presses, presses.dropFirst()).reduce(presses.isEmpty ? 0 : 1) { count, pair in
      lap.time(pair.1.start) - lap.time(pair.0.end) >= brakePauseTime ? count + 1 : count
    }
  }

  private static func rise(of press: Press, brake: [Float], lap: ClosedLap) -> Double? {
    let reached = crossing(
      brake, of: 0.9 * press.peak, rising: true, from: press.start, to: press.peakStation + lap.spacing, lap: lap)
    return reached.map { lap.time($0) - lap.time(press.start) }
  }

  private static func releaseTime(of press: Press, brake: [Float], lap: ClosedLap) -> Double? {
    var high: Double?
    for station in lap.stations(from: press.peakStation, to: press.end + 2 * lap.spacing) {
      let value = lap.value(brake, station)
      if value >= 0.8 * press.peak { high = station }
      if let high, value <= 0.1 * press.peak { return lap.time(station) - lap.time(high) }
    }
    return nil
  }

  /// Hardest slowing over a tenth of a second, m/s², positive.
  private static func peakDeceleration(from start: Double, to end: Double, lap: ClosedLap) -> Double {
    var hardest = 0.0
    for station in lap.stations(from: start, to: end) {
      let speed = lap.speed(station)
      let after = station + max(lap.spacing, 0.1 * speed)
      let time = lap.time(after) - lap.time(station)
      if time > 0 { hardest = max(hardest, (speed - lap.speed(after)) / time) }
    }
    return hardest
  }

  private static func release(after peak: Double, until limit: Double, brake: [Float], lap: ClosedLap) -> Double? {
    var off: Double?
    for station in lap.stations(from: peak, to: limit) {
      if lap.value(brake, station) < brakeOn {
        let start = off ?? station
        off = start
        if lap.time(station) - lap.time(start) >= brakeOffTime { return start }
      } else {
        off = nil
      }
    }
    return off
  }

  private static func lifting(of corner: Corner, lap: ClosedLap, into metrics: inout CornerMetrics) {
    guard let throttle = lap.throttle else { return }
    if let brake = metrics.brakeStart {
      var station = brake
      while station > corner.segmentStart, lap.value(throttle, station) < liftThrottle { station -= lap.spacing }
      metrics.lift = station
      metrics.liftToBrakeGap = max(0, lap.time(brake) - lap.time(station))
    } else {
      metrics.lift = crossing(throttle, of: 0.9, rising: false, from: corner.segmentStart, to: corner.end, lap: lap)
    }
  }

  /// First station at which a channel passes a level, between two stations, interpolated.
  static func crossing(
    _ column: [Float], of level: Double, rising: Bool, from start: Double, to end: Double, lap: ClosedLap
  ) -> Double? {
    var before: (station: Double, value: Double)?
    for station in lap.stations(from: start, to: end) {
      let value = lap.value(column, station)
      if rising ? value >= level : value < level {
        guard let before, value != before.value else { return station }
        let share = (level - before.value) / (value - before.value)
        return before.station + (station - before.station) * min(1, max(0, share))
      }
      before = (station, value)
    }
    return nil
  }
}
