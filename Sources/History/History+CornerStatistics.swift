internal import Database
import Analysis
import Timing

extension History {
  /// A passage as far as statistics need it.
  private struct Counted {
    var corner: Int
    var lap: Int64
    var finishedAt: Double
    var loss: Double
    /// Time, brake start, minimum speed, pick-up and full throttle.
    var values: [Double?]
  }

  private static let countedColumns = """
    c.corner, c.lap_id, c.finished_at, c.loss, c.segment_time, c.brake_start, c.minimum_speed, c.throttle_pick_up,
      c.full_throttle
    """

  private static func counted(_ row: Statement) -> Counted {
    Counted(
      corner: Int(row.integer(0)), lap: row.integer(1), finishedAt: row.real(2) ?? 0, loss: row.real(3) ?? 0,
      values: (4...8).map { row.real($0) })
  }

  /// The statistics of a baseline's corners, by number.
  public func statistics(baseline: Int64) throws(HistoryError) -> [CornerStatistics] {
    try connection.rows(
      """
      SELECT corner, passages, segment_time, segment_time_mad, brake_start, brake_start_mad, minimum_speed,
        minimum_speed_mad, throttle_pick_up, throttle_pick_up_mad, full_throttle, full_throttle_mad, best_time,
        best_lap_id, loss, updated_at
      FROM corner_stat WHERE baseline_id = ? ORDER BY corner
      """, [.integer(baseline)]
    ) { row in
      func figure(_ column: Int) -> CornerStatistics.Figure? {
        guard let median = row.real(column), let deviation = row.real(column + 1) else { return nil }
        return CornerStatistics.Figure(median: median, deviation: deviation)
      }
      return CornerStatistics(
        corner: Int(row.integer(0)), passages: Int(row.integer(1)), segmentTime: figure(2), brakeStart: figure(4),
        minimumSpeed: figure(6), throttlePickUp: figure(8), fullThrottle: figure(10), bestTime: row.real(12),
        bestLap: row.optionalInteger(13), loss: row.real(14) ?? 0, updatedAt: row.real(15) ?? 0)
    }
  }

  /// Takes the passages of a lap that is being stored into the statistics. Within a transaction.
  func learn(_ passages: [Passage], lap: Int64, baseline: Int64, finishedAt: Double) throws(HistoryError) {
    let began = try connection.row("SELECT began_at FROM baseline WHERE id = ?", [.integer(baseline)]) { $0.real(0) }
    let start = (began ?? nil) ?? -.infinity
    guard finishedAt >= start else { return }
    let newest = try connection.row(
      "SELECT max(updated_at) FROM corner_stat WHERE baseline_id = ?", [.integer(baseline)]
    ) { $0.real(0) }
    // A lap that is older than what is known, as one that is imported later, comes into the middle: all is counted again.
    if let newest, let newest, finishedAt < newest { return try rebuildStatistics(baseline: baseline) }
    let known = try statistics(baseline: baseline)
    for passage in passages where passage.isUsable {
      let recent = try connection.rows(
        """
        SELECT \(Self.countedColumns) FROM lap_corner c
        WHERE c.baseline_id = ? AND c.corner = ? AND c.usable = 1 AND c.finished_at >= ?
        ORDER BY c.finished_at DESC LIMIT \(CornerStatistics.window)
        """,
        [.integer(baseline), .integer(Int64(passage.corner)), start.isFinite ? .real(start) : .real(-1e300)],
        Self.counted)
      let before = known.first { $0.corner == passage.corner }
      var next = Self.statistics(of: recent, corner: passage.corner)
      next.passages = (before?.passages ?? 0) + 1
      next.loss = before.map { $0.loss + CornerStatistics.newShare * (passage.loss - $0.loss) } ?? passage.loss
      next.bestTime = before?.bestTime
      next.bestLap = before?.bestLap
      if let time = passage.metrics?.segmentTime, time < next.bestTime ?? .infinity {
        next.bestTime = time
        next.bestLap = lap
      }
      next.updatedAt = finishedAt
      try store(next, baseline: baseline)
    }
  }

  /// Counts the statistics of a baseline from all passages of its epoch. Within a transaction.
  func rebuildStatistics(baseline: Int64) throws(HistoryError) {
    let passages = try connection.rows(
      """
      SELECT \(Self.countedColumns) FROM baseline b JOIN lap_corner c ON c.baseline_id = b.id AND c.usable = 1
      WHERE b.id = ? AND (b.began_at IS NULL OR c.finished_at >= b.began_at) ORDER BY c.corner, c.finished_at, c.lap_id
      """, [.integer(baseline)], Self.counted)
    try connection.run("DELETE FROM corner_stat WHERE baseline_id = ?", [.integer(baseline)])
    var rest = passages[...]
    while let first = rest.first {
      let ofCorner = rest.prefix { $0.corner == first.corner }
      rest = rest.dropFirst(ofCorner.count)
      var statistics = Self.statistics(of: Array(ofCorner.suffix(CornerStatistics.window)), corner: first.corner)
      statistics.passages = ofCorner.count
      statistics.loss = first.loss
      for passage in ofCorner.dropFirst() {
        statistics.loss += CornerStatistics.newShare * (passage.loss - statistics.loss)
      }
      let best = ofCorner.min { ($0.values[0] ?? .infinity) < ($1.values[0] ?? .infinity) }
      statistics.bestTime = best?.values[0]
      statistics.bestLap = best?.lap
      statistics.updatedAt = ofCorner.last?.finishedAt ?? 0
      try store(statistics, baseline: baseline)
    }
  }

  private static func statistics(of recent: [Counted], corner: Int) -> CornerStatistics {
    func figure(_ index: Int) -> CornerStatistics.Figure? {
      let values = recent.compactMap { $0.values[index] }
      guard let middle = median(values), let deviation = median(values.map { abs($0 - middle) }) else { return nil }
      return CornerStatistics.Figure(median: middle, deviation: deviation)
    }
    return CornerStatistics(
      corner: corner, passages: recent.count, segmentTime: figure(0), brakeStart: figure(1), minimumSpeed: figure(2),
      throttlePickUp: figure(3), fullThrottle: figure(4), loss: 0, updatedAt: 0)
  }

  private func store(_ statistics: CornerStatistics, baseline: Int64) throws(HistoryError) {
    let figures = [
      statistics.segmentTime, statistics.brakeStart, statistics.minimumSpeed, statistics.throttlePickUp,
      statistics.fullThrottle,
    ].flatMap { [SQLValue.optional($0?.median), SQLValue.optional($0?.deviation)] }
    try connection.run(
      "INSERT OR REPLACE INTO corner_stat VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      [.integer(baseline), .integer(Int64(statistics.corner)), .integer(Int64(statistics.passages))] + figures
        + [
          .optional(statistics.bestTime), .optional(statistics.bestLap), .real(statistics.loss),
          .real(statistics.updatedAt),
        ])
  }
}
