public import Database

/// The history's own connection: SQLite's failures arrive as its errors.
typealias Connection = Database.Connection<HistoryError>
typealias Statement = Database.Statement<HistoryError>

/// A failure of the history: SQLite's, or what a stored value turned out to be.
public struct HistoryError: Error, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// SQLite refused; its extended result code.
    case database(code: Int32)
    /// The database was written by a newer program: the unknown migration's name.
    case newerVersion(migration: String)
    /// An edit cannot be taken back since what it changed has been changed again.
    case changedSince
    /// A stored value cannot be read.
    case damaged
    /// A file or folder cannot be used; the system's number of the reason.
    case file(path: String, code: Int32)
    /// A file does not pass the check.
    case unsound(path: String)
    /// Nothing of a damaged history can be read.
    case nothingReadable
    /// A database that is no history.
    case otherContent(path: String)
    /// Another program writes a copy into the same folder.
    case backupUnderWay
    /// The history cannot be restored from itself.
    case ownCopy
    /// An archive cannot be read at a file and a line of it; 0 where it is not about a line.
    case damagedArchive(file: String, line: Int)
    /// A history that should hold nothing holds sessions.
    case notEmpty(sessions: Int)
    /// The history is locked and its passphrase was not given.
    case locked(path: String)
    case wrongPassphrase
    case alreadyLocked(path: String)
    case notLocked(path: String)
    /// The beginning of a locked history says nothing that can be used.
    case damagedLock(path: String)
  }

  public var kind: Kind
  public var message: String
  /// The failing statement, without its bound values.
  public var sql: String?

  public init(kind: Kind, message: String, sql: String? = nil) {
    self.kind = kind
    self.message = message
    self.sql = sql
  }

  /// Whether the disk is full.
  public var isDiskFull: Bool {
    if case .database(let code) = kind { return code & 0xFF == 13 }
    return false
  }

  /// Whether the file cannot be written to, or nothing can be made beside it.
  var isRefusedWrite: Bool {
    if case .database(let code) = kind { return [8, 14].contains(code & 0xFF) }
    return false
  }

  /// Whether the history may take the same later: for want of room, or because of the disk or another program.
  public var mayPass: Bool {
    switch kind {
    case .database(let code): [3, 5, 6, 7, 8, 10, 13, 14, 15, 23].contains(code & 0xFF)
    case .file: true
    default: false
    }
  }

  /// Whether the file is damaged or no database at all.
  public var isDamage: Bool {
    if case .database(let code) = kind { return [11, 26].contains(code & 0xFF) }
    return kind == .damaged
  }

  /// Whether a row is not what its table demands.
  public var isRefusedRow: Bool {
    if case .database(let code) = kind { return code & 0xFF == 19 }
    return false
  }
}

extension HistoryError: DatabaseFailure {
  public init(code: Int32, message: String, sql: String?) {
    self.init(kind: .database(code: code), message: message, sql: sql)
  }
}
