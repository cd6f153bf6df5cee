internal import Database

/// The laps of years in one SQLite file. One object is used by one thread at a time; several may share the file.
public final class History {
  let connection: Connection
  /// Numbers of corners by their id in the database, as far as they were needed.
  var metricNames: [Int64: String] = [:]
  var metricIdentifiers: [String: Int64] = [:]
  public let path: String
  /// Whether the file, or the folder that it lies in, cannot be written to.
  public let isReadOnly: Bool
  /// Which file it is, so that it is noticed when another lies in its place; `nil` for one in memory.
  private let identity: HistoryFiles.Identity?

  /// Opens the history, creating it where it is not there.
  ///
  /// - Parameter mayOnlyRead: whether a history that cannot be written to is opened for reading.
  /// - Throws: `.newerVersion` for a database that a newer program wrote; it is left as it is.
  public init(path: String, mayOnlyRead: Bool = true) throws(HistoryError) {
    self.path = path
    var opened: Connection?
    var problem: HistoryError?
    do {
      opened = try Self.openForWriting(path)
    } catch {
      problem = error
    }
    if let opened {
      connection = opened
      isReadOnly = false
    } else {
      guard let problem else { throw HistoryError(kind: .damaged, message: "no connection") }
      guard mayOnlyRead, problem.isRefusedWrite, let reading = try Self.openForReading(path) else { throw problem }
      connection = reading
      isReadOnly = true
    }
    identity = HistoryFiles.identity(of: path)
    if isReadOnly { try readMetricNames() } else { try nameMetrics() }
  }

  /// Opens a history for looking something up, without waiting for whoever writes to it.
  ///
  /// - Returns: `nil` where no lap is stored yet.
  /// - Throws: where it cannot be read now.
  public static func forLookingUp(_ path: String) throws(HistoryError) -> History? {
    guard HistoryFiles.exists(path) else { return nil }
    try demandKey(of: path)
    let connection = try Connection(path: path, access: .reading, patience: 250)
    let isMade = try connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'lap'") { _ in true } ?? false
    guard isMade, try connection.row("SELECT 1 FROM lap LIMIT 1", [], { _ in true }) == true else { return nil }
    let applied = try connection.rows("SELECT name FROM migration") { $0.text(0) ?? "" }
    // What an older program has left has to be brought up to date first.
    guard applied.count >= migrations.count else { return try History(path: path) }
    return try History(path: path, reading: connection)
  }

  private init(path: String, reading connection: Connection) throws(HistoryError) {
    self.path = path
    self.connection = connection
    isReadOnly = true
    identity = HistoryFiles.identity(of: path)
    try readMetricNames()
  }

  private static func openForWriting(_ path: String) throws(HistoryError) -> Connection {
    try demandKey(of: path)
    let connection = try Connection(path: path)
    // A write-ahead log needs memory that all who have the file open share, which machines do not. A locked history has no other
    // log, so that one program at a time has it there.
    let isShared = FileSystem.networkKind(of: HistoryFiles.folder(of: path)) == nil
    let isLocked = HistoryLock.isLocked(path)
    if !isShared, isLocked { try connection.execute("PRAGMA locking_mode = EXCLUSIVE") }
    try connection.execute("PRAGMA foreign_keys = ON")
    // A refused database is not touched: the mode is set after the schema is known to be ours.
    try Migrator.migrate(connection)
    try connection.execute("PRAGMA journal_mode = \(isShared || isLocked ? "WAL" : "DELETE")")
    try connection.execute("PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 256")
    return connection
  }

  /// Without its key a locked history would be taken for no database at all.
  static func demandKey(of path: String) throws(HistoryError) {
    guard !HistoryLock.needsPassphrase(path) else {
      throw HistoryError(kind: .locked(path: path), message: "the history is locked")
    }
  }

  /// `nil` where there is nothing that could be read without writing: no file, an older schema, or a log to be played in.
  private static func openForReading(_ path: String) throws(HistoryError) -> Connection? {
    guard HistoryFiles.exists(path), HistoryFiles.size(of: path + "-wal") == 0 else { return nil }
    let connection = try Connection(path: path, access: .readingUnchanging)
    let applied = try connection.rows("SELECT name FROM migration") { $0.text(0) ?? "" }
    return Set(applied) == Set(migrations.map(\.name)) ? connection : nil
  }

  /// Whether the file that was opened is still the one at its path: one that was removed or moved away goes on taking what is
  /// written to it, and nobody finds it again.
  public var isInPlace: Bool { identity == nil || HistoryFiles.identity(of: path) == identity }

  /// What kind of network drive the history lies on; `nil` for a disk of this machine.
  public static func networkKind(of path: String) -> String? {
    FileSystem.networkKind(of: HistoryFiles.folder(of: path))
  }
}
