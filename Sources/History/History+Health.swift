internal import Database

extension History {
  /// SQLite's own check; `ok` where all is well.
  public func integrity() throws(HistoryError) -> String {
    try connection.row("PRAGMA integrity_check") { $0.text(0) ?? "" } ?? "no answer"
  }

  /// Number of sessions and laps.
  public func counts() throws(HistoryError) -> (sessions: Int, laps: Int) {
    let sessions = try connection.row("SELECT count(*) FROM session") { Int($0.integer(0)) } ?? 0
    let laps = try connection.row("SELECT count(*) FROM lap") { Int($0.integer(0)) } ?? 0
    return (sessions, laps)
  }
}
