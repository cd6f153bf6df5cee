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

  /// A running program writes its entry every second; one that is older belongs to a program that is gone, s.
  private static let silence = 30.0

  /// Turns what a crash left in the journal into incomplete laps; returns how many.
  ///
  /// - Parameter date: s since 1970. Entries from after it are left too: the clock has been set back since.
  @discardableResult
  public func recoverJournal(at date: Double) throws(HistoryError) -> Int {
    let bounds: [SQLValue] = [.real(date - Self.silence), .real(date + Self.silence)]
    return try connection.transaction { () throws(HistoryError) -> Int in
      try connection.run(
        """
        INSERT INTO lap (session_id, serial, number, kind, flags, time, sectors, top_speed, game_time, finished_at, eligible)
        SELECT j.session_id, coalesce((SELECT max(serial) FROM lap l WHERE l.session_id = j.session_id), 0) + 1, j.number,
          'partial', 0, NULL, '', j.top_speed, 0, j.updated_at, 0
        FROM journal j WHERE (j.updated_at < ? OR j.updated_at > ?) AND coalesce(j.lap_time, 0) > 1
        """, bounds)
      let recovered = connection.changeCount
      try connection.run("DELETE FROM journal WHERE updated_at < ? OR updated_at > ?", bounds)
      return recovered
    }
  }

  /// Removes the incomplete lap that a lap was taken for: its program was thought gone, and has only been silent.
  func withdrawRecovered(lap number: Int, serial: Int, session: Int64) throws(HistoryError) {
    // Nothing but a lap of the journal is of engine 0 and without samples.
    try connection.run(
      """
      DELETE FROM lap WHERE session_id = ? AND (serial = ? OR number = ?) AND kind = 'partial' AND engine = 0
        AND NOT EXISTS (SELECT 1 FROM lap_channel WHERE lap_id = lap.id)
      """, [.integer(session), .integer(Int64(serial)), .integer(Int64(number))])
  }
}
