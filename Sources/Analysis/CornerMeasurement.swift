import Telemetry
public import Timing

/// Measures what a driver did in the corners of a lap. COACHING 7.
public enum CornerMeasurement {
  static let brakeOn = 0.05
  static let brakeReal = 0.15
  static let brakeTime = 0.10
  static let brakeOffTime = 0.15
  static let pickUpThrottle = 0.20
  static let pickUpTime = 0.3
  static let fullThrottle = 0.95
  static let fullThrottleTime = 0.5
  static let liftThrottle = 0.5
  static let coastLimit = 0.05
  static let dipSize = 0.15
  static let flatLimit = 0.8
  static let steeringShare = 0.15
  static let lateralShare = 0.25

  /// The stations at which both laps of a comparison are cut.
  struct Cuts {
    var turnIn: Double
    var pickUp: Double
    var full: Double
  }

  /// The numbers of one corner, or `nil` where a hole of the lap lies in its segment.
  ///
  /// - Parameters:
  ///   - segmentEnd: unwrapped station at which the next segment starts.
  ///   - referenceTurnIn: station at which the entry speed is read; the lap's own turn-in where `nil`.
  public static func measure(
    _ corner: Corner, segmentEnd: Double, on trace: LapTrace, referenceTurnIn: Double?
  ) -> CornerMetrics? {
    guard let lap = ClosedLap(trace), !lap.hasHole(from: corner.segmentStart, to: segmentEnd) else { return nil }
    var metrics = CornerMetrics()
    metrics.segmentTime = lap.time(segmentEnd) - lap.time(corner.segmentStart)
    slowestPoint(of: corner, lap: lap, into: &metrics)
    braking(of: corner, lap: lap, into: &metrics)
    metrics.turnIn = turnIn(of: corner, lap: lap)
    metrics.entrySpeed = lap.speed(referenceTurnIn ?? metrics.turnIn ?? corner.start)
    metrics.exitSpeed = lap.speed(corner.end)
    metrics.laterExitSpeed = lap.speed(corner.end + 100)
    metrics.gear = lap.value(.gear, metrics.minimumSpeedStation).map { Int($0) }
    throttle(of: corner, segmentEnd: segmentEnd, lap: lap, into: &metrics)
    coasting(of: corner, lap: lap, into: &metrics)
    return metrics
  }

  private static func slowestPoint(of corner: Corner, lap: ClosedLap, into metrics: inout CornerMetrics) {
    var least = Double.infinity
    var first = corner.apex
    var last = corner.apex
    for station in lap.stations(from: corner.start - 40, to: corner.end + 60) {
      let speed = lap.smoothSpeed(station)
      if speed < least - 0.01 {
        least = speed
        first = station
        last = station
      } else if speed <= least + 0.01 {
        last = station
      }
    }
    metrics.minimumSpeed = least.isFinite ? least : lap.speed(corner.apex)
    metrics.minimumSpeedStation = (first + last) / 2
  }

  private static func braking(of corner: Corner, lap: ClosedLap, into metrics: inout CornerMetrics) {
    guard lap.trace.columns[.brake] != nil else { return }
    let limit = corner.apex + 20
    var station = corner.segmentStart
    while station < limit {
      guard let start = crossing(.brake, of: brakeOn, rising: true, from: station, to: limit, lap: lap) else { break }
      var end = start
      var peak = 0.0
      var peakStation = start
      while end < corner.end + 60, let brake = lap.value(.brake, end + lap.spacing), brake >= brakeOn {
        end += lap.spacing
        if brake > peak { (peak, peakStation) = (brake, end) }
      }
      if peak >= brakeReal, lap.time(end) - lap.time(start) >= brakeTime {
        metrics.brakeStart = start
        metrics.brakeSpeed = lap.speed(start)
        metrics.peakBrake = peak
        metrics.peakBrakeStation = peakStation
        metrics.brakeRelease = release(after: peakStation, until: corner.end + 60, lap: lap)
        break
      }
      station = end + lap.spacing
    }
    lifting(of: corner, lap: lap, into: &metrics)
  }

