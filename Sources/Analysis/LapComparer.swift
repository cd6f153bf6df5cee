public import Timing

/// Takes two laps of one track apart: every metre belongs to one corner's phase, so the losses add up to the lap. COACHING 8.
public enum LapComparer {
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
    return CornerLoss(
      corner: corner, loss: atEnd - atStart, entry: atTurnIn - atStart, mid: atPickUp - atTurnIn,
      exit: atFull - atPickUp, run: atEnd - atFull, metrics: own, reference: best)
  }
}
