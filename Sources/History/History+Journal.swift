internal import Database

extension History {
  /// Notes how far the lap under way has come, so that a crash leaves a trace of it.
  public func journal(
    session: Int64, number: Int, station: Double?, lapTime: Double?, topSpeed: Double?, at time: Double
  ) throws(HistoryError) {
    try connection.run(
      """
      INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET number = excluded.number,
        station = excluded.station, lap_time = excluded.lap_time, top_speed = max(top_speed, excluded.top_speed),
        updated_at = excluded.updated_at
      """,
      [
        .integer(session), .integer(Int64(number)), .optional(station), .optional(lapTime), .optional(topSpeed),
        .real(time),
      ])
  }

  /// Turns what a crash left in the journal into incomplete laps; returns how many.
  ///
  /// - Parameter before: only entries that no program has touched since, s since 1970; a running one writes every second.
  @discardableResult
  public func recoverJournal(before: Double) throws(HistoryError) -> Int {
    try connection.transaction { () throws(HistoryError) -> Int in
      try connection.run(
        """
        INSERT INTO lap (session_id, serial, number, kind, flags, time, sectors, top_speed, game_time, finished_at, eligible)
        SELECT j.session_id, coalesce((SELECT max(serial) FROM lap l WHERE l.session_id = j.session_id), 0) + 1, j.number,
          'partial', 0, NULL, '', j.top_speed, 0, j.updated_at, 0
        FROM journal j WHERE j.updated_at < ? AND coalesce(j.lap_time, 0) > 1
        """, [.real(before)])
      let recovered = connection.changeCount
      try connection.run("DELETE FROM journal WHERE updated_at < ?", [.real(before)])
      return recovered
    }
  }
}
