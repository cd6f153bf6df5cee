public import Analysis
public import Timing

/// Asks every rule about every corner of a lap.
public struct Judge: Sendable {
  /// A rule's answer about one corner.
  public struct Verdict: Sendable {
    public let corner: Corner
    public let rule: any CoachingRule
    public let candidate: Candidate
  }

  public var thresholds: CoachThresholds

  public init(thresholds: CoachThresholds = CoachThresholds()) { self.thresholds = thresholds }

  /// The best candidate of each corner, at most one each, without gates of habit.
  public func verdicts(on lap: LapTrace, against reference: LapTrace, comparison: LapComparison) -> [Verdict] {
    comparison.corners.indices.compactMap { index in
      let end =
        index + 1 < comparison.corners.count
        ? comparison.corners[index + 1].corner.segmentStart
        : (comparison.corners.first?.corner.segmentStart ?? 0) + lap.grid.length
      return verdict(
        on: Passage(
          loss: comparison.corners[index], segmentEnd: end, lap: lap, reference: reference, comparison: comparison))
    }
  }

  /// The best candidate of one corner.
  public func verdict(on passage: Passage) -> Verdict? {
    var best: Verdict?
    for rule in allRules
    where rule.needs.allSatisfy({ passage.lap.columns[$0] != nil && passage.reference.columns[$0] != nil }) {
      guard let candidate = rule.judge(passage, thresholds: thresholds),
        candidate.loss >= thresholds.recordedLoss, candidate.loss.isFinite
      else { continue }
      let verdict = Verdict(corner: passage.loss.corner, rule: rule, candidate: candidate)
      if best.map({ isBetter(verdict, than: $0) }) ?? true { best = verdict }
    }
    return best
  }

  private func isBetter(_ verdict: Verdict, than other: Verdict) -> Bool {
    let larger = max(verdict.candidate.loss, other.candidate.loss)
    if abs(verdict.candidate.loss - other.candidate.loss) <= thresholds.equalLossShare * larger {
      return verdict.rule.phase > other.rule.phase
    }
    return verdict.candidate.loss > other.candidate.loss
  }
}
