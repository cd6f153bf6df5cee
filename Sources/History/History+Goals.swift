internal import Database
public import Coaching

extension History {
  /// Keeps the goals of a baseline: an open one is brought up to date or decided, a new one is added.
  ///
  /// - Parameter date: s since 1970.
  public func store(goals: [Goal], baseline: Int64, at date: Double) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      for goal in goals { try put(goal, baseline: baseline, at: date) }
    }
  }

  private func put(_ goal: Goal, baseline: Int64, at date: Double) throws(HistoryError) {
    try connection.run(
      """
      UPDATE goal SET passages = ?, successes = ?, state = ?, changed_at = ?
      WHERE baseline_id = ? AND identifier = ? AND state = 'open'
      """,
      [
        .integer(Int64(goal.passages)), .integer(Int64(goal.successes)), .text(goal.state.rawValue), .real(date),
        .integer(baseline), .text(goal.identifier),
      ])
    guard connection.changeCount == 0, goal.state == .open else { return }
    try connection.run(
      """
      INSERT INTO goal (baseline_id, identifier, rule, metric, corner, corner_name, comparison, tolerance, reference,
        reference_lap, needed, window, passages, successes, state, set_at, changed_at)
        VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
      """,
      [
        .integer(baseline), .text(goal.identifier), .text(goal.rule), .text(goal.metric.rawValue),
        .integer(Int64(goal.corner)), .text(goal.cornerName), .text(goal.comparison.rawValue), .real(goal.tolerance),
        .real(goal.reference), .optional(goal.referenceLapNumber), .integer(Int64(goal.needed)),
        .integer(Int64(goal.window)), .integer(Int64(goal.passages)), .integer(Int64(goal.successes)),
        .text(goal.state.rawValue), .real(date), .real(date),
      ])
  }

  /// The goals of a baseline, the newest first.
  ///
  /// - Parameter onlyOpen: leaves out those that are decided.
  public func goals(baseline: Int64, onlyOpen: Bool = false) throws(HistoryError) -> [Goal] {
    try connection.rows(
      """
      SELECT rule, metric, corner, corner_name, comparison, tolerance, reference, reference_lap, needed, window, passages,
        successes
      FROM goal WHERE baseline_id = ?\(onlyOpen ? " AND state = 'open'" : "") ORDER BY set_at DESC, id DESC
      """, [.integer(baseline)]
    ) { row -> Goal? in
      guard let metric = GoalMetric(rawValue: row.text(1) ?? ""),
        let comparison = GoalComparison(rawValue: row.text(4) ?? "")
      else { return nil }
      return Goal(
        rule: row.text(0) ?? "", metric: metric, corner: Int(row.integer(2)), cornerName: row.text(3) ?? "",
        comparison: comparison, tolerance: row.real(5) ?? 0, reference: row.real(6) ?? 0,
        referenceLapNumber: row.optionalInteger(7).map { Int($0) }, needed: Int(row.integer(8)),
        window: Int(row.integer(9)), passages: Int(row.integer(10)), successes: Int(row.integer(11)))
    }.compactMap(\.self)
  }
}
