/// Where a message about strategy belongs.
public enum StrategySlot: String, Sendable {
  /// In the one line that a driver sees while driving.
  case drivingLine = "driving-line"
  /// Among what is looked at after driving.
  case review
}

/// One line about fuel, tyres or a stop.
public struct StrategyMessage: Sendable, Equatable {
  /// The rule that speaks, as in `fuel-short`.
  public let rule: String
  /// At most 60 characters.
  public let text: String
  /// The higher goes first: 90 and above is safety, 75 strategy, 48 the focus of driving. COACHING 16.
  public let priority: Int
  public let slot: StrategySlot
  /// Numbers behind the sentence, by name.
  public let evidence: [Evidence]
  /// The source's clock when it was raised, s.
  public let time: Double
  /// Lap under way at that time, `nil` where the source does not count.
  public let lapNumber: Int?

  public init(
    rule: String, text: String, priority: Int, slot: StrategySlot, evidence: [Evidence], time: Double, lapNumber: Int?
  ) {
    self.rule = rule
    self.text = text
    self.priority = priority
    self.slot = slot
    self.evidence = evidence
    self.time = time
    self.lapNumber = lapNumber
  }
}
