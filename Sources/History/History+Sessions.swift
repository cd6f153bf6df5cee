internal import Database

extension History {
  /// Begins a session and returns its id; an imported file that is there already gives `nil`.
  public func begin(_ key: SessionKey) throws(HistoryError) -> Int64? {
    try connection.transaction { () throws(HistoryError) -> Int64? in
      if let fingerprint = key.fingerprint,
        try connection.row("SELECT id FROM session WHERE fingerprint = ?", [.text(fingerprint)], { _ in true }) != nil
      {
        return nil
      }
      let driver = try identifier(
        "SELECT id FROM driver WHERE name = ?", "INSERT INTO driver (name) VALUES (?)", [.text(key.driver)])
      var car: Int64?
      if let name = key.car {
        car = try identifier(
          "SELECT id FROM car WHERE game = ? AND name = ?", "INSERT INTO car (game, name) VALUES (?, ?)",
          [.text(key.game), .text(name)])
      }
      try connection.run(
        """
        INSERT INTO session (driver_id, car_id, game, game_name, game_version, kind, source, fingerprint, started_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(driver), .optional(car), .text(key.game), .text(key.gameName), .optional(key.gameVersion),
          .optional(key.kind), .text(key.source), .optional(key.fingerprint), .real(key.startedAt),
        ])
      return connection.lastInsertedID
    }
  }

  /// Whether a session is there: another program may have deleted it.
  public func holds(session: Int64) throws(HistoryError) -> Bool {
    try connection.row("SELECT 1 FROM session WHERE id = ?", [.integer(session)]) { _ in true } ?? false
  }

  /// Removes a session that turned out to hold nothing.
  public func removeIfEmpty(session: Int64) throws(HistoryError) {
    try connection.run(
      "DELETE FROM session WHERE id = ? AND NOT EXISTS (SELECT 1 FROM lap WHERE session_id = session.id)",
      [.integer(session)])
  }

  func identifier(_ find: String, _ add: String, _ values: [SQLValue]) throws(HistoryError) -> Int64 {
    if let known = try connection.row(find, values, { $0.integer(0) }) { return known }
    try connection.run(add, values)
    return connection.lastInsertedID
  }

  /// Sessions that match, the newest first.
  public func sessions(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [SessionRecord] {
    let (condition, values) = filter.condition(withLaps: false)
    let limit = "LIMIT \(filter.limit) OFFSET \(filter.offset)"
    guard let order = filter.sort?.clause(Self.sessionOrders, then: "s.started_at DESC, s.id DESC") else {
      return try sessions(
        condition: condition, values, order: "ORDER BY s.started_at DESC, s.id DESC", limit: limit)
    }
    // What is counted for each session is counted for those of the page alone.
    let ids = try connection.rows("SELECT s.id \(Self.sessionSource) \(condition) \(order) \(limit)", values) {
      $0.integer(0)
    }
    var sessions: [SessionRecord] = []
    for id in ids {
      sessions += try self.sessions(condition: "WHERE s.id = ?", [.integer(id)], order: "", limit: "")
    }
    return sessions
  }

  /// What sessions can be sorted by.
  public static let sessionSorts: [ListSort.Key] = sessionOrders.keys.sorted { $0.rawValue < $1.rawValue }

  private static let sessionOrders: [ListSort.Key: String] = [
    .date: "s.started_at", .track: "coalesce(t.name, t.identifier)", .car: "c.name", .driver: "d.name",
    .game: "s.game_name", .laps: "coalesce((SELECT complete FROM session_count WHERE session_id = s.id), 0)",
    .best: "(SELECT min(time) FROM lap WHERE session_id = s.id AND eligible = 1)",
  ]

  /// The sessions in which laps of a baseline were driven, the oldest first.
  public func sessions(baseline: Int64) throws(HistoryError) -> [SessionRecord] {
    try sessions(
      condition: "WHERE s.id IN (SELECT session_id FROM lap WHERE baseline_id = ?)", [.integer(baseline)],
      order: "ORDER BY s.started_at, s.id", limit: "")
  }

  private func sessions(
    condition: String, _ values: [SQLValue], order: String, limit: String
  ) throws(HistoryError) -> [SessionRecord] {
    try connection.rows(
      """
      SELECT s.id, s.started_at, d.name, s.game, s.game_name, c.name, coalesce(t.name, t.identifier), s.kind, s.source,
        coalesce((SELECT complete FROM session_count WHERE session_id = s.id), 0),
        (SELECT min(time) FROM lap WHERE session_id = s.id AND eligible = 1), s.driver_id, s.car_id, s.track_id, s.note,
        (SELECT group_concat(tag, char(10)) FROM session_tag WHERE session_id = s.id)
      FROM session s JOIN driver d ON d.id = s.driver_id LEFT JOIN car c ON c.id = s.car_id
        LEFT JOIN track t ON t.id = s.track_id
      \(condition) \(order) \(limit)
      """, values
    ) { row in
      SessionRecord(
        id: row.integer(0), startedAt: row.real(1) ?? 0, driver: row.text(2) ?? "", game: row.text(3) ?? "",
        gameName: row.text(4) ?? "", car: row.text(5), track: row.text(6), kind: row.text(7),
        source: row.text(8) ?? "", lapCount: Int(row.integer(9)), bestTime: row.real(10),
        driverID: row.integer(11), carID: row.optionalInteger(12), trackID: row.optionalInteger(13),
        tags: row.text(15)?.split(separator: "\n").map(String.init).sorted() ?? [], note: row.text(14))
    }
  }
}
