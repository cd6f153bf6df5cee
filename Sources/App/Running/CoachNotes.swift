import Coaching
import Engine
import History

/// Keeps what the coach reports after each lap: findings of the session; goals and strategy of its key.
struct CoachNotes {
  /// The goals as they were reported last, in the order in which they were set.
  private var goals: [Goal] = []

  /// The goals of a report that are new or were open until now: what is decided is stored once.
  mutating func changed(_ report: CoachReport) -> [Goal] {
    // A shorter list is of another track.
    let known = report.goals.count < goals.count ? [] : goals
    goals = report.goals
    return report.goals.enumerated().filter { index, _ in index >= known.count || known[index].state == .open }
      .map(\.element)
  }

  /// Stores a report.
  ///
  /// - Parameter goals: those that have changed.
  static func store(
    _ report: CoachReport, goals: [Goal], session: Int64, history: History, at date: Double
  ) throws {
    try history.store(findings: report.findings, session: session)
    guard let baseline = try history.baseline(ofSession: session) else { return }
    try history.store(goals: goals, baseline: baseline, at: date)
    try history.store(strategy: report.strategy, baseline: baseline, at: date)
  }
}
