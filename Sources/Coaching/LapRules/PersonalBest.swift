import Timing

/// The line of a best lap, which comes alone. COACHING 12.3.
struct PersonalBest: LapRule {
  let identifier = "personal-best"

  func condition(_ thresholds: CoachThresholds) -> String { "the fastest valid lap of this track and car" }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    guard review.summary.isBest, let time = review.lap.time, let before = review.summary.bestBefore, time < before
    else {
      return nil
    }
    return LapLine(
      rule: identifier, text: "Best lap: \(Wording.lapTime(time)), \(Wording.signed(time - before)) s", priority: 100,
      isAlone: true, direction: AdviceDirection(.pace, isMore: true))
  }
}
