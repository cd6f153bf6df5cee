internal import Database
public import Vault

extension History {
  /// The newest segment of a device that is here.
  public struct LogEnd: Sendable, Hashable {
    public var sequence: UInt64
    public var hash: [UInt8]
  }

  /// A segment that was read and checked, with the object that it was read from.
  public struct CheckedSegment: Sendable {
    public var segment: Segment
    public var object: [UInt8]

    public init(segment: Segment, object: [UInt8]) {
      self.segment = segment
      self.object = object
    }
  }

  /// What is here of the logs of every device.
  public func logEnds() throws(HistoryError) -> [Identifier: LogEnd] {
    let rows = try connection.rows("SELECT device, max(seq), hash FROM sync_segment GROUP BY device") { row in
      (Identifier(row.blob(0)), LogEnd(sequence: UInt64(max(0, row.integer(1))), hash: row.blob(2)))
    }
    return Dictionary(rows.compactMap { id, end in id.map { ($0, end) } }) { first, _ in first }
  }

  /// The hash of a segment's object; `nil` where the segment is not here.
  public func segmentHash(_ device: Identifier, _ sequence: UInt64) throws(HistoryError) -> [UInt8]? {
    try connection.row(
      "SELECT hash FROM sync_segment WHERE device = ? AND seq = ?",
      [.blob(device.bytes), .integer(Int64(clamping: sequence))]
    ) { $0.blob(0) }
  }

  /// The objects of a device's log from a number on, in their order.
  public func segments(
    of device: Identifier, from sequence: UInt64, limit: Int = 256
  ) throws(HistoryError) -> [(sequence: UInt64, object: [UInt8])] {
    try connection.rows(
      "SELECT seq, object FROM sync_segment WHERE device = ? AND seq >= ? ORDER BY seq LIMIT ?",
      [.blob(device.bytes), .integer(Int64(clamping: sequence)), .integer(Int64(limit))]
    ) { (UInt64(max(0, $0.integer(0))), $0.blob(1)) }
  }

  /// How many records wait for a segment.
  public func unsentRecords() throws(HistoryError) -> Int {
    try connection.row("SELECT count(*) FROM sync_record WHERE seq IS NULL") { Int($0.integer(0)) } ?? 0
  }

  /// How many rows were changed and not looked at yet.
  public func uncollectedRows() throws(HistoryError) -> Int {
    try connection.row("SELECT (SELECT count(*) FROM sync_dirty) + (SELECT count(*) FROM sync_gone)") {
      Int($0.integer(0))
    } ?? 0
  }

  /// Closes records that wait into the next segment of the own log, at once with its object; returns whether there were any.
  public func writeSegment(_ seal: (Segment) throws(VaultError) -> [UInt8]) throws(HistoryError) -> Bool {
    try connection.transaction { () throws(HistoryError) -> Bool in
      guard let identity = try syncIdentity() else { return false }
      var records: [Record] = []
      var size = 0
      let waiting = try connection.rows(
        "SELECT \(Self.recordColumns) FROM sync_record WHERE seq IS NULL ORDER BY op LIMIT \(Segment.recordLimit)", [],
        Self.record)
      for case var record? in waiting where size < Segment.sizeLimit {
        record.parents = try parents(of: record.name)
        size += record.value.count + 64
        records.append(record)
      }
      guard !records.isEmpty else { return false }
      var ends = try logEnds()
      let own = ends.removeValue(forKey: identity.device)
      let sequence = own.map { $0.sequence + 1 } ?? 0
      let seen = ends.sorted { $0.key < $1.key }.map {
        Segment.Seen(device: $0.key, sequence: $0.value.sequence, hash: $0.value.hash)
      }
      let segment = Segment(
        device: identity.device, sequence: sequence, previous: own?.hash ?? Segment.noHash, seen: seen, records: records
      )
      let object: [UInt8]
      do {
        object = try seal(segment)
      } catch {
        throw HistoryError(kind: .damaged, message: "a segment of the log cannot be sealed: \(error)")
      }
      try keep(segment, object: object)
      for record in records {
        try connection.run(
          "UPDATE sync_record SET seq = ? WHERE device = ? AND op = ?",
          [
            .integer(Int64(sequence)), .blob(record.name.device.bytes), .integer(Int64(record.name.operation)),
          ])
      }
      return true
    }
  }

  private func keep(_ segment: Segment, object: [UInt8]) throws(HistoryError) {
    try connection.run(
      "INSERT INTO sync_segment VALUES (?, ?, ?, ?)",
      [
        .blob(segment.device.bytes), .integer(Int64(clamping: segment.sequence)), .blob(Segment.hash(of: object)),
        .blob(object),
      ])
  }

