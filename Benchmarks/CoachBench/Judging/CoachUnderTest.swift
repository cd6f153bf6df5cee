import Analysis
import Coaching
import Engine
import Foundation
import Telemetry
import Timing

/// The engine with its coach as the program runs them. All that the bench knows of their interfaces is in this file.
final class CoachUnderTest {
  /// Something that the coach says of a corner.
  struct Statement: Sendable {
    var rule: String
    var corner: Int
    var loss: Double
    var text: String
  }

  /// A corner as the engine numbers it, stations in m from the line.
  struct Place: Sendable {
    var number: Int
    var complex: Int
    var start: Double
    var end: Double
    var segmentStart: Double
    var isCoachable: Bool
  }

  /// What a frame led to.
  struct Reading {
    /// Live delta without smoothing, s, and the lap that it is measured against; `nil` while there is none.
    var delta: Double?
    var referenceLap: Int?
    /// The line on screen.
    var message: Message?
  }

  struct Message: Equatable {
    var text: String
    var rule: String?
    var corner: Int?
    var shownAt: Double
  }

  /// A lap as the engine closed it.
  struct FinishedLap {
    var number: Int
    var isEligible: Bool
    /// Difference between the sum of its segments and the lap against its reference, s.
    var residual: Double?
    var referenceLap: Int?
    /// What the coach holds after it.
    var findings: [Statement]
  }

  /// A smaller loss is no statement. COACHING 17.2.
  private let shownLoss = CoachThresholds().lapEndLoss
  private let engine: TelemetryEngine
  private(set) var laps: [FinishedLap] = []

  init(source: SourceDescription, isImperial: Bool = false) {
    var configuration = TelemetryEngine.Configuration()
    configuration.units = isImperial ? .imperial : .metric
    engine = TelemetryEngine(source: source, configuration: configuration)
  }

  func ingest(_ frame: TelemetryFrame) -> Reading {
    let reference = engine.model.reference?.lap.number
    let sample = engine.ingest(frame)
    for event in engine.events {
      guard case .lapFinished(let lap, let comparison) = event, lap.kind.isComplete else { continue }
      laps.append(
        FinishedLap(
          number: lap.number, isEligible: lap.isEligible, residual: comparison.map(Self.residual),
          referenceLap: reference, findings: statements()))
    }
    engine.events.removeAll(keepingCapacity: true)
    var reading = Reading()
    if sample.state == .live, !sample.deltaIsFromLastLap {
      reading.delta = sample.rawDelta
      reading.referenceLap = engine.model.reference?.lap.number
    }
    reading.message = engine.model.advice.map {
      Message(text: $0.text, rule: $0.finding?.rule, corner: $0.finding?.corner, shownAt: $0.shownAt)
    }
    return reading
  }

  private static func residual(_ comparison: LapComparison) -> Double {
    comparison.corners.isEmpty ? 0 : comparison.corners.reduce(0) { $0 + $1.loss } - comparison.total
  }

  /// What the coach holds now and would show.
  private func statements() -> [Statement] {
    let hidden: Set<Finding.State> = [.fixed, .retracted]
    return engine.model.findings.filter {
      !hidden.contains($0.state) && $0.loss >= shownLoss && $0.confidence >= CoachThresholds().shownConfidence
    }.map { Statement(rule: $0.rule, corner: $0.corner, loss: $0.loss, text: $0.text) }
  }

  /// One lap against the best of some others, without waiting for a habit.
  struct Comparison {
    fileprivate var lap: LapTrace
    fileprivate var best: LapTrace
    fileprivate var corners: LapComparison
  }

  /// - Returns: `nil` where the engine did not accept the lap, or none of the others.
  func comparison(ofLap number: Int, against clean: [Int]) -> Comparison? {
    func traced(_ number: Int) -> Lap? { engine.model.laps.last { $0.number == number && $0.isEligible } }
    guard let lap = traced(number)?.trace,
      let best = clean.compactMap(traced).min(by: { ($0.time ?? .infinity) < ($1.time ?? .infinity) })?.trace,
      let corners = LapComparer.compare(lap, with: best, corners: engine.model.corners)
    else { return nil }
    return Comparison(lap: lap, best: best, corners: corners)
  }

  /// What the rules say of it.
  func statements(on comparison: Comparison) -> [Statement] {
    Judge().verdicts(on: comparison.lap, against: comparison.best, comparison: comparison.corners).filter {
      $0.candidate.loss >= shownLoss
    }.map {
      Statement(
        rule: $0.rule.identifier, corner: $0.corner.number, loss: $0.candidate.loss,
        text: $0.rule.action(amount: $0.candidate.amount, units: .metric))
    }
  }

  /// What the engine measured in a corner, own and best, for whoever looks into a mistake that was missed.
  func measurements(of corner: Int, in comparison: Comparison) -> String {
    guard let loss = comparison.corners.corners.first(where: { $0.corner.number == corner }) else { return "no corner" }
    let phases = [("entry", loss.entry), ("mid", loss.mid), ("exit", loss.exit), ("run", loss.run)].map {
      String(format: "%@ %+.3f", $0.0, $0.1)
    }
    guard let own = loss.metrics, let best = loss.reference else { return phases.joined(separator: " ") + ", a hole" }
    let pairs: [(String, Double?, Double?)] = [
      ("brake", own.brakeStart, best.brakeStart), ("peak", own.peakBrake, best.peakBrake),
      ("release", own.brakeRelease, best.brakeRelease), ("gap", own.liftToBrakeGap, best.liftToBrakeGap),
      ("slowest", own.minimumSpeed, best.minimumSpeed), ("at", own.minimumSpeedStation, best.minimumSpeedStation),
      ("pick-up", own.throttlePickUp, best.throttlePickUp), ("full", own.fullThrottle, best.fullThrottle),
      ("coast", own.coastBeforeThrottle, best.coastBeforeThrottle),
    ]
    func number(_ value: Double?) -> String { value.map { String(format: "%.2f", $0) } ?? "–" }
    let start = String(format: "from %.0f m", loss.corner.segmentStart)
    return (phases + [start] + pairs.map { "\($0.0) \(number($0.1))/\(number($0.2))" }).joined(separator: " ")
  }

  var corners: [Place] {
    engine.model.corners.map {
      Place(
        number: $0.number, complex: $0.complex, start: $0.start, end: $0.end, segmentStart: $0.segmentStart,
        isCoachable: $0.isCoachable)
    }
  }

  /// Length of the lap as the engine measures it, m.
  var length: Double? { engine.model.track?.length }

  static var rules: [String] { allRules.map(\.identifier) }
}
