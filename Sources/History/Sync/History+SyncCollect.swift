internal import Cryptography
internal import Database
public import Vault

extension History {
  /// Rows of one transaction: so few that a lap that is stored meanwhile waits for milliseconds only.
  private static let batch = 64

  /// Turns what was changed here into records; returns how many were made.
  ///
  /// - Parameters:
  ///   - wall: ms since 1970.
  ///   - keys: names the packs of laps and lines.
  @discardableResult
  public func collect(keys: VaultKeys, wall: UInt64) throws(HistoryError) -> Int {
    var made = 0
    while true {
      let (more, isDone) = try connection.transaction { () throws(HistoryError) -> (Int, Bool) in
        guard let identity = try syncIdentity() else { return (0, true) }
        var journal = try SyncJournal(self, device: identity.device, wall: wall)
        let isDone = try collectBatch(into: &journal, keys: keys, limit: Self.batch)
        try journal.save()
        return (journal.made, isDone)
      }
      made += more
      if isDone { return made }
    }
  }

  /// Collects at most so many rows; returns whether nothing is left. Within a transaction.
  func collectBatch(into journal: inout SyncJournal, keys: VaultKeys, limit: Int) throws(HistoryError) -> Bool {
    try collectGone(into: &journal)
    let order =
      "CASE kind " + EntityKind.order.enumerated().map { "WHEN \($1.rawValue) THEN \($0)" }.joined(separator: " ")
      + " END"
    let dirty = try connection.rows("SELECT kind, row FROM sync_dirty ORDER BY \(order), row LIMIT \(limit)") {
      ($0.integer(0), $0.integer(1))
    }
    for (number, row) in dirty {
      if let kind = EntityKind(rawValue: UInt8(truncatingIfNeeded: number)) {
        try collect(kind, row: row, into: &journal, keys: keys)
      }
      try connection.run("DELETE FROM sync_dirty WHERE kind = ? AND row = ?", [.integer(number), .integer(row)])
    }
    return dirty.count < limit
  }

  /// Rows that were deleted go into the trash everywhere.
  private func collectGone(into journal: inout SyncJournal) throws(HistoryError) {
    let gone = try connection.rows("SELECT kind, uid FROM sync_gone ORDER BY kind") { ($0.integer(0), $0.blob(1)) }
    for (number, bytes) in gone {
      guard let kind = EntityKind(rawValue: UInt8(truncatingIfNeeded: number)), let id = Identifier(bytes) else {
        continue
      }
      // Taken back meanwhile, or merged under the same name.
      if try row(kind, id) != nil { continue }
      // The laps of a session come and go with it.
      if kind == .lap {
        let session = try values(kind.rawValue, id)[EntityField.Lap.session]?.bytes.flatMap { Identifier($0) }
        if let session, try row(.session, session) == nil { continue }
      }
      try journal.write(kind, id, EntityField.hidden, .integer(1))
    }
    if !gone.isEmpty { try connection.execute("DELETE FROM sync_gone") }
  }

  private func collect(
    _ kind: EntityKind, row: Int64, into journal: inout SyncJournal, keys: VaultKeys
  ) throws(HistoryError) {
    switch kind {
    case .driver: try collectDriver(row, &journal)
    case .car: try collectCar(row, &journal)
    case .track: try collectTrack(row, &journal, keys)
    case .session: try collectSession(row, &journal)
    case .lap: try collectLap(row, &journal, keys)
    case .baseline: try collectBaseline(row, &journal)
    case .line, .tag, .setting: break
    }
  }

  // MARK: Identities

  /// The row of an entity; `nil` where it has none here.
  func row(_ kind: EntityKind, _ id: Identifier) throws(HistoryError) -> Int64? {
    try connection.row("SELECT id FROM \(kind.table) WHERE uid = ?", [.blob(id.bytes)]) { $0.integer(0) }
  }

  /// The identifier of a row, made where it has none.
  ///
  /// - Parameter known: what every device calls it by itself; another one where that is taken.
  private func uid(
    _ kind: EntityKind, row id: Int64, known: () throws(HistoryError) -> Identifier?
  ) throws(HistoryError) -> Identifier {
    let stored = try connection.row("SELECT uid FROM \(kind.table) WHERE id = ?", [.integer(id)]) { $0.blob(0) }
    if let stored, let uid = Identifier(stored) { return uid }
    var uid = try known() ?? Identifier(randomBytes(Identifier.size))!
    if try row(kind, uid) != nil { uid = Identifier(randomBytes(Identifier.size))! }
    try connection.run("UPDATE \(kind.table) SET uid = ? WHERE id = ?", [.blob(uid.bytes), .integer(id)])
    return uid
  }

