public import Database
internal import Glibc

/// A failure within the server. Its message is for the log, never for a client.
public struct HubError: DatabaseFailure, Equatable, Sendable {
  public enum Kind: Equatable, Sendable {
    /// The database refused; SQLite's extended code, 0 for PostgreSQL.
    case database(code: Int32)
    /// A file or folder cannot be used; the system's number of the reason.
    case file(code: Int32)
    /// No room is left for an object.
    case full
    /// The settings cannot be used.
    case settings
    /// The command line cannot be understood.
    case usage
  }

  public var kind: Kind
  public var message: String

  public init(kind: Kind, message: String) {
    self.kind = kind
    self.message = message
  }

  public init(code: Int32, message: String, sql: String?) {
    self.init(kind: .database(code: code), message: sql.map { "\(message) in: \($0)" } ?? message)
  }

  static func system(_ code: Int32, _ what: String) -> HubError {
    HubError(
      kind: code == ENOSPC || code == EDQUOT ? .full : .file(code: code),
      message: "\(what): \(String(cString: strerror(code)))")
  }
}
