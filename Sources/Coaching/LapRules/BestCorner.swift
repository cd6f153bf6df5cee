import Analysis
import Timing

/// L6: a corner driven better than ever.
struct BestCorner: LapRule {
  let identifier = "best-corner"

  func condition(_ thresholds: CoachThresholds) -> String {
    "a corner \(Wording.seconds(thresholds.bestCorner)) faster than the best passage before"
  }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    let gains = review.corners.compactMap { corner -> (name: String, gain: Double)? in
      guard let now = review.targets.target(of: corner.number), now.lap.serial == review.lap.serial,
        let before = review.before.target(of: corner.number)
      else { return nil }
      return (corner.name, before.segmentTime - now.segmentTime)
    }
    guard let best = gains.max(by: { $0.gain < $1.gain }), best.gain >= thresholds.bestCorner else { return nil }
    return LapLine(
      rule: identifier, text: "\(best.name): your best yet, \(Wording.signed(-best.gain)) s", priority: 40)
  }
}
