import Analysis

/// L1: where a lap's time went, by the corner in which it was lost: what a slow exit cost later counts there.
struct WhereItWent: LapRule {
  let identifier = "where-it-went"
  /// Corners that are named.
  private static let named = 2

  func condition(_ thresholds: CoachThresholds) -> String {
    "at least \(Wording.seconds(thresholds.whereLoss)) slower than the reference"
  }

  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine? {
    guard let comparison = review.summary.comparison, comparison.total >= thresholds.whereLoss else { return nil }
    let worst = comparison.corners.map { (name: $0.corner.name, loss: $0.driven.sum) }
      .sorted { $0.loss > $1.loss }.prefix(Self.named).filter { $0.loss >= 0.02 }
    guard !worst.isEmpty else { return nil }
    let rest = comparison.total - worst.reduce(0) { $0 + $1.loss }
    let parts = worst.map { "\($0.name) \(Wording.signed($0.loss))" } + ["rest \(Wording.signed(rest))"]
    return LapLine(
      rule: identifier, text: "\(Wording.signed(comparison.total)): \(parts.joined(separator: " · "))",
      loss: comparison.total, priority: 60)
  }
}