  func driverUID(_ row: Int64) throws(HistoryError) -> Identifier {
    try uid(.driver, row: row) { () throws(HistoryError) in
      try connection.row("SELECT name FROM driver WHERE id = ?", [.integer(row)]) {
        Identifier(of: .driver, $0.text(0) ?? "")
      }
    }
  }

  func carUID(_ row: Int64) throws(HistoryError) -> Identifier {
    try uid(.car, row: row) { () throws(HistoryError) in
      try connection.row("SELECT game, name FROM car WHERE id = ?", [.integer(row)]) {
        Identifier(of: .car, $0.text(0) ?? "", $0.text(1) ?? "")
      }
    }
  }

  func trackUID(_ row: Int64) throws(HistoryError) -> Identifier {
    try uid(.track, row: row) { () throws(HistoryError) in
      try connection.row("SELECT identifier FROM track WHERE id = ?", [.integer(row)]) {
        Identifier(of: .track, $0.text(0) ?? "")
      }
    }
  }

  func sessionUID(_ row: Int64) throws(HistoryError) -> Identifier {
    try uid(.session, row: row) { () throws(HistoryError) in
      try connection.row("SELECT fingerprint FROM session WHERE id = ?", [.integer(row)]) {
        $0.text(0).map { Identifier(of: .session, $0) }
      } ?? nil
    }
  }

  /// The laps of one file are the same on every device that imported it.
  func lapUID(_ row: Int64) throws(HistoryError) -> Identifier {
    try uid(.lap, row: row) { () throws(HistoryError) in
      try connection.row(
        "SELECT s.fingerprint, l.serial FROM lap l JOIN session s ON s.id = l.session_id WHERE l.id = ?",
        [.integer(row)]
      ) { row in row.text(0).map { Identifier(of: .lap, $0, "\(row.integer(1))") } } ?? nil
    }
  }

  // MARK: What the rows say

  private func collectDriver(_ id: Int64, _ journal: inout SyncJournal) throws(HistoryError) {
    let uid = try driverUID(id)
    let name = try connection.row("SELECT name FROM driver WHERE id = ?", [.integer(id)]) { $0.text(0) ?? "" }
    try show(.driver, uid, &journal, [EntityField.Driver.name: .text(name ?? "")])
  }

  private func collectCar(_ id: Int64, _ journal: inout SyncJournal) throws(HistoryError) {
    let uid = try carUID(id)
    let fields = try connection.row("SELECT game, name FROM car WHERE id = ?", [.integer(id)]) { row in
      [EntityField.Car.game: row.recordText(0), EntityField.Car.name: row.recordText(1)]
    }
    try show(.car, uid, &journal, fields ?? [:])
  }

  private func collectTrack(_ id: Int64, _ journal: inout SyncJournal, _ keys: VaultKeys) throws(HistoryError) {
    let uid = try trackUID(id)
    let newest = try collectLines(ofTrack: id, uid, &journal, keys)
    var fields = try connection.row(
      "SELECT identifier, game, name, slow_below, fast_above, corners_from FROM track WHERE id = ?", [.integer(id)]
    ) { row -> [UInt8: RecordValue] in
      [
        EntityField.Track.identifier: row.recordText(0), EntityField.Track.game: row.recordText(1),
        EntityField.Track.name: row.recordText(2), EntityField.Track.slowBelow: row.recordReal(3),
        EntityField.Track.fastAbove: row.recordReal(4), EntityField.Track.cornerOrigin: row.recordText(5),
      ]
    }
    fields?[EntityField.Track.corners] = .text(CornerText.text(try corners(track: id)))
    fields?[EntityField.Track.line] = newest.map { .bytes($0.bytes) } ?? .absent
    try show(.track, uid, &journal, fields ?? [:])
  }

