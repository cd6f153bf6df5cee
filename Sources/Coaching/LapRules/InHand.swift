import Analysis
import Timing

/// L3: what the driver's own best corners would add up to.
struct InHand: LapRule {
  let identifier = "in-hand"

  func condition(_ thresholds: CoachThresholds) -> String {
    "the sum of the best corners is 0.3 % of the lap below the best lap"
  }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    guard let ideal = review.summary.cornerIdeal, let best = review.paceTimes.min(),
      best - ideal >= thresholds.inHandShare * best, let trace = review.reference.trace
    else { return nil }
    let coachable = review.corners.filter(\.isCoachable)
    let segments = PassageSegments(coachable, length: trace.grid.length)
    let gains = coachable.indices.compactMap { index -> (name: String, gain: Double)? in
      guard let target = review.targets.target(of: coachable[index].number) else { return nil }
      return (coachable[index].name, segments.time(of: index, on: trace) - target.segmentTime)
    }.sorted { $0.gain > $1.gain }.prefix(3).filter { $0.gain >= 0.02 }
    let parts = gains.map { "\($0.name) \(Wording.hundredths($0.gain))" }
    return LapLine(
      rule: identifier,
      text: "\(Wording.seconds(best - ideal)) in hand" + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")),
      loss: best - ideal, priority: 20, isForReview: true)
  }
}
