internal import Database

/// Writes what can be read of a damaged history into a new file. The damaged file is only read.
public struct HistoryRepair: Equatable, Sendable {
  /// What became of a table.
  public struct Table: Equatable, Sendable {
    public var name: String
    public var copied: Int
    /// Places where the table could not be read, each of one row or of more.
    public var gaps: Int
    /// Rows that were read and left out: no valid row, or pointing to one that is lost.
    public var leftOut: Int
  }

  public private(set) var tables: [Table] = []

  /// Name of the new file.
  public static func name(for history: String, at time: Double) -> String {
    let stem = HistoryFiles.folder(of: history) + "/" + HistoryFiles.stem(of: history)
    return "\(stem)-repaired-\(HistoryFiles.stamp(time, withTime: true)).sqlite"
  }

  /// Rows that could be saved.
  public func copied(_ table: String) -> Int { tables.first { $0.name == table }?.copied ?? 0 }

  /// Tables of which something is lost.
  public var losses: [Table] { tables.filter { $0.gaps > 0 || $0.leftOut > 0 } }

  /// - Throws: where the new file is there already or cannot be written, and where nothing of the old one can be read.
  public init(_ history: String, to target: String) throws(HistoryError) {
    let source = try HistoryCheck.open(history)
    guard !HistoryFiles.exists(target) else { throw HistoryFiles.alreadyThere(target) }
    let part = target + ".part"
    HistoryFiles.remove(part)
    do throws(HistoryError) {
      try copy(source, to: part, lock: FileLock.opened(for: history))
      try HistoryCheck.demand(part)
      try HistoryFiles.sync(part)
      try HistoryFiles.rename(part, to: target)
      try HistoryFiles.sync(HistoryFiles.folder(of: target))
    } catch {
      HistoryFiles.remove(part)
      throw error
    }
  }

  private mutating func copy(_ source: Connection, to part: String, lock: FileLock?) throws(HistoryError) {
    let target = try Connection(path: part, lock: lock)
    // Of a copy that is broken off nothing is kept: it needs no way back.
    try target.execute("PRAGMA journal_mode = MEMORY")
    try Migrator.migrate(target)
    // The order of the rows is not that of their references; what points nowhere is found afterwards.
    try target.execute("PRAGMA foreign_keys = OFF; BEGIN")
    let names = try target.rows(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT IN ('migration', 'session_count')"
    ) { $0.text(0) ?? "" }
    for name in names {
      var copier = try TableCopier(name, from: source, to: target)
      try copier.run()
      tables.append(Table(name: name, copied: copier.copied, gaps: copier.gaps, leftOut: copier.leftOut))
    }
    guard tables.contains(where: { $0.copied > 0 }) else {
      throw HistoryError(kind: .nothingReadable, message: "no table of it can be read")
    }
    try unhook(target)
    try target.execute("COMMIT")
  }

  /// Sets references to rows that are lost to nothing where that is allowed, and takes the row away where it is not, until
  /// none is left.
  private mutating func unhook(_ target: Connection) throws(HistoryError) {
    while true {
      let orphans = try target.rows("PRAGMA foreign_key_check") { row in
        (table: row.text(0) ?? "", parent: row.text(2) ?? "", key: row.integer(3))
      }
      guard let orphan = orphans.first else { return }
      let reference = try target.rows("PRAGMA foreign_key_list(\(orphan.table))") { row in
        (key: row.integer(0), column: row.text(3) ?? "", parentColumn: row.text(4) ?? "id")
      }.first { $0.key == orphan.key }
      guard let reference else { return }
      let column = try target.row(
        "SELECT \"notnull\" OR pk > 0 FROM pragma_table_info(?) WHERE name = ?",
        [.text(orphan.table), .text(reference.column)]
      ) { $0.integer(0) == 1 }
      let lost =
        "\(reference.column) IS NOT NULL AND \(reference.column) NOT IN (SELECT \(reference.parentColumn) FROM \(orphan.parent))"
      if column == false {
        try target.run("UPDATE \(orphan.table) SET \(reference.column) = NULL WHERE \(lost)")
      } else {
        try target.run("DELETE FROM \(orphan.table) WHERE \(lost)")
        guard let index = tables.firstIndex(where: { $0.name == orphan.table }) else { continue }
        tables[index].copied -= target.changeCount
        tables[index].leftOut += target.changeCount
      }
    }
  }
}
