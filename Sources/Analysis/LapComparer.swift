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
  ///
  /// - Parameter measured: the reference's numbers of the corner where they are known already.
  public static func loss(
    of corner: Corner, until end: Double, lap: LapTrace, reference: LapTrace, comparison: LapComparison,
    measured: CornerMetrics? = nil
  ) -> CornerLoss {
    let best =
      measured
      ?? CornerMeasurement.measure(corner, segmentEnd: end, on: reference, referenceTurnIn: nil)
    let turnIn = best?.turnIn ?? corner.start
    let own = CornerMeasurement.measure(corner, segmentEnd: end, on: lap, referenceTurnIn: turnIn)
    // Both laps are cut where the reference turned in, came back on the throttle and reached all of it.
    var cuts = PhaseCuts(start: corner.segmentStart, end: end)
    cuts.turnIn = min(end, max(corner.segmentStart, turnIn))
    cuts.pickUp = min(end, max(cuts.turnIn, best?.throttlePickUp ?? best?.minimumSpeedStation ?? corner.apex))
    cuts.full = min(end, max(cuts.pickUp, best?.fullThrottle ?? corner.end))
    func delta(_ station: Double) -> Double { comparison.unwrappedDelta(at: station) }
    let atStart = delta(cuts.start)
    let atTurnIn = delta(cuts.turnIn)
    let atPickUp = delta(cuts.pickUp)
    let atFull = delta(cuts.full)
    let atEnd = delta(end)
    return CornerLoss(
      corner: corner, loss: atEnd - atStart, entry: atTurnIn - atStart, mid: atPickUp - atTurnIn,
      exit: atFull - atPickUp, run: atEnd - atFull, metrics: own, reference: best,
      driven: DrivenPart(lap: lap, reference: reference, comparison: comparison)?.loss(cuts, own: own, best: best),
      stretches: ClosedLap(lap)?.stretches(from: corner.segmentStart, to: end) ?? [])
  }
}

/// Where the phases of a corner are cut, unwrapped stations, m.
struct PhaseCuts {
  var start: Double
  var turnIn: Double
  var pickUp: Double
  var full: Double
  var end: Double

  init(start: Double, end: Double) {
    self.start = start
    turnIn = start
    pickUp = start
    full = start
    self.end = end
  }
}
