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
    /// What was measured there and what else the rules saw, for those who improve them.
    var trail = ""
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
    /// What the coach saw in each corner and does not say.
    var unsaid: [Int: String]
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
          referenceLap: reference, findings: statements(), unsaid: unsaid()))
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

  private func unsaid() -> [Int: String] {
    Dictionary(grouping: engine.model.suppressed, by: \.corner).mapValues { all in
      all.map { "\($0.rule): \($0.why)" }.joined(separator: "; ")
    }
  }

  /// What the coach holds now and would show.
  private func statements() -> [Statement] {
    let hidden: Set<Finding.State> = [.fixed, .retracted]
    return engine.model.findings.filter {
      !hidden.contains($0.state) && $0.loss >= shownLoss && $0.confidence >= CoachThresholds().shownConfidence
        && !$0.isForReview
    }.map { Statement(rule: $0.rule, corner: $0.corner, loss: $0.loss, text: $0.text) }
  }

  /// What the rules say of one lap against the best of some others, without waiting for a habit.
  func statements(onLap number: Int, against clean: [Int]) -> [Statement]? {
    func traced(_ number: Int) -> Lap? { engine.model.laps.last { $0.number == number && $0.isEvidence } }
    guard let lap = traced(number) else { return nil }
    let laps = clean.compactMap(traced).filter(\.isEligible)
    let targets = PassageTargets.best(of: laps, corners: engine.model.corners)
    let judge = Judge(capabilities: engine.model.source?.capabilities ?? [])
    let store = PassageStore(laps: laps, targets: targets, corners: engine.model.corners)
    trails = Dictionary(
      judge.passages(of: lap, against: targets, corners: engine.model.corners, store: store).map {
        ($0.passage.loss.corner.number, Self.trail($0.passage, judge))
      }, uniquingKeysWith: { first, _ in first })
    return judge.verdicts(on: lap, against: targets, corners: engine.model.corners, store: store)
      .filter { $0.candidate.loss >= shownLoss && !$0.rule.isForReview }.map {
        Statement(
          rule: $0.rule.identifier, corner: $0.corner.number, loss: $0.candidate.loss,
          text: $0.rule.action($0.candidate, units: .metric), trail: trails[$0.corner.number] ?? "")
      }
  }

  /// What was measured in each corner of the lap that was judged last.
  private(set) var trails: [Int: String] = [:]

  private static func trail(_ passage: Passage, _ judge: Judge) -> String {
    let loss = passage.loss
    var parts = judge.candidates(on: passage).map {
      "\($0.rule.identifier) \(String(format: "%.3f", $0.candidate.loss))"
    }
    parts.append(
      String(
        format: "e %.3f m %.3f x %.3f r %.3f, driven e %.3f m %.3f x %.3f r %.3f c %.3f", loss.entry, loss.mid,
        loss.exit,
        loss.run, loss.driven.entry, loss.driven.mid, loss.driven.exit, loss.driven.run, loss.driven.carried))
    if !loss.isUsable { parts.append("unusable: \(loss.stretches.map(\.rawValue))") }
    if let deviation = passage.spread.segmentTime { parts.append(String(format: "σ %.3f", deviation)) }
    guard let own = loss.metrics, let best = loss.reference else { return parts.joined(separator: ", ") }
    for metric in CornerMetric.all {
      let value = metric.get(own)
      let other = metric.get(best)
      guard value != other else { continue }
      parts.append(
        "\(metric.name) \(value.map { String(format: "%.2f", $0) } ?? "–")/\(other.map { String(format: "%.2f", $0) } ?? "–")"
      )
    }
    return parts.joined(separator: ", ")
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
