public import Analysis
public import Timing

/// What is known of a lap beside its passages.
public struct LapSummary: Sendable {
  /// The comparison with the reference lap.
  public var comparison: LapComparison?
  /// Whether it is the driver's best of all.
  public var isBest: Bool
  /// The best time before it, s.
  public var bestBefore: Double?
  /// Sum of the best corners, s.
  public var cornerIdeal: Double?
  /// Mean tyre temperature over the lap, °C.
  public var tyreTemperature: Double?
  /// What fuel and tyres explain of the lap's time against the session's best, s; 0 where it is not known.
  public var explainedByCar: Double

  public init(
    comparison: LapComparison? = nil, isBest: Bool = false, bestBefore: Double? = nil, cornerIdeal: Double? = nil,
    tyreTemperature: Double? = nil, explainedByCar: Double = 0
  ) {
    self.comparison = comparison
    self.isBest = isBest
    self.bestBefore = bestBefore
    self.cornerIdeal = cornerIdeal
    self.tyreTemperature = tyreTemperature
    self.explainedByCar = explainedByCar
  }
}

/// A lap that has just ended, for the rules that look at all of it.
public struct LapReview: Sendable {
  public let lap: Lap
  public let reference: Lap
  public let corners: [Corner]
  /// Best passages before this lap and with it.
  public let before: PassageTargets
  public let targets: PassageTargets
  public let store: PassageStore
  /// Times of the session's pace laps, oldest first, this one last, s.
  public let paceTimes: [Double]
  /// What this lap has fixed.
  public let fixed: [Finding]
  /// Whether the last lap was told to be off the pace.
  public let isPaceTrendOn: Bool
  public let summary: LapSummary
}

/// A line about a whole lap.
public struct LapLine: Sendable, Hashable {
  public let rule: String
  public let text: String
  /// s, 0 where it has no cost.
  public let loss: Double
  /// 0…100; the highest is shown first.
  public let priority: Int
  /// Whether it is shown without any other.
  public let isAlone: Bool
  /// Whether it waits for the review.
  public let isForReview: Bool
  public let direction: AdviceDirection?

  public init(
    rule: String, text: String, loss: Double = 0, priority: Int, isAlone: Bool = false, isForReview: Bool = false,
    direction: AdviceDirection? = nil
  ) {
    self.rule = rule
    self.text = text
    self.loss = loss
    self.priority = priority
    self.isAlone = isAlone
    self.isForReview = isForReview
    self.direction = direction
  }
}

/// Something to say of a lap as a whole.
public protocol LapRule: Sendable {
  /// Kebab-case, stable.
  var identifier: String { get }
  /// What has to hold, with the numbers, for `why`.
  func condition(_ thresholds: CoachThresholds) -> String
  func judge(_ review: LapReview, thresholds: CoachThresholds) -> LapLine?
}

/// Every rule of whole laps. `limits` speaks at once and is asked where the lap is lost.
public let allLapRules: [any LapRule] = [
  PersonalBest(),
  WhereItWent(),
  LeastRepeatable(),
  InHand(),
  PaceTrend(),
  Overdriving(),
  BestCorner(),
  FixedFault(),
]
