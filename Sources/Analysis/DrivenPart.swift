import Glibc
import Telemetry
import Timing

/// Tells what of a corner's loss was made in it: what a slow exit still costs is carried to the corner that was left slowly, and a
/// run that neither exit nor pedals explain is nobody's.
struct DrivenPart {
  /// A run that costs this much more or less than its exit speed explains has another cause, s. COACHING 8.
  static let externalRun = 0.05
  /// Throttles are equal on a run where both are driven fully for the same share of the time, within this.
  static let equalThrottle = 0.05
  /// A speed beyond the reference's top speed that no exit explains is a tow, m/s. COACHING 8.
  static let towSpeed = 3 / 3.6
  /// Pedals that act, 0…1; without pedals a slowing that no drag explains, m/s².
  static let actingThrottle = 0.9
  static let actingBrake = 0.05
  static let actingSlowing = 3.0
  /// How far a loss is followed beyond its segment, m.
  static let longestCarry = 1_500.0
  /// How far beyond its segment the exit of a corner may last, m.
  static let longestTail = 80.0

  let own: ClosedLap
  let best: ClosedLap
  let comparison: LapComparison

  init?(lap: LapTrace, reference: LapTrace, comparison: LapComparison) {
    guard let own = ClosedLap(lap), let best = ClosedLap(reference) else { return nil }
    self.own = own
    self.best = best
    self.comparison = comparison
  }

  func loss(_ cuts: PhaseCuts, own metrics: CornerMetrics?, best bestMetrics: CornerMetrics?) -> DrivenLoss {
    // What of the corner before is still under way at the start is not this one's either.
    let flat = own.stations(from: cuts.start, to: cuts.turnIn).first { !acts(own, $0) && !acts(best, $0) }
    let action = flat.map { firstAction(from: $0, to: cuts.end) ?? cuts.end } ?? cuts.start
    func part(_ from: Double, _ to: Double) -> Double {
      let begin = max(from, action)
      return begin < to ? delta(to) - delta(begin) : 0
    }
    var loss = DrivenLoss(
      entry: part(cuts.start, cuts.turnIn), mid: part(cuts.turnIn, cuts.pickUp), exit: part(cuts.pickUp, cuts.full),
      run: part(cuts.full, cuts.end))
    // Until both are on full throttle all of the run is driving.
    let both = min(cuts.end, max(cuts.full, metrics?.fullThrottle ?? cuts.end))
    if action < cuts.end, let expected = expectedRun(from: both, to: cuts.end) {
      let rest = part(both, cuts.end)
      if isExternal(rest: rest, expected: expected, metrics, bestMetrics) {
        // A tow does not make a loss larger than it was.
        loss.run += min(0, expected - rest)
        loss.isExternal = true
      }
    }
    if action < cuts.end, !loss.isExternal {
      let begin = own.stations(from: cuts.end, to: cuts.end + Self.longestTail).first {
        !acts(own, $0) && !acts(best, $0)
      }
      let last = begin.flatMap { firstAction(from: $0, to: cuts.end + Self.longestCarry) } ?? cuts.end
      loss.carried = delta(last) - delta(cuts.end)
    }
    return loss
  }

  private func delta(_ station: Double) -> Double { comparison.unwrappedDelta(at: station) }

  /// First station at which either driver lifts or brakes; `nil` where neither does.
  private func firstAction(from start: Double, to end: Double) -> Double? {
    own.stations(from: start, to: end).first { acts(own, $0) || acts(best, $0) }
  }

  private func acts(_ lap: ClosedLap, _ station: Double) -> Bool {
    if let brake = lap.brake, lap.value(brake, station) >= Self.actingBrake { return true }
    if let throttle = lap.throttle { return lap.value(throttle, station) < Self.actingThrottle }
    let time = lap.stepTime(station)
    return time > 0 && (lap.speed(station) - lap.speed(station + lap.spacing)) / time >= Self.actingSlowing
  }

  private func isExternal(
    rest: Double, expected: Double, _ metrics: CornerMetrics?, _ bestMetrics: CornerMetrics?
  ) -> Bool {
    guard let metrics, let bestMetrics, let share = metrics.runThrottleShare,
      let bestShare = bestMetrics.runThrottleShare, abs(share - bestShare) <= Self.equalThrottle
    else { return false }
    if abs(rest - expected) > Self.externalRun { return true }
    return metrics.topSpeed > bestMetrics.topSpeed + Self.towSpeed
      && metrics.exitSpeed <= bestMetrics.exitSpeed + Self.towSpeed
  }

  /// Time that a difference of speed at the beginning of a run costs until its end, with both cars on full throttle, s: at one
  /// power the difference of the speeds' cubes stays.
  private func expectedRun(from start: Double, to end: Double) -> Double? {
    guard end > start else { return nil }
    let before = own.speed(start)
    let deficit = pow(best.speed(start), 3) - pow(before, 3)
    var sum = 0.0
    for station in best.stations(from: start, to: end) {
      let speed = best.speed(station)
      let cube = pow(speed, 3) - deficit
      guard speed > 5, cube > 125 else { return nil }
      sum += best.spacing * (1 / cbrt(cube) - 1 / speed)
    }
    return sum
  }
}
