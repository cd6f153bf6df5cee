/// How what a rule watches stands to its two levels. COACHING 15.3.
public enum Standing: Sendable {
  /// Something that the rule needs is not known. Nothing changes, and time does not count.
  case unknown
  /// At or beyond the level that raises the message.
  case triggered
  /// Between the levels: what was raised stays, what was not is not.
  case between
  /// At or beyond the level that ends the condition.
  case clear
}

/// When a rule is asked.
public enum StrategyCadence: Sendable {
  /// With every frame; the condition has to hold for so long, s on the source's clock.
  case frame(persistence: Double)
  /// At the end of every lap; the condition has to hold at so many in a row.
  case lap(persistence: Int)
}

/// What a rule says.
public struct StrategyWording: Sendable {
  /// Characters that a line holds. COACHING 12.4.
  public static let longest = 60

  public let text: String
  public let evidence: [Evidence]

  public init(_ text: String, evidence: [Evidence]) {
    self.text = text
    self.evidence = evidence
  }

  /// A sentence that ends in names, or the other one where they make it too long.
  static func naming(_ names: some Sequence<String>, after start: String, otherwise: String) -> String {
    let sentence = start + names.joined(separator: ", ")
    return sentence.count <= longest ? sentence : otherwise
  }
}

/// One thing about fuel, tyres or stops that a driver has to hear of. A rule keeps nothing: `StrategyAdvisor` remembers for it.
public protocol StrategyRule: Sendable {
  /// Kebab-case, stable: the history and the mute list know a rule by it.
  var identifier: String { get }
  var slot: StrategySlot { get }
  /// Whether the message is about getting home at all, and goes before all others.
  var isSafety: Bool { get }
  /// Whether the message comes once a stint at most, however often its condition comes back.
  var isOncePerStint: Bool { get }
  /// The rule that must have spoken before this one has anything to say, as `fuel-ok` after `fuel-short`.
  var follows: String? { get }
  func cadence(_ thresholds: StrategyThresholds) -> StrategyCadence
  /// Cheap and without allocation: it is asked with every frame.
  func standing(_ state: StrategyState, thresholds: StrategyThresholds) -> Standing
  /// The sentence, asked for once when the condition has held for long enough; `nil` where it cannot be made.
  func wording(_ state: StrategyState, thresholds: StrategyThresholds) -> StrategyWording?
}

extension StrategyRule {
  public var slot: StrategySlot { .drivingLine }
  public var isSafety: Bool { false }
  public var isOncePerStint: Bool { false }
  public var follows: String? { nil }
}
