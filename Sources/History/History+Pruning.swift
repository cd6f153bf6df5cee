internal import Database

/// What is to go of a history.
public struct PruneRule: Sendable, Hashable {
  /// What a session has to match; its limit and offset mean nothing here.
  public var filter = HistoryFilter()
  /// Sessions begun before this instant, s since 1970; `nil` for those of any age.
  public var before: Double?
  /// Only these sessions; empty for all.
  public var sessions: Set<Int64> = []
  /// Whether only samples go: times, corners and statistics stay.
  public var onlySamples = false
  /// Whether the laps that others are measured against go too.
  public var includesBests = false

  public init() {}
}

/// What a rule would take from a session.
public struct PrunedSession: Sendable, Hashable, Identifiable {
  public var id: Int64
  /// s since 1970.
  public var startedAt: Double
  public var driver: String
  public var car: String?
  public var track: String?
  /// Laps that go, or whose samples do.
  public var lapCount: Int
  /// Laps that stay because others are measured against them.
  public var keptCount: Int
  /// Bytes of the samples that go.
  public var size: Int
}

extension History {
  /// A session with this tag is never pruned.
  public static let keptTag = "keep"

  /// The laps that others are measured against: the reference of each baseline, the best there ever was, and the best passages.
  private static let bests = """
    SELECT lap_id FROM baseline WHERE lap_id IS NOT NULL
    UNION SELECT best_lap_id FROM corner_stat WHERE best_lap_id IS NOT NULL
    UNION SELECT (SELECT id FROM lap WHERE baseline_id = b.id AND eligible = 1 AND time IS NOT NULL ORDER BY time LIMIT 1)
      FROM baseline b
    UNION SELECT (SELECT id FROM lap WHERE baseline_id = b.id AND eligible = 1 AND time IS NOT NULL
      AND finished_at >= coalesce(b.began_at, -9e18) ORDER BY time LIMIT 1) FROM baseline b
    """

  /// What a rule takes, the oldest session first; nothing is changed.
  public func pruning(_ rule: PruneRule) throws(HistoryError) -> [PrunedSession] {
    try connection.transaction { () throws(HistoryError) in
      try choose(rule)
      return try connection.rows(
        """
        SELECT s.id, s.started_at, d.name, c.name, coalesce(t.name, t.identifier), count(p.id),
          (SELECT count(*) FROM lap WHERE session_id = s.id) - count(p.id),
          coalesce(sum((SELECT sum(length(data)) FROM lap_channel WHERE lap_id = p.id)), 0)
        FROM temp.pruned p JOIN lap l ON l.id = p.id JOIN session s ON s.id = l.session_id
          JOIN driver d ON d.id = s.driver_id LEFT JOIN car c ON c.id = s.car_id LEFT JOIN track t ON t.id = s.track_id
        GROUP BY s.id ORDER BY s.started_at, s.id
        """
      ) { row in
        PrunedSession(
          id: row.integer(0), startedAt: row.real(1) ?? 0, driver: row.text(2) ?? "", car: row.text(3),
          track: row.text(4), lapCount: Int(row.integer(5)), keptCount: Int(row.integer(6)), size: Int(row.integer(7)))
      }
    }
  }

  /// Takes what a rule says, all or nothing. It is not taken back by `undo`: a backup goes before it.
  ///
  /// - Returns: how many laps went, or lost their samples.
  @discardableResult
  public func prune(_ rule: PruneRule) throws(HistoryError) -> Int {
    try connection.transaction { () throws(HistoryError) in
      try choose(rule)
      let count = try connection.row("SELECT count(*) FROM temp.pruned") { Int($0.integer(0)) } ?? 0
      guard count > 0 else { return 0 }
      guard !rule.onlySamples else {
        try connection.run("DELETE FROM lap_channel WHERE lap_id IN (SELECT id FROM temp.pruned)")
        try connection.run(
          """
          UPDATE lap SET grid_length = NULL, grid_spacing = NULL,
            in_cloud = CASE WHEN pack IS NULL THEN 0 ELSE \(CloudPlace.leftThere.rawValue) END
          WHERE id IN (SELECT id FROM temp.pruned)
          """)
        return count
      }
      let baselines = try connection.rows(
        "SELECT DISTINCT baseline_id FROM lap WHERE baseline_id IS NOT NULL AND id IN (SELECT id FROM temp.pruned)"
      ) { $0.integer(0) }
      let sessions = try connection.rows(
        "SELECT DISTINCT session_id FROM lap WHERE id IN (SELECT id FROM temp.pruned)"
      ) { $0.integer(0) }
      try connection.run("DELETE FROM lap WHERE id IN (SELECT id FROM temp.pruned)")
      for session in sessions { try removeIfEmpty(session: session) }
      for baseline in baselines { try rebuildStatistics(baseline: baseline) }
      return count
    }
  }

  /// Gives the room of what was pruned back to the disk; no other program may have the history open.
  public func compact() throws(HistoryError) { try connection.execute("VACUUM") }

  /// Fills the list of laps that a rule takes.
  private func choose(_ rule: PruneRule) throws(HistoryError) {
    try connection.execute("CREATE TEMP TABLE IF NOT EXISTS pruned (id INTEGER PRIMARY KEY); DELETE FROM temp.pruned")
    var (condition, values) = rule.filter.condition(withLaps: true)
    var parts = condition.isEmpty ? [] : [String(condition.dropFirst("WHERE ".count))]
    if let before = rule.before {
      parts.append("s.started_at < ?")
      values.append(.real(before))
    }
    if !rule.sessions.isEmpty {
      parts.append("s.id IN (\(rule.sessions.sorted().map(String.init).joined(separator: ", ")))")
    }
    if rule.onlySamples {
      parts.append("EXISTS (SELECT 1 FROM lap_channel WHERE lap_id = l.id)")
      // Samples that other computers will want are in the cloud before they go here.
      if try syncIdentity() != nil { parts.append("EXISTS (SELECT 1 FROM sync_stored WHERE pack = l.pack)") }
    }
    if !rule.includesBests { parts.append("l.id NOT IN (SELECT id FROM bests WHERE id IS NOT NULL)") }
    parts.append("NOT EXISTS (SELECT 1 FROM session_tag WHERE session_id = s.id AND tag = '\(Self.keptTag)')")
    // The lap under way belongs to its program.
    parts.append("NOT EXISTS (SELECT 1 FROM journal WHERE session_id = s.id)")
    condition = parts.joined(separator: " AND ")
    try connection.run(
      """
      WITH bests (id) AS MATERIALIZED (\(Self.bests))
      INSERT INTO temp.pruned SELECT l.id FROM lap l JOIN session s ON s.id = l.session_id
        JOIN driver d ON d.id = s.driver_id LEFT JOIN car c ON c.id = s.car_id LEFT JOIN track t ON t.id = s.track_id
      WHERE \(condition)
      """, values)
  }
}
