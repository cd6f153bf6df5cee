internal import Analysis
internal import Database
internal import Vault

/// Makes rows of what the shown values of entities say. Within one transaction.
struct SyncApply {
  let history: History
  let device: Identifier
  private var connection: Connection { history.connection }

  init(history: History, device: Identifier) {
    self.history = history
    self.device = device
  }

  /// Applies entities, and those that waited for them.
  mutating func run(_ touched: Set<SyncJournal.Entity>) throws(HistoryError) {
    var pending = touched
    // An entity may wait for one that only now became a row, in turn for another: as often as something moves.
    while !pending.isEmpty {
      var settled = 0
      for kind in EntityKind.order {
        for entity in pending.filter({ $0.kind == kind.rawValue }).sorted(by: { $0.id < $1.id }) {
          let isDone = try apply(kind, entity.id)
          let row: [SQLValue] = [.integer(kind.number), .blob(entity.id.bytes)]
          if isDone {
            try connection.run("DELETE FROM sync_waiting WHERE kind = ? AND entity = ?", row)
            settled += 1
          } else {
            try connection.run("INSERT OR IGNORE INTO sync_waiting VALUES (?, ?)", row)
          }
        }
      }
      guard settled > 0 else { break }
      let waiting = try connection.rows("SELECT kind, entity FROM sync_waiting") {
        (UInt8(truncatingIfNeeded: $0.integer(0)), Identifier($0.blob(1)))
      }
      pending = Set(
        waiting.compactMap { kind, id in
          // Lines wait for their pack, which no other entity brings.
          kind == EntityKind.line.rawValue ? nil : id.map { SyncJournal.Entity(kind: kind, id: $0) }
        })
    }
    try settleSerials(touched)
    let mayNeedNames = touched.contains { $0.kind <= EntityKind.car.rawValue || $0.kind == EntityKind.session.rawValue }
    if mayNeedNames {
      try settleNames(.driver, field: EntityField.Driver.name, group: "''")
      try settleNames(.car, field: EntityField.Car.name, group: "game")
    }
  }

  /// Returns whether the rows are what the records say; `false` where something that they need is not here yet.
  private func apply(_ kind: EntityKind, _ id: Identifier) throws(HistoryError) -> Bool {
    let values = try history.values(kind.rawValue, id)
    if values[EntityField.hidden]?.integer == 1 { return try hide(kind, id) }
    return try apply(kind, id, values: values)
  }

  private func apply(
    _ kind: EntityKind, _ id: Identifier, values: [UInt8: RecordValue]
  ) throws(HistoryError) -> Bool {
    switch kind {
    case .driver: try applyDriver(id, values)
    case .car: try applyCar(id, values)
    case .track: try applyTrack(id, values)
    case .line: try applyLine(values)
    case .session: try applySession(id, values)
    case .tag: try applyTag(id, values)
    case .lap: try applyLap(id, values)
    case .baseline: try applyBaseline(id, values)
    case .setting: true
    }
  }

  // MARK: Into the trash

  private func hide(_ kind: EntityKind, _ id: Identifier) throws(HistoryError) -> Bool {
    guard kind != .tag, kind != .setting, kind != .line, let row = try history.row(kind, id) else { return true }
    switch kind {
    case .session:
      // What only this device has is brought to safety first.
      guard try !hasUnstored("session_id = ?", row) else { return false }
    case .lap:
      guard try !hasUnstored("id = ?", row) else { return false }
    case .driver, .car, .track:
      let isUsed = try connection.row("SELECT 1 FROM session WHERE \(kind.table)_id = ? LIMIT 1", [.integer(row)]) {
        _ in true
      }
      guard isUsed == nil else { return false }
    case .baseline:
      guard try connection.row("SELECT 1 FROM lap WHERE baseline_id = ? LIMIT 1", [.integer(row)], { _ in true }) == nil
      else { return false }
    case .line, .tag, .setting: break
    }
    let baselines =
      kind == .session || kind == .lap
      ? try connection.rows(
        "SELECT DISTINCT baseline_id FROM lap WHERE \(kind == .lap ? "id" : "session_id") = ? AND baseline_id IS NOT NULL",
        [.integer(row)]
      ) { $0.integer(0) } : []
    try connection.run("DELETE FROM \(kind.table) WHERE id = ?", [.integer(row)])
    for baseline in baselines { try history.rebuildStatistics(baseline: baseline) }
    return true
  }

