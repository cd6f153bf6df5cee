public import Analysis
public import Telemetry
public import Timing

/// One passage of a corner, set against a better one.
public struct Passage: Sendable {
  public let loss: CornerLoss
  /// Unwrapped station at which the corner's segment ends.
  public let segmentEnd: Double
  public let lap: LapTrace
  public let reference: LapTrace
  public let comparison: LapComparison
  /// The driver's last usable passages of this corner, oldest first, this one last.
  public let recent: [CornerMetrics]
  /// How far the driver's own passages differ.
  public let spread: CornerSpread
  /// What the corner after this one is called.
  public let nextCorner: String?
  /// What a lift on the straight cost, s: none of it is the corner's.
  var straightLoss = 0.0

  public init(
    loss: CornerLoss, segmentEnd: Double, lap: LapTrace, reference: LapTrace, comparison: LapComparison,
    recent: [CornerMetrics] = [], spread: CornerSpread = CornerSpread(), nextCorner: String? = nil
  ) {
    self.loss = loss
    self.segmentEnd = segmentEnd
    self.lap = lap
    self.reference = reference
    self.comparison = comparison
    self.recent = recent
    self.spread = spread
    self.nextCorner = nextCorner
  }

  /// What the driver lost here by phase, s; a lift on the straight is not the corner's.
  var entry: Double { loss.driven.entry }
  var mid: Double { loss.driven.mid }
  var exit: Double { loss.driven.exit }
  var run: Double { loss.driven.run + loss.driven.carried - straightLoss }
  /// Whether anything was lost by driving here: where both were flat, all of a loss was brought along.
  var isDriven: Bool { loss.driven != DrivenLoss(entry: 0, mid: 0, exit: 0, run: 0) }
  /// From the throttle on.
  var onward: Double { exit + run }
  var whole: Double { loss.driven.sum - straightLoss }

  /// A difference of a number below this is none: the rule's own floor, or what the driver's own passages differ by. COACHING 7.
  func noise(_ floor: Double, _ deviation: Double?, _ thresholds: CoachThresholds) -> Double {
    max(floor, thresholds.noiseDeviations * (deviation ?? 0))
  }

  /// Own number less the better one; `nil` where either is missing.
  func difference(_ metric: (CornerMetrics) -> Double?) -> Double? {
    guard let own = loss.metrics.flatMap(metric), let best = loss.reference.flatMap(metric) else { return nil }
    return own - best
  }

  /// A difference of minimum speed below this is none, m/s.
  func speedNoise(_ thresholds: CoachThresholds) -> Double {
    max(
      thresholds.minimumSpeedNoise, thresholds.minimumSpeedNoiseShare * (loss.reference?.minimumSpeed ?? 0),
      thresholds.noiseDeviations * (spread.minimumSpeed ?? 0))
  }
}

/// Where in a corner a finding belongs. At equal loss the coach prefers exit over mid over entry over line over straight.
public enum Phase: Int, Sendable, Comparable {
  case straight
  case line
  case entry
  case mid
  case exit

  public static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
}

/// What a rule found in one passage.
public struct Candidate: Sendable {
  /// s, positive.
  public var loss: Double
  /// How far to change what the driver does, as the rule means it; positive.
  public var amount: Double
  /// A second number for the sentence, as the rule means it.
  public var detail: Double
  /// How plain it is: how many times the difference that would be none. What never happens by chance counts as `plain`.
  public var strength: Double
  public var evidence: [Evidence]
  /// Rules that this very case explains, beside those which the rule always explains.
  public var explains: Set<String> = []

  /// The strength of what does not happen by itself, as a second press of the brake.
  public static let plain = 3.0

  public init(
    loss: Double, amount: Double, detail: Double = 0, strength: Double = Candidate.plain, evidence: [Evidence]
  ) {
    self.loss = loss
    self.amount = amount
    self.detail = detail
    self.strength = min(Self.plain, max(1, strength))
    self.evidence = evidence
  }
}

/// Units of the coach's sentences.
public enum SpeechUnits: String, Sendable { case metric, imperial }

/// What a piece of advice pulls at, and which way: two that pull one thing both ways contradict each other.
public struct AdviceDirection: Sendable, Hashable {
  public enum Topic: String, Sendable { case brakePoint, brakePressure, cornerSpeed, throttlePoint, line, pace }
  public let topic: Topic
  public let isMore: Bool

  public init(_ topic: Topic, isMore: Bool) {
    self.topic = topic
    self.isMore = isMore
  }

  func contradicts(_ other: AdviceDirection) -> Bool { topic == other.topic && isMore != other.isMore }
}

/// One thing that drivers do and that costs time. A rule is silent when the lap equals its reference.
public protocol CoachingRule: Sendable {
  /// Kebab-case, stable: the history and the mute list know a rule by it.
  var identifier: String { get }
  /// Channels without which the rule stays silent.
  var needs: [Channel] { get }
  /// What the source must measure besides.
  var needsCapabilities: Capabilities { get }
  var phase: Phase { get }
  /// What its advice pulls at.
  var direction: AdviceDirection? { get }
  /// Whether its own condition counts the laps, so that one verdict is a habit already.
  var countsLaps: Bool { get }
  /// Passages of the last ones on which it has to be seen; `nil` for as many as any habit.
  var habitLaps: Int? { get }
  /// Whether it is for the review only, never for the driver at speed.
  var isForReview: Bool { get }
  /// Rules whose conditions hold as well wherever this one names the cause: they give way to it.
  var explains: Set<String> { get }
  /// What has to hold, with the numbers, for `why`.
  func condition(_ thresholds: CoachThresholds) -> String
  func judge(_ passage: Passage, thresholds: CoachThresholds) -> Candidate?
  /// What to do, in the imperative, without the corner: `Brake 12 m later`.
  func action(_ candidate: Candidate, units: SpeechUnits) -> String
  /// What stands behind the dash instead of the cost and `place`.
  func consequence(_ candidate: Candidate, units: SpeechUnits) -> String?
  /// Where the time goes, as in `on entry`; empty for nothing to add.
  var place: String { get }
}

extension CoachingRule {
  /// A station of the lap for one that may lie before or beyond it, m.
  func wrapped(_ station: Double, _ length: Double) -> Double {
    station < 0 ? station + length : station >= length ? station - length : station
  }

  public var needsCapabilities: Capabilities { [] }
  public var direction: AdviceDirection? { nil }
  public var countsLaps: Bool { false }
  public var explains: Set<String> { [] }
  public var habitLaps: Int? { nil }
  public var isForReview: Bool { false }
  public var place: String { "" }
  public func consequence(_ candidate: Candidate, units: SpeechUnits) -> String? { nil }

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
