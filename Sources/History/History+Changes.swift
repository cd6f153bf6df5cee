internal import Database

/// An edit of the history that can be taken back.
public struct ChangeRecord: Sendable, Hashable, Identifiable {
  public var id: Int64
  /// What was done, as in `deleted session 12`.
  public var title: String
  /// s since 1970.
  public var madeAt: Double
}

extension History {
  /// Edits that can be taken back; older ones are forgotten.
  static let keptChanges = 50
  /// Bytes that they may take together; the newest is kept whatever its size.
  static let keptBytes = 64 << 20

  /// Tables whose changes are not recorded: what is about changes, what is written while driving, and what triggers count.
  private static let unrecorded: Set<String> = ["change", "migration", "journal", "metric", "session_count"]

  /// Changes the history so that `undo` takes it back, all or nothing.
  ///
  /// - Parameters:
  ///   - title: what is done, for the one who takes it back.
  ///   - date: s since 1970.
  @discardableResult
  func change(
    _ title: String, at date: Double, _ body: () throws(HistoryError) -> Void
  ) throws(HistoryError) -> ChangeRecord? {
    try connection.transaction { () throws(HistoryError) -> ChangeRecord? in
      let inverse = try connection.recording(where: { !Self.unrecorded.contains($0) && !$0.hasPrefix("sync_") }, body)
      guard let inverse else { return nil }
      try connection.run(
        "INSERT INTO change (title, made_at, inverse) VALUES (?, ?, ?)", [.text(title), .real(date), .blob(inverse)])
      let id = connection.lastInsertedID
      try connection.run(
        """
        DELETE FROM change WHERE id < ?1 AND id NOT IN (
          SELECT id FROM (
            SELECT id, row_number() OVER newest AS place, sum(length(inverse)) OVER newest AS bytes FROM change
            WINDOW newest AS (ORDER BY id DESC)
          ) WHERE place <= \(Self.keptChanges) AND bytes <= \(Self.keptBytes)
        )
        """, [.integer(id)])
      return ChangeRecord(id: id, title: title, madeAt: date)
    }
  }

  /// The edits that can be taken back, the newest first.
  public func changes() throws(HistoryError) -> [ChangeRecord] {
    try connection.rows("SELECT id, title, made_at FROM change ORDER BY id DESC") {
      ChangeRecord(id: $0.integer(0), title: $0.text(1) ?? "", madeAt: $0.real(2) ?? 0)
    }
  }

  /// Takes the newest edit back and returns it; `nil` where there is none.
  ///
  /// - Throws: `.changedSince` where what was edited has been changed again; nothing is touched then.
  @discardableResult
  public func undo() throws(HistoryError) -> ChangeRecord? {
    // The record holds what the rules of the keys did too: they must not do it a second time. Within a transaction this cannot be set.
    try connection.execute("PRAGMA foreign_keys = OFF")
    let result: Result<ChangeRecord?, HistoryError>
    do {
      result = .success(try undoNewest())
    } catch {
      result = .failure(error)
    }
    try connection.execute("PRAGMA foreign_keys = ON")
    return try result.get()
  }

  private func undoNewest() throws(HistoryError) -> ChangeRecord? {
    try connection.transaction { () throws(HistoryError) -> ChangeRecord? in
      let newest = try connection.row("SELECT id, title, made_at, inverse FROM change ORDER BY id DESC LIMIT 1") {
        row in
        (
          ChangeRecord(id: row.integer(0), title: row.text(1) ?? "", madeAt: row.real(2) ?? 0), row.blob(3)
        )
      }
      guard let (record, inverse) = newest else { return nil }
      guard try connection.apply(inverse, recounted: ["corner_stat"]) else {
        throw HistoryError(kind: .changedSince, message: "what it changed has been changed again since")
      }
      try checkKeys()
      try connection.run("DELETE FROM change WHERE id = ?", [.integer(record.id)])
      return record
    }
  }

  /// Throws where something refers to what is no more, as laps that were driven since do. What belongs to a lap goes and comes with
  /// it and needs no look.
  private func checkKeys() throws(HistoryError) {
    for table in ["session", "lap", "baseline", "goal", "strategy", "finding", "advice", "corner", "track_version"] {
      guard try connection.row("PRAGMA foreign_key_check(\(table))", [], { _ in true }) == nil else {
        throw HistoryError(kind: .changedSince, message: "laps have been stored since that would be left without it")
      }
    }
  }
}