  /// Names the lines of a track that have no name yet; returns that of the newest.
  private func collectLines(
    ofTrack track: Int64, _ uid: Identifier, _ journal: inout SyncJournal, _ keys: VaultKeys
  ) throws(HistoryError) -> PackIdentifier? {
    let unnamed = try connection.rows(
      "SELECT version FROM track_version WHERE track_id = ? AND pack IS NULL ORDER BY version", [.integer(track)]
    ) { $0.integer(0) }
    for version in unnamed {
      guard let content = try lineContent(track: track, version: version) else { continue }
      let pack = Pack.identifier(of: content, kind: .asset, keys: keys)
      try connection.run(
        "UPDATE track_version SET pack = ? WHERE track_id = ? AND version = ?",
        [.blob(pack.bytes), .integer(track), .integer(version)])
      try journal.write(.line, pack.entity, EntityField.Line.content, .bytes(uid.bytes + pack.bytes))
    }
    return try connection.row(
      """
      SELECT v.pack FROM track t JOIN track_version v ON v.track_id = t.id AND v.version = t.version WHERE t.id = ?
      """, [.integer(track)]
    ) { PackIdentifier($0.blob(0)) } ?? nil
  }

  private func collectSession(_ id: Int64, _ journal: inout SyncJournal) throws(HistoryError) {
    let owners = try connection.row("SELECT driver_id, car_id, track_id FROM session WHERE id = ?", [.integer(id)]) {
      ($0.integer(0), $0.optionalInteger(1), $0.optionalInteger(2))
    }
    guard let (driver, car, track) = owners else { return }
    let uid = try sessionUID(id)
    // As when a file is imported again whose session was deleted: what others drove in it comes back too.
    if try values(EntityKind.session.rawValue, uid)[EntityField.hidden]?.integer == 1 { try reviveContents(of: uid) }
    var fields = try connection.row(
      """
      SELECT game, game_name, game_version, kind, source, fingerprint, started_at, note FROM session WHERE id = ?
      """, [.integer(id)]
    ) { row -> [UInt8: RecordValue] in
      [
        EntityField.Session.game: row.recordText(0), EntityField.Session.gameName: row.recordText(1),
        EntityField.Session.gameVersion: row.recordText(2), EntityField.Session.kind: row.recordText(3),
        EntityField.Session.source: row.recordText(4), EntityField.Session.fingerprint: row.recordText(5),
        EntityField.Session.startedAt: row.recordReal(6), EntityField.Session.note: row.recordText(7),
      ]
    }
    fields?[EntityField.Session.driver] = .bytes(try driverUID(driver).bytes)
    fields?[EntityField.Session.car] =
      try car.map { id throws(HistoryError) in .bytes(try carUID(id).bytes) } ?? .absent
    fields?[EntityField.Session.track] =
      try track.map { id throws(HistoryError) in .bytes(try trackUID(id).bytes) } ?? .absent
    try show(.session, uid, &journal, fields ?? [:])
    try collectTags(ofSession: id, uid, &journal)
  }

  /// A session that comes out of the trash brings its laps and tags with it.
  func reviveContents(of session: Identifier) throws(HistoryError) {
    let value = RecordValue.bytes(session.bytes).encoded
    try connection.run(
      """
      INSERT OR IGNORE INTO sync_waiting SELECT kind, entity FROM sync_record
      WHERE kind = ? AND field = ? AND head = 1 AND value = ?
      """, [.integer(EntityKind.lap.number), .integer(Int64(EntityField.Lap.session)), .blob(value)])
    let range = TagValue.range(of: session)
    try connection.run(
      """
      INSERT OR IGNORE INTO sync_waiting SELECT kind, entity FROM sync_record
      WHERE kind = ? AND entity BETWEEN ? AND ? AND head = 1
      """, [.integer(EntityKind.tag.number), .blob(range.0.bytes), .blob(range.1.bytes)])
  }