  private static func release(after peak: Double, until limit: Double, lap: ClosedLap) -> Double? {
    var off: Double?
    for station in lap.stations(from: peak, to: limit) {
      guard let brake = lap.value(.brake, station) else { return nil }
      if brake < brakeOn {
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
    guard lap.trace.columns[.throttle] != nil else { return }
    if let brake = metrics.brakeStart {
      var station = brake
      while station > corner.segmentStart, let throttle = lap.value(.throttle, station), throttle < liftThrottle {
        station -= lap.spacing
      }
      metrics.lift = station
      metrics.liftToBrakeGap = max(0, lap.time(brake) - lap.time(station))
    } else {
      metrics.lift = crossing(.throttle, of: 0.9, rising: false, from: corner.segmentStart, to: corner.end, lap: lap)
    }
  }

  /// First station at which a channel passes a level, between two stations, interpolated.
  static func crossing(
    _ channel: Channel, of level: Double, rising: Bool, from start: Double, to end: Double, lap: ClosedLap
  ) -> Double? {
    var before: (station: Double, value: Double)?
    for station in lap.stations(from: start, to: end) {
      guard let value = lap.value(channel, station) else { return nil }
      if rising ? value >= level : value < level {
        guard let before, value != before.value else { return station }
        let share = (level - before.value) / (value - before.value)
        return before.station + (station - before.station) * min(1, max(0, share))
      }
      before = (station, value)
    }
    return nil
  }

  static func turnIn(of corner: Corner, lap: ClosedLap) -> Double? {
    let channel: (Channel, Double)? =
      lap.trace.columns[.steering] != nil
      ? (.steering, steeringShare)
      : lap.trace.columns[.lateralAcceleration] != nil ? (.lateralAcceleration, lateralShare) : nil
    guard let (channel, share) = channel else { return nil }
    let sign = corner.direction == .left ? 1.0 : -1.0
    let from = max(corner.segmentStart, corner.start - 80)
    let peak = lap.stations(from: from, to: corner.end).compactMap { lap.value(channel, $0) }.map { $0 * sign }.max()
    guard let peak, peak > 0 else { return nil }
    return lap.stations(from: from, to: corner.end).first { (lap.value(channel, $0) ?? 0) * sign >= share * peak }
  }

  private static func throttle(
    of corner: Corner, segmentEnd: Double, lap: ClosedLap, into metrics: inout CornerMetrics
  ) {
    guard lap.trace.columns[.throttle] != nil else { return }
    let start = metrics.minimumSpeedStation - 10
    metrics.throttlePickUp = held(
      pickUpThrottle, for: pickUpTime, from: start, to: segmentEnd, orUntilEnd: false, lap: lap)
    if let pickUp = metrics.throttlePickUp {
      metrics.fullThrottle = held(
        fullThrottle, for: fullThrottleTime, from: pickUp, to: segmentEnd, orUntilEnd: true, lap: lap)
      metrics.throttleDips = dips(from: pickUp, to: metrics.fullThrottle ?? segmentEnd, lap: lap)
    }
    var lift = 0.0
    for station in lap.stations(from: max(corner.segmentStart, corner.start - 60), to: corner.end) {
      let throttle = lap.value(.throttle, station) ?? 1
      metrics.minimumThrottle = min(metrics.minimumThrottle ?? 1, throttle)
      lift = throttle < flatLimit ? lift + lap.time(station + lap.spacing) - lap.time(station) : 0
      metrics.liftTime = max(metrics.liftTime, lift)
    }
  }

  /// First station from which the throttle stays at a level for a time.
  private static func held(
    _ level: Double, for duration: Double, from start: Double, to end: Double, orUntilEnd: Bool, lap: ClosedLap
  ) -> Double? {
    var begun: Double?
    var before: (station: Double, value: Double)?
    for station in lap.stations(from: start, to: end) {
      let value = lap.value(.throttle, station) ?? 0
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

  private static func dips(from start: Double, to end: Double, lap: ClosedLap) -> Int {
    var count = 0
    var high = 0.0
    var low = 1.0
    for station in lap.stations(from: start, to: end) {
      let value = lap.value(.throttle, station) ?? 0
      if value > high {
        high = value
        low = value
      } else if value < low {
        low = value
      }
      if high - low >= dipSize {
        count += 1
        high = low
      }
    }
    return count
  }

  private static func coasting(of corner: Corner, lap: ClosedLap, into metrics: inout CornerMetrics) {
    guard lap.trace.columns[.throttle] != nil, lap.trace.columns[.brake] != nil else { return }
    func coast(_ start: Double, _ end: Double) -> Double {
      lap.stations(from: start, to: end).reduce(0) { sum, station in
        let free =
          (lap.value(.throttle, station) ?? 1) < coastLimit && (lap.value(.brake, station) ?? 1) < coastLimit
        return free ? sum + lap.time(station + lap.spacing) - lap.time(station) : sum
      }
    }
    if let brake = metrics.brakeStart { metrics.coastBeforeBrake = coast(corner.segmentStart, brake) }
    if let release = metrics.brakeRelease, let pickUp = metrics.throttlePickUp, pickUp > release {
      metrics.coastBeforeThrottle = coast(release, pickUp)
    }
  }
}
