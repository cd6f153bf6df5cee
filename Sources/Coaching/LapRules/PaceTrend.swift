import Timing

/// L4: the last laps are off the session's pace.
struct PaceTrend: LapRule {
  let identifier = "pace-trend"

  func condition(_ thresholds: CoachThresholds) -> String {
    "the mean of the last \(thresholds.paceTrendLaps) laps is 0.8 % above the session's best and none comes within 0.3 %; until 0.4 %"
  }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    guard !review.isPaceTrendOn, Self.holds(review, thresholds: thresholds, isOn: false),
      let best = review.paceTimes.min()
    else { return nil }
    let last = review.paceTimes.suffix(thresholds.paceTrendLaps)
    let mean = last.reduce(0, +) / Double(last.count)
    let tyres = review.summary.tyreTemperature.map { " — tyres \(Int($0.rounded())) °C" } ?? ""
    return LapLine(
      rule: identifier, text: "Pace \(Wording.signed(mean - best)) s over \(last.count) laps\(tyres)",
      loss: mean - best, priority: 50, direction: AdviceDirection(.pace, isMore: false))
  }

  /// Whether the pace is off, with a lower limit to end it than to begin it.
  static func holds(_ review: LapReview, thresholds: CoachThresholds, isOn: Bool) -> Bool {
    let last = review.paceTimes.suffix(thresholds.paceTrendLaps)
    guard last.count >= thresholds.paceTrendLaps, let best = review.paceTimes.min() else { return false }
    let corrected = last.map { $0 - review.summary.explainedByCar }
    let mean = corrected.reduce(0, +) / Double(corrected.count)
    if isOn { return mean >= (1 + thresholds.paceTrendClear) * best }
    return mean >= (1 + thresholds.paceTrend) * best
      && corrected.allSatisfy { $0 > (1 + thresholds.paceTrendNear) * best }
  }
}