  /// Tags lie side by side under the first half of the session's identifier.
  private func collectTags(
    ofSession id: Int64, _ session: Identifier, _ journal: inout SyncJournal
  ) throws(HistoryError) {
    let tags = Set(
      try connection.rows("SELECT tag FROM session_tag WHERE session_id = ?", [.integer(id)]) { $0.text(0) ?? "" })
    for tag in tags.sorted() {
      try journal.write(
        .tag, TagValue.identifier(tag, of: session), EntityField.Tag.present,
        TagValue(session: session, text: tag).value)
    }
    let known = try connection.rows(
      "SELECT DISTINCT entity FROM sync_record WHERE kind = ? AND entity BETWEEN ? AND ?",
      [
        .integer(EntityKind.tag.number), .blob(TagValue.range(of: session).0.bytes),
        .blob(TagValue.range(of: session).1.bytes),
      ]
    ) { Identifier($0.blob(0)) }
    for case let entity? in known {
      guard let value = try values(EntityKind.tag.rawValue, entity)[EntityField.Tag.present],
        let tag = TagValue(value), tag.session == session, !tags.contains(tag.text)
      else { continue }
      try journal.write(.tag, entity, EntityField.Tag.present, .absent)
    }
  }

  private func collectLap(_ id: Int64, _ journal: inout SyncJournal, _ keys: VaultKeys) throws(HistoryError) {
    let place = try connection.row("SELECT session_id, in_cloud FROM lap WHERE id = ?", [.integer(id)]) {
      ($0.integer(0), $0.integer(1) != 0)
    }
    guard let (session, isInCloud) = place else { return }
    let owner = try sessionUID(session)
    let uid = try lapUID(id)
    try connection.run("UPDATE lap SET synced_serial = serial WHERE id = ?", [.integer(id)])
    var fields: [UInt8: RecordValue] = [
      EntityField.Lap.session: .bytes(owner.bytes),
      EntityField.Lap.summary: try lapSummary(id).map { .text($0) } ?? .absent,
    ]
    if !isInCloud, let content = try lapContent(id) {
      let pack = Pack.identifier(of: content.encoded(), kind: .lap, keys: keys)
      try connection.run("UPDATE lap SET pack = ? WHERE id = ?", [.blob(pack.bytes), .integer(id)])
      fields[EntityField.Lap.pack] = .bytes(pack.bytes)
    }
    try show(.lap, uid, &journal, fields)
  }

  private func collectBaseline(_ id: Int64, _ journal: inout SyncJournal) throws(HistoryError) {
    let found = try connection.row(
      "SELECT track_id, driver_id, car_id, game_version, epoch, began_at, lap_id FROM baseline WHERE id = ?",
      [.integer(id)]
    ) { row in
      (
        row.integer(0), row.integer(1), row.optionalInteger(2), row.recordText(3), row.integer(4), row.recordReal(5),
        row.optionalInteger(6)
      )
    }
    guard let (track, driver, car, version, epoch, began, reference) = found else { return }
    let trackUID = try trackUID(track)
    let driverUID = try driverUID(driver)
    let carUID = try car.map { id throws(HistoryError) in try self.carUID(id) }
    let uid = try uid(.baseline, row: id) {
      Identifier(
        of: .baseline, trackUID.description, driverUID.description, carUID?.description ?? "", version.text ?? "")
    }
    let lap =
      try reference.map { id throws(HistoryError) in
        try connection.row("SELECT uid FROM lap WHERE id = ?", [.integer(id)]) { $0.blob(0) } ?? []
      } ?? []
    try show(
      .baseline, uid, &journal,
      [
        EntityField.Baseline.track: .bytes(trackUID.bytes), EntityField.Baseline.driver: .bytes(driverUID.bytes),
        EntityField.Baseline.car: carUID.map { .bytes($0.bytes) } ?? .absent,
        EntityField.Baseline.gameVersion: version, EntityField.Baseline.epoch: .integer(epoch),
        EntityField.Baseline.beganAt: began, EntityField.Baseline.reference: lap.isEmpty ? .absent : .bytes(lap),
      ])
  }

  /// Notes what the fields of an entity that is there are.
  private func show(
    _ kind: EntityKind, _ uid: Identifier, _ journal: inout SyncJournal, _ fields: [UInt8: RecordValue]
  ) throws(HistoryError) {
    try journal.write(kind, uid, EntityField.hidden, .absent)
    for (field, value) in fields.sorted(by: { $0.key < $1.key }) { try journal.write(kind, uid, field, value) }
  }
}

extension Statement where Failure == HistoryError {
  func recordText(_ column: Int) -> RecordValue { text(column).map { .text($0) } ?? .absent }

  func recordReal(_ column: Int) -> RecordValue { real(column).map { .real($0) } ?? .absent }
}
