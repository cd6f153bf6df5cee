/// What was done in one bend of a driven lap, in stations of that lap, m; `nil` for what was not done.
struct BendFeatures: Sendable {
  var brakeStart: Int?
  var brakeEnd: Int?
  var peakBrake = 0.0
  var slowest: Int
  var leastThrottle = 1.0
  /// First station with 20 % throttle, and with all of it, after the slowest point.
  var pickUp: Int?
  var full: Int?
  /// Where the full throttle ends again.
  var fullEnd: Int?

  /// Whether the bend asks nothing of the pedals.
  var isFlat: Bool { leastThrottle >= 0.97 }

  /// - Parameters:
  ///   - earliest: station before which belongs to the bend before.
  ///   - latest: station of the next bend's apex.
  init(_ lap: DrivenLap, start: Double, end: Double, earliest: Double, latest: Double) {
    let last = lap.speed.count - 2
    let first = min(last, max(0, Int(earliest)))
    let finish = min(last, max(first, Int(latest)))
    let arc = min(finish, max(first, Int(start) - 25))...min(finish, max(first, Int(end) + 25))
    slowest = arc.min { lap.speed[$0] < lap.speed[$1] } ?? arc.lowerBound
    leastThrottle = arc.map { lap.throttle[$0] }.min() ?? 1
    var index = min(finish, slowest + 20)
    while index > first, lap.brake[index] < 0.15 { index -= 1 }
    if lap.brake[index] >= 0.15 {
      var stop = index
      while stop < finish, lap.brake[stop] >= 0.05 { stop += 1 }
      while index > first, lap.brake[index] >= 0.05 { index -= 1 }
      if index > first {
        brakeStart = index
        brakeEnd = stop
        peakBrake = lap.brake[index...stop].max() ?? 0
      }
    }
    // A bend in which the throttle was never let go has no place where it comes back.
    guard leastThrottle < 0.2 else { return }
    pickUp = (max(first, slowest - 5)...finish).first { lap.throttle[$0] >= 0.2 && lap.brake[$0] == 0 }
    full = pickUp.flatMap { place in (place...finish).first { lap.throttle[$0] >= 0.97 } }
    if let full { fullEnd = (full...finish).first { lap.throttle[$0] < 0.97 } ?? finish }
  }
}