  private func hasUnstored(_ condition: String, _ row: Int64) throws(HistoryError) -> Bool {
    try connection.row(
      """
      SELECT 1 FROM lap l WHERE \(condition) AND in_cloud = 0
        AND (pack IS NULL OR NOT EXISTS (SELECT 1 FROM sync_stored WHERE pack = l.pack)) LIMIT 1
      """, [.integer(row)]
    ) { _ in true } ?? false
  }

  // MARK: Names

  /// A name that two share is free again once the names are settled.
  private func applyDriver(_ id: Identifier, _ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    guard values[EntityField.Driver.name]?.text != nil else { return false }
    try connection.run(
      "INSERT OR IGNORE INTO driver (name, uid) VALUES (?, ?)", [.text(id.description), .blob(id.bytes)])
    return true
  }

  private func applyCar(_ id: Identifier, _ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    guard let game = values[EntityField.Car.game]?.text, values[EntityField.Car.name]?.text != nil else {
      return false
    }
    try connection.run(
      "INSERT INTO car (game, name, uid) VALUES (?, ?, ?) ON CONFLICT (uid) WHERE uid IS NOT NULL DO UPDATE SET game = ?1",
      [.text(game), .text(id.description), .blob(id.bytes)])
    return true
  }

  /// Gives drivers or cars the names that are shown for them. Two that were named alike at the same time on two devices stay two, and
  /// are numbered alike everywhere.
  private func settleNames(_ kind: EntityKind, field: UInt8, group: String) throws(HistoryError) {
    let rows = try connection.rows(
      "SELECT id, uid, name, \(group) FROM \(kind.table) WHERE uid IS NOT NULL ORDER BY uid"
    ) {
      ($0.integer(0), Identifier($0.blob(1)), $0.text(2) ?? "", $0.text(3) ?? "")
    }
    var taken: [String: Int] = [:]
    var changes: [(row: Int64, name: String)] = []
    for case (let row, let id?, let name, let place) in rows {
      guard let base = try history.values(kind.rawValue, id)[field]?.text else { continue }
      let count = taken["\(place)\u{0}\(base)", default: 0] + 1
      taken["\(place)\u{0}\(base)"] = count
      let wanted = count == 1 ? base : "\(base) (\(count))"
      if name != wanted { changes.append((row, wanted)) }
    }
    for (row, _) in changes {
      try connection.run("UPDATE \(kind.table) SET name = hex(uid) WHERE id = ?", [.integer(row)])
    }
    for (row, name) in changes {
      var candidate = name
      repeat {
        try connection.run(
          "UPDATE OR IGNORE \(kind.table) SET name = ? WHERE id = ?", [.text(candidate), .integer(row)])
        candidate += "′"
      } while connection.changeCount == 0
    }
  }

  // MARK: Tracks

  private func applyTrack(_ id: Identifier, _ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    guard let identifier = values[EntityField.Track.identifier]?.text, let game = values[EntityField.Track.game]?.text
    else { return false }
    var row = try history.row(.track, id)
    if row == nil {
      try connection.run(
        """
        INSERT INTO track (identifier, game, version, uid) VALUES (?, ?, 0, ?)
        ON CONFLICT (identifier) DO UPDATE SET uid = excluded.uid
        """, [.text(identifier), .text(game), .blob(id.bytes)])
      row = try history.row(.track, id)
    }
    guard let row else { return false }
    let origin = values[EntityField.Track.cornerOrigin]?.text ?? "detected"
    try connection.run(
      "UPDATE track SET game = ?, name = ?, slow_below = ?, fast_above = ?, corners_from = ? WHERE id = ?",
      [
        .text(game), .optional(values[EntityField.Track.name]?.text),
        .optional(values[EntityField.Track.slowBelow]?.real), .optional(values[EntityField.Track.fastAbove]?.real),
        .text(origin), .integer(row),
      ])
    try applyCorners(values[EntityField.Track.corners]?.text, track: row, origin: origin)
    return try useLine(values[EntityField.Track.line]?.bytes.flatMap { PackIdentifier($0) }, track: row)
  }

