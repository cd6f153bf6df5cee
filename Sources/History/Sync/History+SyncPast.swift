internal import Database
public import Vault

/// An edit as it is told to a user.
public struct SyncEdit: Sendable, Hashable, Identifiable {
  /// The record.
  public var id: RecordName
  public var device: Identifier { id.device }
  /// ms since 1970 by the device's clock.
  public var milliseconds: UInt64
  /// What was edited: `session`, `driver` ….
  public var thing: String
  /// Which of them: a name, or the number of a session here; empty where it has none here.
  public var name: String
  public var field: String
  public var value: String
  /// Whether it is what is shown now.
  public var isShown: Bool
  /// Whether no other edit supersedes it.
  public var isHead: Bool
  /// Whether its clock was more than a day ahead when it arrived.
  public var isSkewed: Bool
}

extension History {
  private static let editColumns = "\(recordColumns), head, skewed"

  /// Edits, the newest first.
  ///
  /// - Parameter session: only those of one session, of its tags and of its laps.
  public func syncEdits(session: Int64? = nil, limit: Int = 100) throws(HistoryError) -> [SyncEdit] {
    var condition = ""
    var values: [SQLValue] = []
    if let session {
      guard let uid = try connection.row("SELECT uid FROM session WHERE id = ?", [.integer(session)], { $0.blob(0) }),
        let id = Identifier(uid)
      else { return [] }
      let range = TagValue.range(of: id)
      condition = """
        WHERE (kind = \(EntityKind.session.number) AND entity = ?) OR (kind = \(EntityKind.tag.number)
          AND entity BETWEEN ? AND ?) OR (kind = \(EntityKind.lap.number)
          AND entity IN (SELECT uid FROM lap WHERE session_id = ?))
        """
      values = [.blob(uid), .blob(range.0.bytes), .blob(range.1.bytes), .integer(session)]
    }
    return try edits("\(condition) ORDER BY ms DESC, counter DESC, device DESC, op DESC LIMIT \(limit)", values)
  }

  /// Fields that were edited on two devices at once and not since, each with all its values, the shown one first.
  public func syncConflicts() throws(HistoryError) -> [[SyncEdit]] {
    let fields = try connection.rows(
      "SELECT kind, entity, field FROM sync_record WHERE head = 1 GROUP BY kind, entity, field HAVING count(DISTINCT value) > 1"
    ) { ($0.integer(0), $0.blob(1), $0.integer(2)) }
    return try fields.map { kind, entity, field throws(HistoryError) in
      try edits(
        "WHERE kind = ? AND entity = ? AND field = ? AND head = 1 ORDER BY ms DESC, counter DESC, device DESC, op DESC",
        [.integer(kind), .blob(entity), .integer(field)])
    }
  }

  /// Takes the value of an edit as that of its field, by a new edit that closes all that stand beside it.
  ///
  /// - Returns: `false` where there is no such edit.
  public func take(_ edit: RecordName, keys: VaultKeys, wall: UInt64) throws(HistoryError) -> Bool {
    try connection.transaction { () throws(HistoryError) -> Bool in
      guard let identity = try syncIdentity() else { return false }
      try collectPending(keys: keys, wall: wall)
      let found = try connection.row(
        "SELECT \(Self.recordColumns) FROM sync_record WHERE device = ? AND op = ?",
        [.blob(edit.device.bytes), .integer(Int64(edit.operation))], Self.record)
      guard case let record?? = found, let kind = EntityKind(rawValue: record.field.kind),
        let value = try? RecordValue(encoded: record.value)
      else { return false }
      var journal = try SyncJournal(self, device: identity.device, wall: wall)
      try journal.write(kind, record.field.entity, record.field.field, value, closes: true)
      try journal.save()
      var apply = SyncApply(history: self, device: identity.device)
      try apply.run([.init(kind: record.field.kind, id: record.field.entity)])
      try connection.execute("DELETE FROM sync_dirty; DELETE FROM sync_gone")
      return true
    }
  }

  private func edits(_ condition: String, _ values: [SQLValue]) throws(HistoryError) -> [SyncEdit] {
    let rows = try connection.rows("SELECT \(Self.editColumns) FROM sync_record \(condition)", values) { row in
      (Self.record(row), row.integer(8) != 0, row.integer(9) != 0)
    }
    var edits: [SyncEdit] = []
    for case (let record?, let isHead, let isSkewed) in rows {
      let shown = Self.shown(try heads(record.field), isSet: record.field.kind == EntityKind.tag.rawValue)
      let words = try SyncWords(record, in: self)
      edits.append(
        SyncEdit(
          id: record.name, milliseconds: record.stamp.milliseconds, thing: words.thing, name: words.name,
          field: words.field, value: words.value, isShown: shown?.name == record.name, isHead: isHead,
          isSkewed: isSkewed))
    }
    return edits
  }

