internal import Database
internal import Vault

/// Writes records into the history and keeps the heads of every field. Within one transaction.
struct SyncJournal {
  let history: History
  let device: Identifier
  /// ms since 1970.
  let wall: UInt64
  private(set) var clock: HybridClock
  private var operation: UInt64
  /// Records that were made here.
  private(set) var made = 0
  /// Entities of which something arrived.
  private(set) var touched: Set<Entity> = []

  /// An entity of the history.
  struct Entity: Hashable, Sendable {
    var kind: UInt8
    var id: Identifier
  }

  init(_ history: History, device: Identifier, wall: UInt64) throws(HistoryError) {
    self.history = history
    self.device = device
    self.wall = wall
    let milliseconds = UInt64(max(0, try history.syncNumber("clock.ms") ?? 0))
    let counter = UInt16(clamping: try history.syncNumber("clock.counter") ?? 0)
    clock = HybridClock(last: Stamp(milliseconds: milliseconds, counter: counter))
    operation = UInt64(max(0, try history.syncNumber("op") ?? 0))
  }

  /// Keeps clock and count for the next transaction.
  func save() throws(HistoryError) {
    try history.setSyncNumber("clock.ms", Int64(clock.last.milliseconds))
    try history.setSyncNumber("clock.counter", Int64(clock.last.counter))
    try history.setSyncNumber("op", Int64(operation))
  }

  // MARK: Here

  /// Notes that a field has a value now, unless it is what is shown already.
  ///
  /// - Parameter closes: whether edits that stand beside each other are closed even where the shown one stays.
  mutating func write(
    _ kind: EntityKind, _ entity: Identifier, _ field: UInt8, _ value: RecordValue, closes: Bool = false
  ) throws(HistoryError) {
    let name = FieldName(kind: kind.rawValue, entity: entity, field: field)
    let heads = try history.heads(name)
    let encoded = value.encoded
    let shown = History.shown(heads, isSet: kind == .tag)
    guard encoded != (shown?.value ?? []) || closes && heads.count > 1 else { return }
    operation += 1
    let record = Record(
      name: RecordName(device: device, operation: operation), stamp: clock.tick(wall: wall), field: name,
      parents: heads.map(\.name).sorted().suffix(Record.parentLimit).map { $0 }, value: encoded)
    try history.insert(record, sequence: nil, isSkewed: false, acceptedAt: Double(wall) / 1_000)
    made += 1
  }

  // MARK: From elsewhere

  /// Adds a record of another device, or of an earlier self; one that is there changes nothing.
  mutating func accept(_ record: Record, sequence: UInt64) throws(HistoryError) {
    let isNear = clock.observe(record.stamp, wall: wall)
    let isNew = try history.insert(
      record, sequence: sequence, isSkewed: !isNear, acceptedAt: Double(wall) / 1_000)
    if isNew { touched.insert(Entity(kind: record.field.kind, id: record.field.entity)) }
  }
}

extension History {
  /// Adds a record; returns `false` where it is there already.
  @discardableResult
  func insert(
    _ record: Record, sequence: UInt64?, isSkewed: Bool, acceptedAt: Double
  ) throws(HistoryError) -> Bool {
    let device = SQLValue.blob(record.name.device.bytes)
    let operation = SQLValue.integer(Int64(record.name.operation))
    let isSuperseded = try connection.row(
      "SELECT 1 FROM sync_parent WHERE parent_device = ? AND parent_op = ? LIMIT 1", [device, operation]
    ) { _ in true }
    try connection.run(
      """
      INSERT OR IGNORE INTO sync_record (device, op, ms, counter, kind, entity, field, value, head, seq, accepted_at, skewed)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        device, operation, .integer(Int64(record.stamp.milliseconds)), .integer(Int64(record.stamp.counter)),
        .integer(Int64(record.field.kind)), .blob(record.field.entity.bytes), .integer(Int64(record.field.field)),
        .blob(record.value), .integer(isSuperseded == nil ? 1 : 0), .optional(sequence.map { Int64($0) }),
        .real(acceptedAt), .integer(isSkewed ? 1 : 0),
      ])
    guard connection.changeCount > 0 else { return false }
    for parent in record.parents {
      let parentDevice = SQLValue.blob(parent.device.bytes)
      let parentOperation = SQLValue.integer(Int64(parent.operation))
      try connection.run(
        "INSERT OR IGNORE INTO sync_parent VALUES (?, ?, ?, ?)", [parentDevice, parentOperation, device, operation])
      // Only a record of the same field is superseded, whatever a damaged log says.
      try connection.run(
        """
        UPDATE sync_record SET head = 0 WHERE device = ? AND op = ? AND head = 1 AND kind = ? AND entity = ? AND field = ?
        """,
        [
          parentDevice, parentOperation, .integer(Int64(record.field.kind)), .blob(record.field.entity.bytes),
          .integer(Int64(record.field.field)),
        ])
    }
    return true
  }

  /// The records of a field that no other one supersedes, without their parents.
  func heads(_ field: FieldName) throws(HistoryError) -> [Record] {
    try connection.rows(
      "SELECT \(Self.recordColumns) FROM sync_record WHERE kind = ? AND entity = ? AND field = ? AND head = 1",
      [.integer(Int64(field.kind)), .blob(field.entity.bytes), .integer(Int64(field.field))], Self.record
    ).compactMap { $0 }
  }

  static let recordColumns = "device, op, ms, counter, kind, entity, field, value"

  static func record(_ row: Statement) -> Record? {
    guard let device = Identifier(row.blob(0)), let entity = Identifier(row.blob(5)) else { return nil }
    return Record(
      name: RecordName(device: device, operation: UInt64(max(0, row.integer(1)))),
      stamp: Stamp(
        milliseconds: UInt64(max(0, row.integer(2))), counter: UInt16(truncatingIfNeeded: row.integer(3))),
      field: FieldName(
        kind: UInt8(truncatingIfNeeded: row.integer(4)), entity: entity,
        field: UInt8(truncatingIfNeeded: row.integer(6))),
      parents: [], value: row.blob(7))
  }

  /// The head that is shown; of a set's element one that adds it wins over those that take it away.
  static func shown(_ heads: [Record], isSet: Bool) -> Record? {
    let candidates = isSet ? heads.filter { !$0.value.isEmpty } : heads
    return (candidates.isEmpty ? heads : candidates).max { Record.isShown($1, before: $0) }
  }

  /// The shown values of an entity's fields, by number.
  func values(_ kind: UInt8, _ entity: Identifier) throws(HistoryError) -> [UInt8: RecordValue] {
    let heads = try connection.rows(
      "SELECT \(Self.recordColumns) FROM sync_record WHERE kind = ? AND entity = ? AND head = 1",
      [.integer(Int64(kind)), .blob(entity.bytes)], Self.record
    ).compactMap { $0 }
    var values: [UInt8: RecordValue] = [:]
    for (field, heads) in Dictionary(grouping: heads, by: \.field.field) {
      guard let shown = Self.shown(heads, isSet: kind == EntityKind.tag.rawValue) else { continue }
      values[field] = try? RecordValue(encoded: shown.value)
    }
    return values
  }
}
