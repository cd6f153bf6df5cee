public import Analysis

/// The goals of a driver under one key: one for each repeated finding, followed lap by lap. COACHING 13, prescription.
public struct GoalBook: Sendable {
  /// In the order in which they were set.
  public private(set) var goals: [Goal]

  /// - Parameter goals: goals of earlier sessions that are still open.
  public init(goals: [Goal] = []) { self.goals = goals }

  /// Sets a goal for each finding that was seen often enough, unless one of the same kind is open or reached in its corner; one that
  /// was missed begins anew.
  ///
  /// - Parameter reference: the corners of the reference lap.
  public mutating func prescribe(
    for findings: [Finding], reference: [CornerPassageFigures], thresholds: CoachThresholds = CoachThresholds()
  ) {
    for finding in findings where finding.state != .fixed && finding.state != .retracted {
      guard finding.state == .repeated || finding.seenOnLaps.count >= thresholds.habitWindow,
        let figures = reference.first(where: { $0.corner == finding.corner }),
        let goal = Goal(finding, reference: figures, thresholds: thresholds),
        !goals.contains(where: { $0.identifier == goal.identifier && $0.state != .missed })
      else { continue }
      goals.removeAll { $0.identifier == goal.identifier }
      goals.append(goal)
    }
  }

  /// Takes the corners of a clean lap.
  ///
  /// - Returns: the goals that this lap has decided.
  public mutating func check(_ passages: [CornerPassageFigures]) -> [Goal] {
    var decided: [Goal] = []
    for index in goals.indices where goals[index].state == .open {
      for passage in passages where goals[index].state == .open { goals[index].check(passage) }
      if goals[index].state != .open { decided.append(goals[index]) }
    }
    return decided
  }
}
