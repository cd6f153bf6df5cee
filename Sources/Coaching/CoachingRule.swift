public import Analysis
public import Telemetry
public import Timing

/// One passage of a corner, set against the reference lap's.
public struct Passage: Sendable {
  public let loss: CornerLoss
  /// Unwrapped station at which the corner's segment ends.
  public let segmentEnd: Double
  public let lap: LapTrace
  public let reference: LapTrace
  public let comparison: LapComparison

  public init(
    loss: CornerLoss, segmentEnd: Double, lap: LapTrace, reference: LapTrace, comparison: LapComparison
  ) {
    self.loss = loss
    self.segmentEnd = segmentEnd
    self.lap = lap
    self.reference = reference
    self.comparison = comparison
  }
}

/// Where in a corner a finding belongs. At equal loss the coach prefers exit over mid over entry over straight.
public enum Phase: Int, Sendable, Comparable {
  case straight
  case entry
  case mid
  case exit

  public static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
}

/// What a rule found in one passage.
public struct Candidate: Sendable {
  /// s, positive.
  public let loss: Double
  /// How far to change what the driver does: m or m/s, as the rule means it; positive.
  public let amount: Double
  public let evidence: [Evidence]

  public init(loss: Double, amount: Double, evidence: [Evidence]) {
    self.loss = loss
    self.amount = amount
    self.evidence = evidence
  }
}

/// Units of the coach's sentences.
public enum SpeechUnits: String, Sendable { case metric, imperial }

/// One thing that drivers do and that costs time. A rule is silent when the lap equals its reference.
public protocol CoachingRule: Sendable {
  /// Kebab-case, stable: the history and the mute list know a rule by it.
  var identifier: String { get }
  /// Channels without which the rule stays silent.
  var needs: [Channel] { get }
  var phase: Phase { get }
  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate?
  /// What to do, in the imperative, without the corner: `Brake 12 m later`.
  func action(amount: Double, units: SpeechUnits) -> String
  /// Where the time goes, as in `on entry`; empty for nothing to add.
  var place: String { get }
}

extension CoachingRule {
  /// Metres or yards, whole.
  func distance(_ metres: Double, _ units: SpeechUnits) -> String {
    units == .metric ? "\(Int(metres.rounded())) m" : "\(Int((metres * 1.0936).rounded())) yd"
  }

  /// km/h or mph, whole.
  func speed(_ metresPerSecond: Double, _ units: SpeechUnits) -> String {
    units == .metric
      ? "\(Int((metresPerSecond * 3.6).rounded())) km/h" : "\(Int((metresPerSecond * 2.23694).rounded())) mph"
  }
}