  func parents(of name: RecordName) throws(HistoryError) -> [RecordName] {
    try connection.rows(
      "SELECT parent_device, parent_op FROM sync_parent WHERE device = ? AND op = ? ORDER BY parent_device, parent_op",
      [.blob(name.device.bytes), .integer(Int64(name.operation))]
    ) { row in
      Identifier(row.blob(0)).map { RecordName(device: $0, operation: UInt64(max(0, row.integer(1)))) }
    }.compactMap { $0 }
  }

  /// Takes segments of other devices, in the order of each device's log, and makes rows of what they say; all or nothing.
  ///
  /// - Returns: the devices whose clock is more than a day ahead of this one's.
  @discardableResult
  public func accept(
    _ segments: [CheckedSegment], keys: VaultKeys, wall: UInt64
  ) throws(HistoryError) -> Set<Identifier> {
    guard !segments.isEmpty else { return [] }
    return try connection.transaction { () throws(HistoryError) -> Set<Identifier> in
      guard let identity = try syncIdentity() else { return [] }
      var journal = try SyncJournal(self, device: identity.device, wall: wall)
      // What the user changed before is an edit that did not know of these.
      while try !collectBatch(into: &journal, keys: keys, limit: 1_000) {}
      var skewed: Set<Identifier> = []
      for checked in segments {
        let segment = checked.segment
        guard try segmentHash(segment.device, segment.sequence) == nil else { continue }
        try keep(segment, object: checked.object)
        for record in segment.records {
          if record.stamp.milliseconds > wall &+ HybridClock.tolerance { skewed.insert(segment.device) }
          try journal.accept(record, sequence: segment.sequence)
        }
      }
      try journal.save()
      var apply = SyncApply(history: self, device: identity.device)
      try apply.run(journal.touched)
      try connection.execute("DELETE FROM sync_dirty; DELETE FROM sync_gone")
      return skewed
    }
  }

  /// Tries again what waits for something: laps of the trash whose samples are safe now.
  public func applyWaiting(keys: VaultKeys, wall: UInt64) throws(HistoryError) {
    let isWaiting = try connection.row(
      "SELECT 1 FROM sync_waiting WHERE kind <> ? LIMIT 1", [.integer(EntityKind.line.number)]
    ) { _ in true }
    guard isWaiting != nil else { return }
    try connection.transaction { () throws(HistoryError) in
      guard let identity = try syncIdentity() else { return }
      try collectPending(keys: keys, wall: wall)
      let waiting = try connection.rows(
        "SELECT kind, entity FROM sync_waiting WHERE kind <> ?", [.integer(EntityKind.line.number)]
      ) { (UInt8(truncatingIfNeeded: $0.integer(0)), Identifier($0.blob(1))) }
      var apply = SyncApply(history: self, device: identity.device)
      try apply.run(Set(waiting.compactMap { kind, id in id.map { SyncJournal.Entity(kind: kind, id: $0) } }))
      try connection.execute("DELETE FROM sync_dirty; DELETE FROM sync_gone")
    }
  }

  /// Goes on under a new device: this history is a copy of an older one, or two of it are in use.
  ///
  /// What the old device wrote and others know stays; the rest is written again by the new one.
  ///
  /// - Parameter common: segments of the old log that the store has too.
  public func changeDevice(to device: Identifier, common: UInt64) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      guard let identity = try syncIdentity() else { return }
      let old = SQLValue.blob(identity.device.bytes)
      let first = SQLValue.integer(Int64(clamping: common))
      try connection.run(
        """
        DELETE FROM sync_parent WHERE device = ?1 AND op IN (
          SELECT op FROM sync_record WHERE device = ?1 AND (seq IS NULL OR seq >= ?2))
        """, [old, first])
      try connection.run("DELETE FROM sync_record WHERE device = ? AND (seq IS NULL OR seq >= ?)", [old, first])
      try connection.run("DELETE FROM sync_segment WHERE device = ? AND seq >= ?", [old, first])
      try connection.execute(
        """
        UPDATE sync_record SET head = 1 WHERE head = 0 AND NOT EXISTS (
          SELECT 1 FROM sync_parent p WHERE p.parent_device = sync_record.device AND p.parent_op = sync_record.op)
        """)
      try setSyncState("device", device.bytes)
      try setSyncNumber("op", 0)
      for kind in EntityKind.allCases where kind != .line && kind != .tag && kind != .setting {
        try connection.run("INSERT OR IGNORE INTO sync_dirty SELECT ?, id FROM \(kind.table)", [.integer(kind.number)])
      }
    }
  }
}
