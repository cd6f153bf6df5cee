internal import Database

/// Lists of laps, of which a page is wanted at once: which laps stand on it is found by indices, and only these are read.
extension History {
  /// What laps can be sorted by.
  public static let lapSorts: [ListSort.Key] = [.car, .date, .driver, .game, .speed, .time, .track]

  /// Columns of a lap, each with an index.
  private static let ownOrders: [ListSort.Key: String] = [
    .date: "finished_at", .time: "time", .speed: "top_speed",
  ]

  /// What the laps of a session have in common.
  private static let sessionOrders: [ListSort.Key: String] = [
    .track: "coalesce(t.name, t.identifier)", .car: "c.name", .driver: "d.name", .game: "s.game",
  ]

  static let sessionSource = """
    FROM session s JOIN driver d ON d.id = s.driver_id LEFT JOIN car c ON c.id = s.car_id
      LEFT JOIN track t ON t.id = s.track_id
    """

  /// Laps that match; the newest session first and in the order in which they were driven where nothing else is asked for.
  public func laps(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [LapRecord] {
    let ids: [Int64]
    if let sort = filter.sort, let column = Self.ownOrders[sort.key] {
      ids = try lapIDs(filter, by: column, isDescending: sort.isDescending)
    } else {
      ids = try lapIDsBySession(filter)
    }
    var laps: [LapRecord] = []
    laps.reserveCapacity(ids.count)
    for id in ids { if let lap = try lap(id: id) { laps.append(lap) } }
    return laps
  }

  /// Sessions come first, then their laps.
  private func lapIDsBySession(_ filter: HistoryFilter) throws(HistoryError) -> [Int64] {
    let (condition, values) = filter.condition(withLaps: false)
    let order =
      filter.sort?.clause(Self.sessionOrders, then: "s.started_at DESC, s.id DESC")
      ?? "ORDER BY s.started_at DESC, s.id DESC"
    let sessions = try connection.rows(
      "SELECT s.id, coalesce((SELECT laps FROM session_count WHERE session_id = s.id), 0) \(Self.sessionSource) \(condition) \(order)",
      values
    ) { (id: $0.integer(0), laps: Int($0.integer(1))) }
    let eligible = filter.onlyEligible ? "AND eligible = 1" : ""
    var skipped = 0
    var ids: [Int64] = []
    for (session, laps) in sessions {
      if skipped < filter.offset {
        let count = filter.onlyEligible ? try eligibleCount(session: session) : laps
        guard skipped + count > filter.offset else {
          skipped += count
          continue
        }
      }
      let found = try connection.rows(
        "SELECT id FROM lap WHERE session_id = ? \(eligible) ORDER BY serial", [.integer(session)]
      ) { $0.integer(0) }
      ids += found.dropFirst(filter.offset - skipped).prefix(filter.limit - ids.count)
      skipped = filter.offset
      if ids.count >= filter.limit { break }
    }
    return ids
  }

  private func eligibleCount(session: Int64) throws(HistoryError) -> Int {
    try connection.row("SELECT count(*) FROM lap WHERE session_id = ? AND eligible = 1", [.integer(session)]) {
      Int($0.integer(0))
    } ?? 0
  }

  /// A filter that leaves more laps than this is looked at along the order, lap by lap; the laps of another are sorted.
  private static let manyLaps: Int64 = 20_000

  private func lapIDs(
    _ filter: HistoryFilter, by column: String, isDescending: Bool
  ) throws(HistoryError) -> [Int64] {
    let (condition, values) = filter.condition(withLaps: false)
    var parts = filter.onlyEligible ? ["l.eligible = 1"] : []
    var isSorted = false
    if !condition.isEmpty {
      let matching = "SELECT s.id \(Self.sessionSource) \(condition)"
      let count = try connection.row("SELECT sum(laps) FROM session_count WHERE session_id IN (\(matching))", values) {
        $0.integer(0)
      }
      isSorted = (count ?? 0) <= Self.manyLaps
      // A plus before a column keeps its index from being used.
      parts.append("\(isSorted ? "" : "+")l.session_id IN (\(matching))")
    }
    let direction = isDescending ? "DESC" : "ASC"
    let known = (parts + ["l.\(column) IS NOT NULL"]).joined(separator: " AND ")
    let unknown = (parts + ["l.\(column) IS NULL"]).joined(separator: " AND ")
    func page(_ condition: String, limit: Int, offset: Int) throws(HistoryError) -> [Int64] {
      try connection.rows(
        """
        SELECT l.id FROM lap l WHERE \(condition)
        ORDER BY \(isSorted ? "+" : "")l.\(column) \(direction), l.id \(direction) LIMIT \(limit) OFFSET \(offset)
        """, values
      ) { $0.integer(0) }
    }
    let ids = try page(known, limit: filter.limit, offset: filter.offset)
    guard ids.count < filter.limit else { return ids }
    // Laps without a value come last.
    let count = try connection.row("SELECT count(*) FROM lap l WHERE \(known)", values) { Int($0.integer(0)) } ?? 0
    return try ids + page(unknown, limit: filter.limit - ids.count, offset: max(0, filter.offset - count))
  }
}
