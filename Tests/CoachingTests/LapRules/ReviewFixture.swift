import Analysis
import Testing
import Timing

@testable import Coaching

/// A lap that has just ended, made by hand.
struct ReviewFixture {
  var lap = SyntheticLap().lap(9)
  var reference = SyntheticLap().lap(1)
  var before = PassageTargets()
  var targets = PassageTargets()
  var store = PassageStore()
  var paceTimes: [Double] = []
  var fixed: [Finding] = []
  var isPaceTrendOn = false
  var summary = LapSummary()

  init(_ change: (inout ReviewFixture) -> Void = { _ in }) { change(&self) }

  var review: LapReview {
    LapReview(
      lap: lap, reference: reference, corners: SyntheticLap.corners, before: before, targets: targets, store: store,
      paceTimes: paceTimes, fixed: fixed, isPaceTrendOn: isPaceTrendOn, summary: summary)
  }

  func with(_ change: (inout ReviewFixture) -> Void) -> ReviewFixture {
    var copy = self
    change(&copy)
    return copy
  }

  func line(_ rule: any LapRule) -> LapLine? { rule.judge(review, thresholds: CoachThresholds()) }
}

extension LapComparison {
  /// What three corners cost, by phase; the rest of the lap costs the rest.
  static func made(_ total: Double, _ driven: [DrivenLoss]) -> LapComparison {
    let corners = zip(SyntheticLap.corners, driven).map { corner, loss in
      CornerLoss(
        corner: corner, loss: loss.sum, entry: loss.entry, mid: loss.mid, exit: loss.exit, run: loss.run, metrics: nil,
        reference: nil, driven: loss)
    }
    return LapComparison(delta: [], grid: SyntheticLap.grid, total: total, corners: corners)
  }
}
