internal import Database

/// A whole history as files that anybody reads: a JSON line for each row of each table, and a CSV table of the samples of each lap.
///
/// What is taken in again is equal to what was written: numbers stand with all their digits, samples with a step that the archive tells.
public enum HistoryArchive {
  static let schema = "tenths.archive/1"
  static let manifest = "manifest.json"
  static let readme = "README.txt"

  /// How much an archive holds.
  public struct Contents: Equatable, Sendable {
    public var sessions = 0
    public var laps = 0
    public var files = 0
  }

  /// What is not written: what is about undoing, the lap under way, and what a device knows of the exchange with others.
  static func isWritten(table: String) -> Bool {
    !["change", "journal", "migration", "metric", "session_count"].contains(table) && !table.hasPrefix("sync_")
      && !table.hasPrefix("sqlite_")
  }

  /// Where the samples of a lap lie in the exchange with others is nothing for an archive either.
  static func isWritten(column: String) -> Bool { !["pack", "in_cloud"].contains(column) }

  /// A column of a table.
  struct Column: Equatable {
    var name: String
    /// SQLite's word for its type.
    var type: String
  }

  /// The tables that are written, with their columns.
  static func tables(_ connection: Connection) throws(HistoryError) -> [(name: String, columns: [Column])] {
    let names = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY rowid") {
      $0.text(0) ?? ""
    }
    var result: [(name: String, columns: [Column])] = []
    for name in names where isWritten(table: name) {
      let columns = try connection.rows("SELECT name, type FROM pragma_table_info(?)", [.text(name)]) {
        Column(name: $0.text(0) ?? "", type: $0.text(1) ?? "")
      }
      result.append((name, columns.filter { isWritten(column: $0.name) }))
    }
    return result
  }

  /// File of the samples of a lap, within the archive.
  static func samples(session: Int64, lap: Int64) -> String { "samples/\(session)/\(lap).csv" }

  /// Whether a folder is an archive.
  public static func isOne(_ folder: String) -> Bool {
    guard let text = try? ArchiveFile.text(of: folder + "/" + manifest), let value = ArchiveJSON(text) else {
      return false
    }
    return value["schema"]?.string == schema
  }
}
