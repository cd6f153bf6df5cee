import Analysis

/// L5: entries that gain and exits that lose more.
struct Overdriving: LapRule {
  let identifier = "overdriving"

  func condition(_ thresholds: CoachThresholds) -> String {
    "entries gain \(Wording.seconds(thresholds.overdrivingEntry)) in all and exits lose \(Wording.seconds(thresholds.overdrivingExit)), over "
      + "\(thresholds.overdrivingCorners) corners or more"
  }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    guard let corners = review.summary.comparison?.corners else { return nil }
    let entry = corners.reduce(0) { $0 + $1.entry }
    let exit = corners.reduce(0) { $0 + $1.driven.exit + $1.driven.run }
    let both = corners.count { $0.entry < 0 && $0.driven.exit + $0.driven.run > 0 }
    guard entry <= -thresholds.overdrivingEntry, exit >= thresholds.overdrivingExit,
      both >= thresholds.overdrivingCorners
    else { return nil }
    return LapLine(
      rule: identifier,
      text: "Entries \(Wording.signed(entry)), exits \(Wording.signed(exit)) — slower in, faster out",
      loss: exit + entry, priority: 55, direction: AdviceDirection(.brakePoint, isMore: false))
  }
}