  private func applyCorners(_ text: String?, track: Int64, origin: String) throws(HistoryError) {
    guard let text, let corners = CornerText.corners(text) else { return }
    guard CornerText.text(try history.corners(track: track)) != text else { return }
    try history.put(corners, from: CornerOrigin(rawValue: origin) ?? .detected, track: track, remeasures: true)
  }

  /// Makes the shown line the newest version of its track; versions of one number on two devices are two lines.
  private func useLine(_ pack: PackIdentifier?, track: Int64) throws(HistoryError) -> Bool {
    guard let pack else { return true }
    let known =
      try connection.row(
        "SELECT max(version) FROM track_version WHERE track_id = ? AND pack = ?", [.integer(track), .blob(pack.bytes)]
      ) { $0.optionalInteger(0) } ?? nil
    guard var version = known else { return false }
    let newest = try connection.row("SELECT max(version) FROM track_version WHERE track_id = ?", [.integer(track)]) {
      $0.integer(0)
    }
    if version != newest {
      guard let content = try history.lineContent(track: track, version: version), let line = LineContent(content)
      else {
        return false
      }
      try history.insert(line, pack: pack, track: track)
      version = (newest ?? 0) + 1
    }
    try connection.run("UPDATE track SET version = ? WHERE id = ?", [.integer(version), .integer(track)])
    return true
  }

  private func applyLine(_ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    guard let value = values[EntityField.Line.content]?.bytes.flatMap({ LineValue($0) }) else { return true }
    guard let track = try history.row(.track, value.track) else { return false }
    return try connection.row(
      "SELECT 1 FROM track_version WHERE track_id = ? AND pack = ?", [.integer(track), .blob(value.pack.bytes)]
    ) { _ in true } ?? false
  }

  // MARK: Sessions

  /// The row that a value refers to. What was put into the trash on one device while another went on using it comes back.
  private func row(_ kind: EntityKind, _ value: RecordValue?) throws(HistoryError) -> Int64? {
    guard let id = value?.bytes.flatMap({ Identifier($0) }) else { return nil }
    if let row = try history.row(kind, id) { return row }
    guard kind == .driver || kind == .car || kind == .track else { return nil }
    _ = try apply(kind, id, values: try history.values(kind.rawValue, id))
    // It goes again once nothing uses it.
    try connection.run("INSERT OR IGNORE INTO sync_waiting VALUES (?, ?)", [.integer(kind.number), .blob(id.bytes)])
    return try history.row(kind, id)
  }

  private func applySession(_ id: Identifier, _ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    guard let game = values[EntityField.Session.game]?.text,
      let startedAt = values[EntityField.Session.startedAt]?.real,
      let driver = try row(.driver, values[EntityField.Session.driver])
    else { return false }
    let car = try row(.car, values[EntityField.Session.car])
    let track = try row(.track, values[EntityField.Session.track])
    let fields: [SQLValue] = [
      .integer(driver), .optional(car), .optional(track), .text(game),
      .text(values[EntityField.Session.gameName]?.text ?? game),
      .optional(values[EntityField.Session.gameVersion]?.text), .optional(values[EntityField.Session.kind]?.text),
      .text(values[EntityField.Session.source]?.text ?? ""), .optional(values[EntityField.Session.fingerprint]?.text),
      .real(startedAt), .optional(values[EntityField.Session.note]?.text),
    ]
    if let row = try history.row(.session, id) {
      try connection.run(
        """
        UPDATE session SET driver_id = ?, car_id = ?, track_id = ?, game = ?, game_name = ?, game_version = ?, kind = ?,
          source = ?, fingerprint = ?, started_at = ?, note = ? WHERE id = ?
        """, fields + [.integer(row)])
      try history.rekey(where: "id = \(row)", emptied: "0")
    } else {
      try connection.run(
        """
        INSERT INTO session (driver_id, car_id, track_id, game, game_name, game_version, kind, source, fingerprint,
          started_at, note, uid) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """, fields + [.blob(id.bytes)])
      try history.reviveContents(of: id)
    }
    let lacksCar = values[EntityField.Session.car]?.bytes != nil && car == nil
    let lacksTrack = values[EntityField.Session.track]?.bytes != nil && track == nil
    return !lacksCar && !lacksTrack
  }

