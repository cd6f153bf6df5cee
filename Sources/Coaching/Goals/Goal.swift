public import Analysis
import Timing

/// One thing to reach, with a condition that the laps themselves decide. COACHING 13, prescription.
public struct Goal: Sendable, Equatable {
  /// What has become of a goal.
  public enum State: String, Sendable, CaseIterable { case open, reached, missed }

  /// The rule whose finding asks for it, as in `brake-early`.
  public let rule: String
  public let metric: GoalMetric
  /// Number and name of the corner.
  public let corner: Int
  public let cornerName: String
  public let comparison: GoalComparison
  /// Allowed difference to the reference, signed: m, m/s or s.
  public let tolerance: Double
  /// The reference lap's number, in the metric's unit, and the lap by the source's count.
  public let reference: Double
  public let referenceLapNumber: Int?
  /// So many passages have to be good, of so many clean laps.
  public let needed: Int
  public let window: Int
  /// Passages counted so far.
  public private(set) var passages: Int
  public private(set) var successes: Int
  private var lastLapSerial: Int?

  /// - Parameters:
  ///   - passages: passages counted already, as for a goal that comes out of a store.
  public init(
    rule: String, metric: GoalMetric, corner: Int, cornerName: String, comparison: GoalComparison, tolerance: Double,
    reference: Double, referenceLapNumber: Int?, needed: Int = 4, window: Int = 6, passages: Int = 0,
    successes: Int = 0
  ) {
    self.rule = rule
    self.metric = metric
    self.corner = corner
    self.cornerName = cornerName
    self.comparison = comparison
    self.tolerance = tolerance
    self.reference = reference
    self.referenceLapNumber = referenceLapNumber
    self.window = max(1, window)
    self.needed = min(self.window, max(1, needed))
    self.passages = min(self.window, max(0, passages))
    self.successes = min(self.passages, max(0, successes))
  }

  /// The goal that a finding asks for, or `nil` where it is about no corner, or the reference is of another one.
  ///
  /// - Parameter reference: the corner on the reference lap.
  public init?(
    _ finding: Finding, reference: CornerPassageFigures, thresholds: CoachThresholds = CoachThresholds()
  ) {
    guard finding.corner > 0, finding.corner == reference.corner else { return nil }
    let wanted = GoalPrescription.prescription(for: finding.rule, thresholds: thresholds)
    // A reference that does not brake, or is never off the throttle, leaves the time.
    let chosen = wanted.metric.value(in: reference) == nil ? .general(thresholds) : wanted
    guard let value = chosen.metric.value(in: reference), value.isFinite else { return nil }
    self.init(
      rule: finding.rule, metric: chosen.metric, corner: finding.corner, cornerName: finding.cornerName,
      comparison: chosen.comparison, tolerance: chosen.tolerance, reference: value,
      referenceLapNumber: finding.referenceLapNumber)
  }

  /// Stable name for the history: metric, corner and side of the bound, as in `brake-start:3:at-least`.
  public var identifier: String { "\(metric.rawValue):\(corner):\(comparison.rawValue)" }

  public var state: State {
    if successes >= needed { return .reached }
    return passages - successes > window - needed ? .missed : .open
  }

  /// `T3 brake start ≥ −6 m of lap 7 in 4 of the next 6 clean laps`.
  public func text(_ units: SpeechUnits = .metric) -> String {
    let lap = referenceLapNumber.map { "lap \($0)" } ?? "your best"
    return "\(cornerName) \(metric.words) \(comparison.sign) \(difference(units)) of \(lap)"
      + " in \(needed) of the next \(window) clean laps"
  }

  /// Takes a clean passage. One of another corner, of a lap that has counted, or without the number changes nothing; nor does any
  /// once the goal is decided.
  public mutating func check(_ passage: CornerPassageFigures) {
    guard state == .open, passage.corner == corner, passage.lapSerial != lastLapSerial,
      let value = metric.value(in: passage), value.isFinite
    else { return }
    lastLapSerial = passage.lapSerial
    passages += 1
    if comparison.holds(value - reference, tolerance) { successes += 1 }
  }

  private func difference(_ units: SpeechUnits) -> String {
    switch metric {
    case .brakeStart, .throttlePickUp, .fullThrottle:
      units == .metric
        ? "\(decimalText(tolerance, places: 0, sign: .always)) m"
        : "\(decimalText(tolerance * 1.0936, places: 0, sign: .always)) yd"
    case .minimumSpeed:
      units == .metric
        ? "\(decimalText(tolerance * 3.6, places: 0, sign: .always)) km/h"
        : "\(decimalText(tolerance * 2.23694, places: 0, sign: .always)) mph"
    case .segmentTime: "\(decimalText(tolerance, places: 2, sign: .always)) s"
    }
  }
}
