import Telemetry
public import Timing

/// Measures what a driver did in the corners of a lap. COACHING 7.
public enum CornerMeasurement {
  static let brakeOn = 0.05
  static let brakeReal = 0.15
  static let brakeTime = 0.10
  static let brakeOffTime = 0.15
  /// Presses with less time between them are one, s.
  static let brakePauseTime = 0.2
  static let pickUpThrottle = 0.20
  static let pickUpTime = 0.3
  /// How far beyond the segment the throttle is looked for, m.
  static let pickUpReach = 120.0
  static let fullThrottle = 0.95
  static let fullThrottleTime = 0.5
  static let liftThrottle = 0.5
  static let coastLimit = 0.05
  static let dipSize = 0.15
  static let flatLimit = 0.8
  static let liftedThrottle = 0.9
  static let runThrottle = 0.9
  static let steeringShare = 0.15
  static let lateralShare = 0.25
  /// The wheel counts as turned the other way beyond this share of its peak.
  static let counterSteerShare = 0.08
  /// The car turns more than its path by this factor; only with some lateral acceleration, m/s².
  static let slideFactor = 1.2
  static let slideLateral = 4.0
  /// Wheel speed over ground speed of a locked and of a spinning wheel, and the pedals that go with them.
  static let lockRatio = 0.85
  static let lockBrake = 0.20
  static let spinRatio = 1.12
  static let spinThrottle = 0.40
  /// The engine is on its limiter within this of it, revolutions per minute.
  static let limiterMargin = 40.0

  /// The numbers of one corner, or `nil` where a hole of the lap lies in its segment.
  ///
  /// - Parameters:
  ///   - segmentEnd: unwrapped station at which the next segment starts.
  ///   - referenceTurnIn: station at which entry speed and offset are read; the lap's own turn-in where `nil`.
  public static func measure(
    _ corner: Corner, segmentEnd: Double, on trace: LapTrace, referenceTurnIn: Double?
  ) -> CornerMetrics? {
    guard let lap = ClosedLap(trace), !lap.hasHole(from: corner.segmentStart, to: segmentEnd) else { return nil }
    var metrics = CornerMetrics()
    metrics.segmentTime = lap.time(segmentEnd) - lap.time(corner.segmentStart)
    slowestPoint(of: corner, lap: lap, into: &metrics)
    braking(of: corner, lap: lap, into: &metrics)
    metrics.turnIn = turnIn(of: corner, lap: lap)
    let entry = referenceTurnIn ?? metrics.turnIn ?? corner.start
    metrics.entrySpeed = lap.speed(entry)
    metrics.exitSpeed = lap.speed(corner.end)
    metrics.laterExitSpeed = lap.speed(corner.end + 100)
    metrics.topSpeed = lap.stations(from: corner.end, to: segmentEnd).map(lap.speed).max() ?? metrics.exitSpeed
    throttle(of: corner, segmentEnd: segmentEnd, lap: lap, into: &metrics)
    coasting(of: corner, lap: lap, into: &metrics)
    turning(of: corner, entry: entry, lap: lap, into: &metrics)
    engine(of: corner, segmentEnd: segmentEnd, lap: lap, into: &metrics)
    grip(of: corner, segmentEnd: segmentEnd, lap: lap, into: &metrics)
    return metrics
  }

  private static func slowestPoint(of corner: Corner, lap: ClosedLap, into metrics: inout CornerMetrics) {
    var least = Double.infinity
    var first = corner.apex
    var last = corner.apex
    let from = max(corner.start - 40, firstAction(of: corner, lap: lap) ?? -.infinity)
    for station in lap.stations(from: from, to: corner.end + 60) {
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

  /// Where the driver first lifts or brakes for this corner: after he was on full throttle out of the one before. `nil` where he
  /// never was, or never does.
  private static func firstAction(of corner: Corner, lap: ClosedLap) -> Double? {
    guard let throttle = lap.throttle else { return nil }
    var wasFlat = false
    for station in lap.stations(from: corner.segmentStart, to: corner.apex) {
      let isFlat = lap.value(throttle, station) >= fullThrottle
      if wasFlat, lap.value(throttle, station) < liftedThrottle { return station }
      wasFlat = wasFlat || isFlat
    }
    return nil
  }

  private static func coasting(of corner: Corner, lap: ClosedLap, into metrics: inout CornerMetrics) {
    guard let throttle = lap.throttle, let brake = lap.brake else { return }
    func coast(_ start: Double, _ end: Double) -> Double {
      lap.wholeTime(from: start, to: end) { station in
        lap.value(throttle, station) < coastLimit && lap.value(brake, station) < coastLimit
      }
    }
    if let brake = metrics.brakeStart { metrics.coastBeforeBrake = coast(corner.segmentStart, brake) }
    if let release = metrics.brakeRelease, let pickUp = metrics.throttlePickUp, pickUp > release {
      metrics.coastBeforeThrottle = coast(release, pickUp)
    }
  }
}
