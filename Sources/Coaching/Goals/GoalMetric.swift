public import Analysis

/// What a goal measures.
public enum GoalMetric: String, Sendable, CaseIterable {
  case brakeStart = "brake-start"
  case minimumSpeed = "minimum-speed"
  case throttlePickUp = "throttle-pick-up"
  case fullThrottle = "full-throttle"
  case segmentTime = "segment-time"

  /// In a sentence.
  var words: String {
    switch self {
    case .brakeStart: "brake start"
    case .minimumSpeed: "minimum speed"
    case .throttlePickUp: "throttle pick-up"
    case .fullThrottle: "full throttle"
    case .segmentTime: "time"
    }
  }

  /// The number in a passage: a station in m, m/s, or s; `nil` where the passage has none.
  public func value(in passage: CornerPassageFigures) -> Double? {
    switch self {
    case .brakeStart: passage.brakeStart
    case .minimumSpeed: passage.minimumSpeed
    case .throttlePickUp: passage.throttlePickUp
    case .fullThrottle: passage.fullThrottle
    case .segmentTime: passage.segmentTime
    }
  }
}

/// On which side of its bound a number has to be; the bound itself is good.
public enum GoalComparison: String, Sendable, CaseIterable {
  case atLeast = "at-least"
  case atMost = "at-most"

  var sign: String { self == .atLeast ? "≥" : "≤" }

  func holds(_ value: Double, _ bound: Double) -> Bool { self == .atLeast ? value >= bound : value <= bound }
}

/// What cures the finding of a rule: a number of the passage within a tolerance of the reference lap's.
struct GoalPrescription {
  let metric: GoalMetric
  let comparison: GoalComparison
  /// Allowed difference to the reference, in the metric's unit, signed.
  let tolerance: Double

  /// The time in the corner within the loss that is worth recording: for rules without a number of their own.
  static func general(_ thresholds: CoachThresholds) -> GoalPrescription {
    GoalPrescription(metric: .segmentTime, comparison: .atMost, tolerance: thresholds.recordedLoss)
  }

  /// The number that a rule complains of, with the bound from which it does (COACHING 13).
  static func prescription(for rule: String, thresholds: CoachThresholds) -> GoalPrescription {
    switch rule {
    case "brake-early":
      GoalPrescription(metric: .brakeStart, comparison: .atLeast, tolerance: -thresholds.brakeEarlyDistance)
    case "brake-late-overshoot":
      GoalPrescription(metric: .brakeStart, comparison: .atMost, tolerance: thresholds.brakePointNoise)
    case "over-slow", "brake-drag":
      GoalPrescription(metric: .minimumSpeed, comparison: .atLeast, tolerance: -thresholds.minimumSpeedNoise)
    case "late-throttle", "long-pause":
      GoalPrescription(metric: .throttlePickUp, comparison: .atMost, tolerance: thresholds.lateThrottleDistance)
    case "slow-to-full":
      GoalPrescription(metric: .fullThrottle, comparison: .atMost, tolerance: thresholds.slowToFullDistance)
    default: general(thresholds)
    }
  }
}