  private func applyTag(_ id: Identifier, _ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    if let value = values[EntityField.Tag.present], let tag = TagValue(value) {
      guard let session = try history.row(.session, tag.session) else { return false }
      try connection.run(
        "INSERT OR IGNORE INTO session_tag VALUES (?, ?)", [.integer(session), .text(tag.text)])
      return true
    }
    // Taken away: which tag it was stands in the records before.
    let known = try connection.rows(
      "SELECT DISTINCT value FROM sync_record WHERE kind = ? AND entity = ?",
      [.integer(EntityKind.tag.number), .blob(id.bytes)]
    ) { (try? RecordValue(encoded: $0.blob(0))).flatMap { TagValue($0) } }
    for case let tag? in known {
      guard let session = try history.row(.session, tag.session) else { continue }
      try connection.run(
        "DELETE FROM session_tag WHERE session_id = ? AND tag = ?", [.integer(session), .text(tag.text)])
    }
    return true
  }

  // MARK: Laps

  private func applyLap(_ id: Identifier, _ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    guard let summary = values[EntityField.Lap.summary]?.text.flatMap({ LapSummary($0) }),
      let owner = values[EntityField.Lap.session]?.bytes.flatMap({ Identifier($0) })
    else { return false }
    guard let session = try history.row(.session, owner) else { return false }
    let pack = values[EntityField.Lap.pack]?.bytes
    let fields: [SQLValue] = [
      .integer(summary.number), .text(summary.kind), .integer(summary.flags), .optional(summary.time),
      .text(summary.sectors), .optional(summary.topSpeed), .optional(summary.minimumSpeed), .optional(summary.fuelUsed),
      .real(summary.gameTime), .real(summary.finishedAt), .integer(summary.eligible),
    ]
    if let row = try history.row(.lap, id) {
      let before = try connection.row("SELECT pack, eligible, baseline_id FROM lap WHERE id = ?", [.integer(row)]) {
        ($0.blob(0), $0.integer(1), $0.optionalInteger(2))
      }
      try connection.run(
        """
        UPDATE lap SET number = ?, kind = ?, flags = ?, time = ?, sectors = ?, top_speed = ?, minimum_speed = ?,
          fuel_used = ?, game_time = ?, finished_at = ?, eligible = ?, synced_serial = ? WHERE id = ?
        """, fields + [.integer(summary.serial), .integer(row)])
      if let pack, let before, pack != before.0 {
        try connection.run("UPDATE lap SET pack = ?, in_cloud = 1 WHERE id = ?", [.blob(pack), .integer(row)])
      }
      if let before, before.1 != summary.eligible, let baseline = before.2 {
        if summary.eligible == 0 {
          try connection.run("UPDATE lap_corner SET usable = 0 WHERE lap_id = ?", [.integer(row)])
        } else {
          try connection.run("UPDATE lap SET engine = 0 WHERE id = ?", [.integer(row)])
        }
        try history.rebuildStatistics(baseline: baseline)
      }
      return true
    }
    let baseline = try history.baselineID(ofSession: session)
    try connection.run(
      """
      INSERT INTO lap (number, kind, flags, time, sectors, top_speed, minimum_speed, fuel_used, game_time,
        finished_at, eligible, session_id, serial, synced_serial, baseline_id, engine, uid, pack, in_cloud)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)
      """,
      fields + [
        .integer(session), .integer(try freeSerial(summary.serial, session: session)), .integer(summary.serial),
        .optional(baseline),
        .blob(id.bytes),
        pack.map { .blob($0) } ?? .null, .integer(pack == nil ? 0 : 1),
      ])
    return true
  }

