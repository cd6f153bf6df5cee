import Analysis
import Timing

/// L2: the corner whose time varies most.
struct LeastRepeatable: LapRule {
  let identifier = "least-repeatable"

  func condition(_ thresholds: CoachThresholds) -> String {
    "a corner's time varies by \(Wording.seconds(thresholds.leastRepeatable)) (robust deviation of 6 passages or more), half as much "
      + "again as the others"
  }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    let deviations = review.corners.filter(\.isCoachable).compactMap { corner -> (corner: Corner, deviation: Double)? in
      let spread = review.store.spread(of: corner.number)
      guard spread.passages >= thresholds.deviationPassages else { return nil }
      return spread.segmentTime.map { (corner, $0) }
    }
    guard let worst = deviations.max(by: { $0.deviation < $1.deviation }),
      let middle = median(deviations.map(\.deviation)), worst.deviation >= thresholds.leastRepeatable,
      worst.deviation >= thresholds.leastRepeatableFactor * middle
    else { return nil }
    return LapLine(
      rule: identifier,
      text: "\(worst.corner.name) varies ±\(Wording.seconds(worst.deviation)) — your least steady corner",
      loss: 0.5 * worst.deviation, priority: 30)
  }
}
