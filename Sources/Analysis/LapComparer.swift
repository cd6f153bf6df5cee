import Glibc
public import Timing

/// Takes two laps of one track apart: every metre belongs to one corner's phase, so the losses add up to the lap. COACHING 8.
public enum LapComparer {
  /// A run that costs this much more or less than its exit speed explains has another cause, s. COACHING 8.
  static let externalRun = 0.05
  /// Distance over which a difference of speed squared fades to a third through drag, m.
  static let dragDistance = 800.0
  /// Throttles are equal on a run where both are driven fully for the same share of the time, within this.
  static let equalThrottle = 0.05
  /// A speed beyond the reference's top speed that no exit explains is a tow, m/s. COACHING 8.
  static let towSpeed = 3 / 3.6

  /// The comparison, or `nil` where the laps do not share their stations.
  public static func compare(_ lap: LapTrace, with reference: LapTrace, corners: [Corner]) -> LapComparison? {
    guard lap.grid == reference.grid else { return nil }
    let delta = zip(lap.time, reference.time).map { $0 - $1 }
    let total = lap.lapTime - reference.lapTime
    var comparison = LapComparison(delta: delta, grid: lap.grid, total: total, corners: [])
    let coachable = corners.filter(\.isCoachable)
    guard !coachable.isEmpty else { return comparison }
    let losses = coachable.indices.map { index -> CornerLoss in
      loss(
        of: coachable[index], until: segmentEnd(index, of: coachable, length: lap.grid.length), lap: lap,
        reference: reference, comparison: comparison)
    }
    comparison = LapComparison(delta: delta, grid: lap.grid, total: total, corners: losses)
    return comparison
  }

  /// Unwrapped station at which the next segment starts.
  static func segmentEnd(_ index: Int, of corners: [Corner], length: Double) -> Double {
    index + 1 < corners.count ? corners[index + 1].segmentStart : corners[0].segmentStart + length
  }

  /// The loss of one corner whose segment ends at `end`.
  public static func loss(
    of corner: Corner, until end: Double, lap: LapTrace, reference: LapTrace, comparison: LapComparison
  ) -> CornerLoss {
    let best = CornerMeasurement.measure(corner, segmentEnd: end, on: reference, referenceTurnIn: nil)
    let turnIn = best?.turnIn ?? corner.start
    let own = CornerMeasurement.measure(corner, segmentEnd: end, on: lap, referenceTurnIn: turnIn)
    // Both laps are cut where the reference turned in, came back on the throttle and reached all of it.
    let first = min(end, max(corner.segmentStart, turnIn))
    let second = min(end, max(first, best?.throttlePickUp ?? best?.minimumSpeedStation ?? corner.apex))
    let third = min(end, max(second, best?.fullThrottle ?? corner.end))
    func delta(_ station: Double) -> Double {
      let turns = (station / lap.grid.length).rounded(.down)
      return comparison.delta(at: station - turns * lap.grid.length) + turns * comparison.total
    }
    let atStart = delta(corner.segmentStart)
    let atTurnIn = delta(first)
    let atPickUp = delta(second)
    let atFull = delta(third)
    let atEnd = delta(end)
    let expected = expectedRun(from: third, to: end, lap: lap, reference: reference)
    let run = atEnd - atFull
    return CornerLoss(
      corner: corner, loss: atEnd - atStart, entry: atTurnIn - atStart, mid: atPickUp - atTurnIn,
      exit: atFull - atPickUp, run: run, metrics: own, reference: best, expectedRun: expected,
      isExternal: isExternal(run: run, expected: expected, own: own, best: best),
      stretches: ClosedLap(lap)?.stretches(from: corner.segmentStart, to: end) ?? [])
  }

  private static func isExternal(
    run: Double, expected: Double?, own: CornerMetrics?, best: CornerMetrics?
  ) -> Bool {
    guard let expected, let own, let best, let share = own.runThrottleShare, let bestShare = best.runThrottleShare,
      abs(share - bestShare) <= equalThrottle
    else { return false }
    if abs(run - expected) > externalRun { return true }
    return own.topSpeed > best.topSpeed + towSpeed && own.exitSpeed <= best.exitSpeed + towSpeed
  }

  /// Time that a difference of speed at the beginning of a run costs until its end, with both cars on full throttle, s.
  private static func expectedRun(
    from start: Double, to end: Double, lap: LapTrace, reference: LapTrace
  ) -> Double? {
    guard end > start, let own = ClosedLap(lap), let best = ClosedLap(reference) else { return nil }
    let before = own.speed(start)
    let deficit = best.speed(start) * best.speed(start) - before * before
    var sum = 0.0
    for station in best.stations(from: start, to: end) {
      let speed = best.speed(station)
      let square = speed * speed - deficit * exp(-(station - start) / dragDistance)
      guard speed > 5, square > 25 else { return nil }
      sum += best.spacing * (1 / square.squareRoot() - 1 / speed)
    }
    return sum
  }
}