  /// Two devices may have driven on in one session: none of their laps is lost.
  private func freeSerial(_ serial: Int64, session: Int64) throws(HistoryError) -> Int64 {
    let isTaken = try connection.row(
      "SELECT (SELECT max(serial) FROM lap WHERE session_id = ?1) FROM lap WHERE session_id = ?1 AND serial = ?2",
      [.integer(session), .integer(serial)]
    ) { $0.integer(0) }
    return isTaken.map { $0 + 1 } ?? serial
  }

  /// Laps of one session that claim the same place follow each other alike on every device.
  private func settleSerials(_ touched: Set<SyncJournal.Entity>) throws(HistoryError) {
    var sessions: Set<Int64> = []
    for entity in touched where entity.kind == EntityKind.lap.rawValue {
      let session = try connection.row("SELECT session_id FROM lap WHERE uid = ?", [.blob(entity.id.bytes)]) {
        $0.integer(0)
      }
      if let session { sessions.insert(session) }
    }
    for session in sessions.sorted() {
      let isDoubled = try connection.row(
        """
        SELECT 1 FROM lap WHERE session_id = ?1 GROUP BY coalesce(synced_serial, serial) HAVING count(*) > 1
        UNION ALL SELECT 1 FROM lap WHERE session_id = ?1 AND synced_serial <> serial LIMIT 1
        """, [.integer(session)]
      ) { _ in true }
      guard isDoubled != nil else { continue }
      let laps = try connection.rows(
        "SELECT id, coalesce(synced_serial, serial) FROM lap WHERE session_id = ? ORDER BY 2, uid", [.integer(session)]
      ) { ($0.integer(0), $0.integer(1)) }
      // Out of the way first: each number is taken once.
      try connection.run("UPDATE lap SET serial = -id WHERE session_id = ?", [.integer(session)])
      var last = Int64.min
      for (id, wanted) in laps {
        last = max(wanted, last == .min ? wanted : last + 1)
        try connection.run("UPDATE lap SET serial = ? WHERE id = ?", [.integer(last), .integer(id)])
      }
    }
  }

  private func applyBaseline(_ id: Identifier, _ values: [UInt8: RecordValue]) throws(HistoryError) -> Bool {
    guard let track = try row(.track, values[EntityField.Baseline.track]),
      let driver = try row(.driver, values[EntityField.Baseline.driver])
    else { return false }
    let car = try row(.car, values[EntityField.Baseline.car])
    guard car != nil || values[EntityField.Baseline.car]?.bytes == nil else { return false }
    let version = values[EntityField.Baseline.gameVersion]?.text
    let row = try history.baselineID(track: track, driver: driver, car: car, gameVersion: version)
    try connection.run(
      "UPDATE baseline SET uid = ? WHERE id = ? AND uid IS NULL AND NOT EXISTS (SELECT 1 FROM baseline WHERE uid = ?1)",
      [.blob(id.bytes), .integer(row)])
    let reference = try self.row(.lap, values[EntityField.Baseline.reference])
    let epoch = values[EntityField.Baseline.epoch]?.integer ?? 1
    let began = values[EntityField.Baseline.beganAt]?.real
    let before = try connection.row("SELECT epoch, began_at FROM baseline WHERE id = ?", [.integer(row)]) {
      ($0.integer(0), $0.real(1))
    }
    try connection.run(
      "UPDATE baseline SET epoch = ?, began_at = ?, lap_id = ? WHERE id = ?",
      [.integer(epoch), .optional(began), .optional(reference), .integer(row)])
    if let before, before != (epoch, began) { try history.rebuildStatistics(baseline: row) }
    return reference != nil || values[EntityField.Baseline.reference]?.bytes == nil
  }
}
