public import Analysis
import Glibc
public import Telemetry
public import Timing

/// Asks every rule about every corner of a lap.
public struct Judge: Sendable {
  /// A rule's answer about one corner.
  public struct Verdict: Sendable {
    public let corner: Corner
    public let rule: any CoachingRule
    public let candidate: Candidate
    /// Source's number of the lap whose passage was better.
    public let targetLap: Int?
  }

  public var thresholds: CoachThresholds
  /// What the source measures; a rule that needs more is silent.
  public var capabilities: Capabilities

  public init(thresholds: CoachThresholds = CoachThresholds(), capabilities: Capabilities = .all) {
    self.thresholds = thresholds
    self.capabilities = capabilities
  }

  /// The best candidate of each corner of one lap against the best passages of others, at most one each, without gates of habit.
  public func verdicts(
    on lap: Lap, against targets: PassageTargets, corners: [Corner], store: PassageStore = PassageStore()
  ) -> [Verdict] {
    passages(of: lap, against: targets, corners: corners, store: store).compactMap { entry in
      guard entry.passage.loss.isUsable, let best = candidates(on: entry.passage).first,
        best.candidate.strength
          >= (best.rule.phase == .line ? thresholds.lineSingleStrength : thresholds.leastStrength),
        best.rule.countsLaps
          || best.candidate.loss
            >= noise(
              entry.passage.spread, passages: targets.lapCount, deviations: thresholds.singleLapDeviations,
              strength: best.rule.phase == .line ? 1 : best.candidate.strength)
      else { return nil }
      return Verdict(
        corner: entry.passage.loss.corner, rule: best.rule, candidate: best.candidate,
        targetLap: entry.target.lap.number)
    }
  }

  /// The best candidate of each corner against one other lap.
  public func verdicts(on lap: LapTrace, against reference: LapTrace, corners: [Corner]) -> [Verdict] {
    let other = Lap(serial: 0, number: 0, kind: .pace, time: reference.lapTime, trace: reference)
    let own = Lap(serial: 1, number: 1, kind: .pace, time: lap.lapTime, trace: lap)
    return verdicts(on: own, against: .best(of: [], corners: corners, fixed: other), corners: corners)
  }

  /// A lap's passages of the corners that have a target which is not this very lap.
  public func passages(
    of lap: Lap, against targets: PassageTargets, corners: [Corner], store: PassageStore
  ) -> [(passage: Passage, target: PassageTargets.Target)] {
    guard let trace = lap.trace else { return [] }
    let coachable = corners.filter(\.isCoachable)
    let segments = PassageSegments(coachable, length: trace.grid.length)
    var comparisons: [Int: LapComparison] = [:]
    return coachable.indices.compactMap { index in
      guard let target = targets.target(of: coachable[index].number), target.lap.serial != lap.serial else {
        return nil
      }
      if comparisons[target.lap.serial] == nil {
        comparisons[target.lap.serial] = LapComparer.compare(trace, with: target.trace, corners: [])
      }
      guard let comparison = comparisons[target.lap.serial] else { return nil }
      let next = coachable.count > 1 ? coachable[(index + 1) % coachable.count].name : nil
      let passage = passage(
        of: coachable[index], until: segments.end(index), lap: lap, trace: trace, target: target,
        comparison: comparison, store: store, nextCorner: next)
      return (passage, target)
    }
  }

  func passage(
    of corner: Corner, until end: Double, lap: Lap, trace: LapTrace, target: PassageTargets.Target,
    comparison: LapComparison, store: PassageStore, nextCorner: String?, measured: CornerMetrics? = nil
  ) -> Passage {
    let loss = LapComparer.loss(
      of: corner, until: end, lap: trace, reference: target.trace, comparison: comparison, measured: measured)
    var recent = store.metrics(of: corner.number, upTo: lap.serial - 1)
    if let own = loss.metrics { recent.append(own) }
    return Passage(
      loss: loss, segmentEnd: end, lap: trace, reference: target.trace, comparison: comparison, recent: recent,
      spread: store.spread(of: corner.number), nextCorner: nextCorner)
  }

  /// Every rule that sees something worth recording in a passage, the best explanation first.
  public func candidates(on passage: Passage) -> [(rule: any CoachingRule, candidate: Candidate)] {
    var passage = passage
    let lift = LiftOnStraight()
    if canJudge(lift, passage), let found = lift.judge(passage, thresholds: thresholds) {
      passage.straightLoss = found.loss
    }
    var found: [(rule: any CoachingRule, candidate: Candidate)] = []
    for rule in allRules where canJudge(rule, passage) {
      guard var candidate = rule.judge(passage, thresholds: thresholds), candidate.loss.isFinite,
        candidate.loss >= thresholds.recordedLoss || rule.countsLaps
      else { continue }
      let carried = passage.loss.driven.carried
      if carried >= thresholds.shownCarry {
        candidate.evidence.append(Evidence(name: "carriedToNextCorner", value: carried, reference: 0, unit: "s"))
      }
      found.append((rule, candidate))
    }
    return ranked(found) { ($0.rule, $0.candidate) }
  }

  /// Explanations of one loss, the best first: what another one names the cause of comes last.
  func ranked<Explanation>(
    _ all: [Explanation], _ parts: (Explanation) -> (rule: any CoachingRule, candidate: Candidate)
  ) -> [Explanation] {
    func isEffect(_ entry: Explanation) -> Bool {
      let effect = parts(entry)
      return all.contains { other in
        let cause = parts(other)
        return
          (cause.rule.explains.contains(effect.rule.identifier)
          || cause.candidate.explains.contains(effect.rule.identifier))
          && cause.candidate.loss >= thresholds.causeShare * effect.candidate.loss
      }
    }
    let sorted = all.sorted {
      isBetter(parts($0).rule, parts($0).candidate.loss, than: parts($1).rule, parts($1).candidate.loss)
    }
    return sorted.filter { !isEffect($0) } + sorted.filter(isEffect)
  }

  /// A loss below this is what the driver's own passages differ by, s: some deviations beyond what the best of so many passages
  /// owes to chance, fewer where the evidence is plain.
  func noise(_ spread: CornerSpread, passages: Int, deviations: Double, strength: Double) -> Double {
    guard let deviation = spread.segmentTime else { return 0 }
    return (deviations + Self.bestOf(passages)) * deviation / strength
  }

  /// How many deviations the best of a number of normal values lies from their mean, to a hundredth (Blom's approximation).
  static func bestOf(_ count: Int) -> Double {
    guard count > 1 else { return 0 }
    let share = (1 - 0.375) / (Double(count) + 0.25)
    // Abramowitz and Stegun 26.2.23: the normal quantile of a small share.
    let t = (-2 * log(share)).squareRoot()
    return t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)))
  }

  private func canJudge(_ rule: any CoachingRule, _ passage: Passage) -> Bool {
    capabilities.isSuperset(of: rule.needsCapabilities)
      && rule.needs.allSatisfy { passage.lap.columns[$0] != nil && passage.reference.columns[$0] != nil }
  }

  /// Whether one explanation goes before another: the costlier, or at about equal cost the later phase. COACHING 12.1.
  func isBetter(_ rule: any CoachingRule, _ loss: Double, than other: any CoachingRule, _ otherLoss: Double) -> Bool {
    if rule.isForReview != other.isForReview { return other.isForReview }
    if abs(loss - otherLoss) <= thresholds.equalLossShare * max(loss, otherLoss), rule.phase != other.phase {
      return rule.phase > other.phase
    }
    return loss > otherLoss
  }
}