  /// Puts everything, or one session, back to what it was at an instant, by new edits: nothing is forgotten.
  ///
  /// - Parameters:
  ///   - instant: ms since 1970, by the clocks of the devices that edited.
  ///   - isTried: whether nothing is changed, and only counted.
  /// - Returns: how many fields are changed.
  public func rollBack(
    to instant: UInt64, session: Int64? = nil, isTried: Bool, keys: VaultKeys, wall: UInt64
  ) throws(HistoryError) -> Int {
    try connection.transaction { () throws(HistoryError) -> Int in
      guard let identity = try syncIdentity() else { return 0 }
      try collectPending(keys: keys, wall: wall)
      var condition = ""
      var values: [SQLValue] = []
      if let session {
        let uid = try sessionUID(session)
        let range = TagValue.range(of: uid)
        condition = """
          AND ((kind = \(EntityKind.session.number) AND entity = ?) OR (kind = \(EntityKind.tag.number)
            AND entity BETWEEN ? AND ?) OR (kind = \(EntityKind.lap.number)
            AND entity IN (SELECT uid FROM lap WHERE session_id = ?)))
          """
        values = [.blob(uid.bytes), .blob(range.0.bytes), .blob(range.1.bytes), .integer(session)]
      }
      let later = try connection.rows(
        "SELECT DISTINCT kind, entity, field FROM sync_record WHERE ms > ? \(condition)",
        [.integer(Int64(clamping: instant))] + values
      ) { ($0.integer(0), Identifier($0.blob(1)), $0.integer(2)) }
      var journal = try SyncJournal(self, device: identity.device, wall: wall)
      var touched: Set<SyncJournal.Entity> = []
      var changed = 0
      for case (let number, let entity?, let field) in later {
        guard let kind = EntityKind(rawValue: UInt8(truncatingIfNeeded: number)), Self.isRolledBack(kind) else {
          continue
        }
        let before = try value(kind, entity, field, at: instant)
        let now = Self.shown(
          try heads(FieldName(kind: kind.rawValue, entity: entity, field: UInt8(truncatingIfNeeded: field))),
          isSet: kind == .tag)
        guard before != now?.value, let value = try? RecordValue(encoded: before ?? []) else { continue }
        // What was never set by then is only cleared where it may be empty: a lap without a session would be lost.
        if before == nil, !Self.mayBeEmpty(kind, UInt8(truncatingIfNeeded: field)) { continue }
        changed += 1
        guard !isTried else { continue }
        try journal.write(kind, entity, UInt8(truncatingIfNeeded: field), value)
        touched.insert(.init(kind: kind.rawValue, id: entity))
      }
      try journal.save()
      guard !isTried else { return changed }
      var apply = SyncApply(history: self, device: identity.device)
      try apply.run(touched)
      try connection.execute("DELETE FROM sync_dirty; DELETE FROM sync_gone")
      return changed
    }
  }

  private static func mayBeEmpty(_ kind: EntityKind, _ field: UInt8) -> Bool {
    if field == EntityField.hidden || kind == .tag { return true }
    return switch kind {
    case .session: field == EntityField.Session.note
    case .track:
      [EntityField.Track.name, EntityField.Track.slowBelow, EntityField.Track.fastAbove].contains(field)
    case .baseline: [EntityField.Baseline.beganAt, EntityField.Baseline.reference].contains(field)
    default: false
    }
  }

  /// Samples and lines are not put back: they only come and never change.
  private static func isRolledBack(_ kind: EntityKind) -> Bool {
    switch kind {
    case .driver, .car, .track, .session, .tag, .lap, .baseline, .setting: true
    case .line: false
    }
  }

  /// The value of a field that was shown at an instant; `nil` before its first edit.
  private func value(
    _ kind: EntityKind, _ entity: Identifier, _ field: Int64, at instant: UInt64
  ) throws(HistoryError) -> [UInt8]? {
    let heads = try connection.rows(
      """
      SELECT \(Self.recordColumns) FROM sync_record r WHERE kind = ?1 AND entity = ?2 AND field = ?3 AND ms <= ?4
        AND NOT EXISTS (SELECT 1 FROM sync_parent p JOIN sync_record c ON c.device = p.device AND c.op = p.op
          WHERE p.parent_device = r.device AND p.parent_op = r.op AND c.ms <= ?4)
      """,
      [.integer(kind.number), .blob(entity.bytes), .integer(field), .integer(Int64(clamping: instant))], Self.record
    ).compactMap { $0 }
    return Self.shown(heads, isSet: kind == .tag)?.value
  }
}
