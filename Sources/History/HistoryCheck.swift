internal import Database

/// What is wrong with the file of a history, found without writing to it.
public struct HistoryCheck: Equatable, Sendable {
  /// SQLite's complaints about the file, the first ten.
  public var complaints: [String]
  /// Rows that point to a row that is not there.
  public var orphans: Int
  /// Size of the file, bytes.
  public var size: Int

  public var isSound: Bool { complaints.isEmpty && orphans == 0 }

  /// Reads the whole file.
  ///
  /// - Throws: where there is no file, where it cannot be opened, where it is no history or a newer program's. What is found
  ///   damaged is no error but a complaint.
  public init(path: String) throws(HistoryError) {
    let connection = try Self.open(path)
    size = HistoryFiles.size(of: path)
    orphans = 0
    do throws(HistoryError) {
      guard try connection.row("SELECT 1 FROM sqlite_schema WHERE name = 'migration'", [], { _ in true }) == true else {
        throw HistoryError(kind: .otherContent(path: path), message: "no history")
      }
      let names = try connection.rows("SELECT name FROM migration") { $0.text(0) ?? "" }
      let known = Set(migrations.map(\.name))
      if let unknown = names.first(where: { !known.contains($0) }) {
        throw HistoryError(kind: .newerVersion(migration: unknown), message: "written by a newer version")
      }
      let lines = try connection.rows("PRAGMA integrity_check(10)") { $0.text(0) ?? "" }
      complaints = lines == ["ok"] ? [] : lines
      try connection.forEach("PRAGMA foreign_key_check") { _ in orphans += 1 }
    } catch {
      guard error.isDamage else { throw error }
      complaints = [error.message]
    }
  }

  /// Throws where a file is not sound.
  static func demand(_ path: String) throws(HistoryError) {
    let check = try HistoryCheck(path: path)
    guard !check.isSound else { return }
    throw HistoryError(
      kind: .unsound(path: path), message: check.complaints.first ?? "\(check.orphans) rows point nowhere")
  }

  /// Opens the file of a history for reading only.
  static func open(_ path: String) throws(HistoryError) -> Connection {
    guard HistoryFiles.exists(path) else { throw HistoryFiles.failure(path) }
    try History.demandKey(of: path)
    let connection = try Connection(path: path, access: .reading)
    do throws(HistoryError) {
      _ = try connection.row("SELECT 1 FROM sqlite_schema") { _ in true }
    } catch {
      guard error.isRefusedWrite, HistoryFiles.size(of: path + "-wal") == 0 else { return connection }
      return try Connection(path: path, access: .readingUnchanging)
    }
    return connection
  }
}
