internal import Database

/// The laps of years in one SQLite file. One object is used by one thread at a time; several may share the file.
public final class History {
  let connection: Connection
  /// Numbers of corners by their id in the database, as far as they were needed.
  var metricNames: [Int64: String] = [:]
  var metricIdentifiers: [String: Int64] = [:]
  public let path: String

  /// Opens the history, creating it where it is not there.
  ///
  /// - Throws: `.newerVersion` for a database that a newer program wrote; it is left as it is.
  public init(path: String) throws(HistoryError) {
    self.path = path
    connection = try Connection(path: path)
    try connection.execute("PRAGMA foreign_keys = ON")
    // A refused database is not touched: the mode is set after the schema is known to be ours.
    try Migrator.migrate(connection)
    try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 256")
    try nameMetrics()
  }
}
