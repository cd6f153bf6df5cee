/// L7: what was said of a corner has been mended.
struct FixedFault: LapRule {
  let identifier = "fixed"

  func condition(_ thresholds: CoachThresholds) -> String {
    "the loss fell by \(Wording.percent(thresholds.fixedShare)) for \(thresholds.fixedPassages) passages after it was said"
  }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    review.fixed.first.map { LapLine(rule: identifier, text: $0.text, priority: 70) }
  }
}
