internal import Database
public import Analysis

extension History {
  /// A lap that was measured by an older engine.
  public struct StaleLap: Sendable, Hashable {
    public var id: Int64
    /// What it is measured by; laps of one baseline follow each other.
    public var baseline: Int64
  }

  /// A lap that was measured anew.
  public struct Remeasured: Sendable {
    public var lap: StaleLap
    /// `nil` where the lap cannot be measured.
    public var passages: [Passage]?

    public init(lap: StaleLap, passages: [Passage]?) {
      self.lap = lap
      self.passages = passages
    }
  }

  /// Laps that an engine before this version has measured, or whose track has other corners since.
  ///
  /// - Parameter track: only those of one track.
  public func staleLaps(engine: Int = analysisVersion, track: Int64? = nil) throws(HistoryError) -> [StaleLap] {
    let place = track.map { " AND l.baseline_id IN (SELECT id FROM baseline WHERE track_id = \($0))" } ?? ""
    return try connection.rows(
      """
      SELECT l.id, l.baseline_id FROM lap l
      WHERE l.engine < ? AND l.baseline_id IS NOT NULL AND l.grid_length IS NOT NULL\(place) ORDER BY l.baseline_id, l.id
      """, [.integer(Int64(engine))]
    ) { StaleLap(id: $0.integer(0), baseline: $0.integer(1)) }
  }

  /// Id of the lap with which a baseline's laps are compared: chosen, the best of this epoch, or the best of all.
  public func yardstickID(baseline: Int64) throws(HistoryError) -> Int64? {
    if let reference = try referenceID(baseline: baseline) { return reference }
    return try connection.row(
      """
      SELECT id FROM lap WHERE baseline_id = ? AND time IS NOT NULL AND grid_length IS NOT NULL
      ORDER BY eligible DESC, time LIMIT 1
      """, [.integer(baseline)]
    ) { $0.integer(0) }
  }

  /// Takes the new numbers of some laps in place of the old ones, with the statistics of their baselines; all or nothing.
  public func replace(_ laps: [Remeasured], engine: Int = analysisVersion) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      for entry in laps {
        let id = entry.lap.id
        if let passages = entry.passages {
          let finishedAt = try connection.row("SELECT finished_at FROM lap WHERE id = ?", [.integer(id)]) { $0.real(0) }
          guard let finishedAt, let finishedAt else { continue }
          try connection.run("DELETE FROM lap_corner WHERE lap_id = ?", [.integer(id)])
          for passage in passages {
            try store(passage, lap: id, baseline: entry.lap.baseline, finishedAt: finishedAt)
          }
        }
        try connection.run("UPDATE lap SET engine = ? WHERE id = ?", [.integer(Int64(engine)), .integer(id)])
      }
      for baseline in Set(laps.map(\.lap.baseline)) { try rebuildStatistics(baseline: baseline) }
    }
  }
}
