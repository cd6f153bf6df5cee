public import Analysis
public import Coaching
import Telemetry
public import Timing

/// The laps of years in one SQLite file. One object is used by one thread at a time; several may share the file.
public final class History {
  private let connection: Connection
  public let path: String

  /// Opens the history, creating it where it is not there.
  ///
  /// - Throws: `.newerVersion` for a database that a newer program wrote; it is left as it is.
  public init(path: String) throws(HistoryError) {
    self.path = path
    connection = try Connection(path: path)
    try connection.execute("PRAGMA foreign_keys = ON")
    // A refused database is not touched: the mode is set after the schema is known to be ours.
    try Migrator.migrate(connection)
    try connection.execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 256")
  }

  // MARK: Sessions

  /// Begins a session and returns its id; an imported file that is there already gives `nil`.
  public func begin(_ key: SessionKey) throws(HistoryError) -> Int64? {
    try connection.transaction { () throws(HistoryError) -> Int64? in
      if let fingerprint = key.fingerprint,
        try connection.row("SELECT id FROM session WHERE fingerprint = ?", [.text(fingerprint)], { _ in true }) != nil
      {
        return nil
      }
      let driver = try identifier(
        "SELECT id FROM driver WHERE name = ?", "INSERT INTO driver (name) VALUES (?)", [.text(key.driver)])
      var car: Int64?
      if let name = key.car {
        car = try identifier(
          "SELECT id FROM car WHERE game = ? AND name = ?", "INSERT INTO car (game, name) VALUES (?, ?)",
          [.text(key.game), .text(name)])
      }
      try connection.run(
        """
        INSERT INTO session (driver_id, car_id, game, game_name, game_version, kind, source, fingerprint, started_at)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(driver), .optional(car), .text(key.game), .text(key.gameName), .optional(key.gameVersion),
          .optional(key.kind), .text(key.source), .optional(key.fingerprint), .real(key.startedAt),
        ])
      return connection.lastInsertedID
    }
  }

  /// Removes a session that turned out to hold nothing.
  public func removeIfEmpty(session: Int64) throws(HistoryError) {
    try connection.run(
      "DELETE FROM session WHERE id = ? AND NOT EXISTS (SELECT 1 FROM lap WHERE session_id = session.id)",
      [.integer(session)])
  }

  private func identifier(_ find: String, _ add: String, _ values: [SQLValue]) throws(HistoryError) -> Int64 {
    if let known = try connection.row(find, values, { $0.integer(0) }) { return known }
    try connection.run(add, values)
    return connection.lastInsertedID
  }

  // MARK: Tracks

  /// Stores a track, or the corners of a known one, and links the session to it.
  public func store(
    track: TrackModel, corners: [Corner], game: String, session: Int64?
  ) throws(HistoryError) {
    let line = try track.line.map { line throws(HistoryError) in try TrackCoding.pack(line) }
    try connection.transaction { () throws(HistoryError) in
      try connection.run(
        """
        INSERT INTO track (identifier, game, name, version, length, spacing, sectors, sectors_official, mini_sectors, line,
          left_sign) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (identifier) DO UPDATE SET name = coalesce(excluded.name, name)
        """,
        [
          .text(track.identifier), .text(game), .optional(track.name), .integer(Int64(track.version)),
          .real(track.length), .real(track.grid.spacing), .text(TrackCoding.list(track.sectorStarts)),
          .integer(track.sectorsAreOfficial ? 1 : 0), .text(TrackCoding.list(track.miniSectorStarts)),
          line.map { .blob($0) } ?? .null, .real(track.line?.leftSign ?? 1),
        ])
      let id = try connection.row("SELECT id FROM track WHERE identifier = ?", [.text(track.identifier)]) {
        $0.integer(0)
      }
      guard let id else { return }
      if let session {
        try connection.run("UPDATE session SET track_id = ? WHERE id = ?", [.integer(id), .integer(session)])
      }
      for corner in corners { try store(corner, track: id) }
    }
  }

  private func store(_ corner: Corner, track: Int64) throws(HistoryError) {
    try connection.run(
      """
      INSERT INTO corner VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (track_id, number) DO NOTHING
      """,
      [
        .integer(track), .integer(Int64(corner.number)), .text(corner.name), .text(corner.direction.rawValue),
        .text(corner.cornerClass.rawValue), .real(corner.start), .real(corner.apex), .real(corner.end),
        .real(corner.segmentStart), .integer(Int64(corner.complex)), .real(corner.turnedAngle),
        .integer(corner.isCoachable ? 1 : 0),
      ])
  }

  /// The tracks of a game, with their corners, the nearest use first.
  public func tracks(game: String) throws(HistoryError) -> [(id: Int64, model: TrackModel, corners: [Corner])] {
    let found = try connection.rows(
      """
      SELECT id, identifier, name, version, length, spacing, sectors, sectors_official, mini_sectors, line, left_sign
      FROM track WHERE game = ? ORDER BY id DESC
      """, [.text(game)]
    ) { row in (row.integer(0), TrackCoding.model(from: row)) }
    var result: [(id: Int64, model: TrackModel, corners: [Corner])] = []
    for (id, model) in found {
      guard let model else { continue }
      result.append((id, model, try corners(track: id)))
    }
    return result
  }

  /// The track on which a lap was driven, with its corners; `nil` where it is not known.
  public func track(ofLap lap: Int64) throws(HistoryError) -> (model: TrackModel, corners: [Corner])? {
    let found = try connection.row(
      """
      SELECT t.id, t.identifier, t.name, t.version, t.length, t.spacing, t.sectors, t.sectors_official, t.mini_sectors,
        t.line, t.left_sign
      FROM track t JOIN session s ON s.track_id = t.id JOIN lap l ON l.session_id = s.id WHERE l.id = ?
      """, [.integer(lap)]
    ) { row in (row.integer(0), TrackCoding.model(from: row)) }
    guard let (id, model) = found, let model else { return nil }
    return (model, try corners(track: id))
  }

  private func corners(track: Int64) throws(HistoryError) -> [Corner] {
    try connection.rows(
      """
      SELECT number, name, direction, class, start, apex, "end", segment_start, complex, turned_angle, coachable
      FROM corner WHERE track_id = ? ORDER BY number
      """, [.integer(track)]
    ) { row in
      Corner(
        number: Int(row.integer(0)), name: row.text(1) ?? "",
        direction: Corner.Direction(rawValue: row.text(2) ?? "") ?? .left,
        cornerClass: Corner.Class(rawValue: row.text(3) ?? "") ?? .medium, start: row.real(4) ?? 0,
        apex: row.real(5) ?? 0, end: row.real(6) ?? 0, segmentStart: row.real(7) ?? 0, complex: Int(row.integer(8)),
        turnedAngle: row.real(9) ?? 0, isCoachable: row.integer(10) != 0)
    }
  }

  // MARK: Laps

  /// Stores a finished lap with its samples and corner statistics, all or nothing, and clears the journal.
  @discardableResult
  public func store(
    _ lap: Lap, comparison: LapComparison?, session: Int64, finishedAt: Double
  ) throws(HistoryError) -> Int64 {
    let columns = try lap.trace.map { trace throws(HistoryError) in try pack(trace) } ?? []
    return try connection.transaction { () throws(HistoryError) -> Int64 in
      try connection.run(
        """
        INSERT INTO lap (session_id, serial, number, kind, flags, time, sectors, top_speed, minimum_speed, fuel_used,
          game_time, finished_at, eligible, grid_length, grid_spacing) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
        """,
        [
          .integer(session), .integer(Int64(lap.serial)), .integer(Int64(lap.number)), .text(lap.kind.rawValue),
          .integer(Int64(lap.flags.rawValue)), .optional(lap.time), .text(TrackCoding.list(lap.sectors)),
          .optional(lap.topSpeed), .optional(lap.minimumSpeed), .optional(lap.fuelUsed), .real(lap.startTime),
          .real(finishedAt), .integer(lap.isEligible ? 1 : 0), .optional(lap.trace?.grid.length),
          .optional(lap.trace?.grid.spacing),
        ])
      let id = connection.lastInsertedID
      for (name, packed) in columns {
        try connection.run(
          "INSERT INTO lap_channel (lap_id, channel, step, origin, count, bytes, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
          [
            .integer(id), .text(name), .real(packed.step), .real(packed.origin), .integer(Int64(packed.count)),
            .integer(Int64(packed.size)), .blob(packed.data),
          ])
      }
      for loss in comparison?.corners ?? [] { try store(loss, lap: id) }
      try connection.run("DELETE FROM journal WHERE session_id = ?", [.integer(session)])
      return id
    }
  }

  private func pack(_ trace: LapTrace) throws(HistoryError) -> [(String, ColumnCoding.Packed)] {
    var result: [(String, ColumnCoding.Packed)] = [
      (Self.timeColumn, try ColumnCoding.pack(trace.time, step: 0.0001))
    ]
    for (channel, column) in trace.columns.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      result.append(
        (channel.identifier, try ColumnCoding.pack(column.map(Double.init), step: ColumnCoding.step(of: channel))))
    }
    if let offset = trace.lateralOffset {
      result.append((Self.offsetColumn, try ColumnCoding.pack(offset.map(Double.init), step: 0.01)))
    }
    return result
  }

  private static let timeColumn = "time"
  private static let offsetColumn = "lateralOffset"

  private func store(_ loss: CornerLoss, lap: Int64) throws(HistoryError) {
    let metrics = loss.metrics
    try connection.run(
      "INSERT INTO lap_corner VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      [
        .integer(lap), .integer(Int64(loss.corner.number)), .real(loss.loss), .real(loss.entry), .real(loss.mid),
        .real(loss.exit), .real(loss.run), .optional(metrics?.segmentTime), .optional(metrics?.brakeStart),
        .optional(metrics?.peakBrake), .optional(metrics?.turnIn), .optional(metrics?.entrySpeed),
        .optional(metrics?.minimumSpeed), .optional(metrics?.minimumSpeedStation), .optional(metrics?.exitSpeed),
        .optional(metrics?.throttlePickUp), .optional(metrics?.fullThrottle), .optional(metrics?.gear),
      ])
  }

  /// Marks the last lap of that number as undone by a rewind: it stays, and is no reference any more.
  public func markUndone(number: Int, session: Int64) throws(HistoryError) {
    try connection.run(
      """
      UPDATE lap SET flags = flags | ?, eligible = 0 WHERE id =
        (SELECT id FROM lap WHERE session_id = ? AND number = ? ORDER BY serial DESC LIMIT 1)
      """, [.integer(Int64(LapFlags.rewound.rawValue)), .integer(session), .integer(Int64(number))])
  }

  /// Notes how far the lap under way has come, so that a crash leaves a trace of it.
  public func journal(
    session: Int64, number: Int, station: Double?, lapTime: Double?, topSpeed: Double?, at time: Double
  ) throws(HistoryError) {
    try connection.run(
      """
      INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET number = excluded.number,
        station = excluded.station, lap_time = excluded.lap_time, top_speed = max(top_speed, excluded.top_speed),
        updated_at = excluded.updated_at
      """,
      [
        .integer(session), .integer(Int64(number)), .optional(station), .optional(lapTime), .optional(topSpeed),
        .real(time),
      ])
  }

  /// Turns what a crash left in the journal into incomplete laps; returns how many.
  ///
  /// - Parameter before: only entries that no program has touched since, s since 1970; a running one writes every second.
  @discardableResult
  public func recoverJournal(before: Double) throws(HistoryError) -> Int {
    try connection.transaction { () throws(HistoryError) -> Int in
      try connection.run(
        """
        INSERT INTO lap (session_id, serial, number, kind, flags, time, sectors, top_speed, game_time, finished_at, eligible)
        SELECT j.session_id, coalesce((SELECT max(serial) FROM lap l WHERE l.session_id = j.session_id), 0) + 1, j.number,
          'partial', 0, NULL, '', j.top_speed, 0, j.updated_at, 0
        FROM journal j WHERE j.updated_at < ? AND coalesce(j.lap_time, 0) > 1
        """, [.real(before)])
      let recovered = connection.changeCount
      try connection.run("DELETE FROM journal WHERE updated_at < ?", [.real(before)])
      return recovered
    }
  }

  /// Notes a line that was put before the driver.
  public func store(_ advice: Advice, lapSerial: Int, session: Int64) throws(HistoryError) {
    try connection.run(
      """
      INSERT INTO finding (session_id, lap_serial, rule, corner, loss, text, slot, shown_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(session), .integer(Int64(lapSerial)), .text(advice.finding?.rule ?? ""),
        .integer(Int64(advice.finding?.corner ?? 0)), .real(advice.finding?.loss ?? 0), .text(advice.text),
        .text(advice.slot.rawValue), .real(advice.shownAt),
      ])
  }

  // MARK: Reading

  /// Sessions that match, the newest first.
  public func sessions(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [SessionRecord] {
    let (condition, values) = filter.condition(withLaps: false)
    return try connection.rows(
      """
      SELECT s.id, s.started_at, d.name, s.game, s.game_name, c.name, coalesce(t.name, t.identifier), s.kind, s.source,
        (SELECT count(*) FROM lap WHERE session_id = s.id AND kind NOT IN ('partial', 'aborted')),
        (SELECT min(time) FROM lap WHERE session_id = s.id AND eligible = 1)
      FROM session s JOIN driver d ON d.id = s.driver_id LEFT JOIN car c ON c.id = s.car_id
        LEFT JOIN track t ON t.id = s.track_id
      \(condition) ORDER BY s.started_at DESC, s.id DESC LIMIT \(filter.limit) OFFSET \(filter.offset)
      """, values
    ) { row in
      SessionRecord(
        id: row.integer(0), startedAt: row.real(1) ?? 0, driver: row.text(2) ?? "", game: row.text(3) ?? "",
        gameName: row.text(4) ?? "", car: row.text(5), track: row.text(6), kind: row.text(7),
        source: row.text(8) ?? "", lapCount: Int(row.integer(9)), bestTime: row.real(10))
    }
  }

  /// Laps that match, the newest session first, in the order in which they were driven.
  public func laps(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [LapRecord] {
    let (condition, values) = filter.condition(withLaps: true)
    return try connection.rows(
      """
      \(Self.lapColumns) \(condition) ORDER BY s.started_at DESC, s.id DESC, l.serial
      LIMIT \(filter.limit) OFFSET \(filter.offset)
      """, values, Self.lapRecord)
  }

  /// One lap, or `nil`.
  public func lap(id: Int64) throws(HistoryError) -> LapRecord? {
    try connection.row("\(Self.lapColumns) WHERE l.id = ?", [.integer(id)], Self.lapRecord)
  }

  private static let lapColumns = """
    SELECT l.id, l.session_id, l.serial, l.number, l.kind, l.flags, l.time, l.sectors, l.top_speed, l.minimum_speed,
      l.fuel_used, l.finished_at, l.eligible, d.name, c.name, coalesce(t.name, t.identifier), s.game
    FROM lap l JOIN session s ON s.id = l.session_id JOIN driver d ON d.id = s.driver_id
      LEFT JOIN car c ON c.id = s.car_id LEFT JOIN track t ON t.id = s.track_id
    """

  private static func lapRecord(_ row: Statement) -> LapRecord {
    LapRecord(
      id: row.integer(0), sessionID: row.integer(1), serial: Int(row.integer(2)), number: Int(row.integer(3)),
      kind: LapKind(rawValue: row.text(4) ?? "") ?? .partial,
      flags: LapFlags(rawValue: UInt32(truncatingIfNeeded: row.integer(5))), time: row.real(6),
      sectors: TrackCoding.numbers(row.text(7) ?? ""), topSpeed: row.real(8), minimumSpeed: row.real(9),
      fuelUsed: row.real(10), finishedAt: row.real(11) ?? 0, isEligible: row.integer(12) != 0,
      driver: row.text(13) ?? "", car: row.text(14), track: row.text(15), game: row.text(16) ?? "")
  }

  /// A stored lap with its trace.
  public func loadLap(id: Int64) throws(HistoryError) -> Lap? {
    guard let record = try lap(id: id) else { return nil }
    var lap = Lap(
      serial: record.serial, number: record.number, kind: record.kind, flags: record.flags, time: record.time,
      sectors: record.sectors, topSpeed: record.topSpeed, minimumSpeed: record.minimumSpeed,
      fuelUsed: record.fuelUsed)
    lap.trace = try trace(lap: id, lapTime: record.time)
    return lap
  }

  private func trace(lap: Int64, lapTime: Double?) throws(HistoryError) -> LapTrace? {
    let size = try connection.row("SELECT grid_length, grid_spacing FROM lap WHERE id = ?", [.integer(lap)]) {
      ($0.real(0), $0.real(1))
    }
    guard let lapTime, let length = size?.0, let spacing = size?.1 else { return nil }
    let grid = DistanceGrid(length: length, spacing: spacing)
    let rows = try connection.rows(
      "SELECT channel, step, origin, count, bytes, data FROM lap_channel WHERE lap_id = ?", [.integer(lap)]
    ) { row in
      (
        row.text(0) ?? "",
        ColumnCoding.Packed(
          step: row.real(1) ?? 1, origin: row.real(2) ?? 0, count: Int(row.integer(3)), size: Int(row.integer(4)),
          data: row.blob(5))
      )
    }
    var time: [Double]?
    var offset: [Float]?
    var columns: [Channel: [Float]] = [:]
    for (name, packed) in rows {
      let values = try ColumnCoding.unpack(packed)
      guard values.count == grid.count else {
        throw HistoryError(kind: .damaged, message: "\(name) of lap \(lap) has \(values.count) of \(grid.count) values")
      }
      if name == Self.timeColumn {
        time = values
      } else if name == Self.offsetColumn {
        offset = values.map(Float.init)
      } else if let channel = Channel(identifier: name) {
        columns[channel] = values.map(Float.init)
      }
    }
    guard let time else { return nil }
    return LapTrace(grid: grid, lapTime: lapTime, time: time, columns: columns, lateralOffset: offset)
  }

  /// The best eligible lap of a driver with a car on a track, with its trace.
  public func bestLap(track: Int64, car: String?, driver: String) throws(HistoryError) -> Lap? {
    let id = try connection.row(
      """
      SELECT l.id FROM lap l JOIN session s ON s.id = l.session_id JOIN driver d ON d.id = s.driver_id
        LEFT JOIN car c ON c.id = s.car_id
      WHERE s.track_id = ? AND d.name = ? AND c.name IS ? AND l.eligible = 1 AND l.grid_length IS NOT NULL
      ORDER BY l.time LIMIT 1
      """, [.integer(track), .text(driver), .optional(car)]
    ) { $0.integer(0) }
    guard let id else { return nil }
    return try loadLap(id: id)
  }

  // MARK: Health

  /// SQLite's own check; `ok` where all is well.
  public func integrity() throws(HistoryError) -> String {
    try connection.row("PRAGMA integrity_check") { $0.text(0) ?? "" } ?? "no answer"
  }

  /// Number of sessions and laps.
  public func counts() throws(HistoryError) -> (sessions: Int, laps: Int) {
    let sessions = try connection.row("SELECT count(*) FROM session") { Int($0.integer(0)) } ?? 0
    let laps = try connection.row("SELECT count(*) FROM lap") { Int($0.integer(0)) } ?? 0
    return (sessions, laps)
  }
}

extension HistoryFilter {
  fileprivate func condition(withLaps: Bool) -> (String, [SQLValue]) {
    var parts: [String] = []
    var values: [SQLValue] = []
    func add(_ part: String, _ value: SQLValue) {
      parts.append(part)
      values.append(value)
    }
    if let session { add("s.id = ?", .integer(session)) }
    if let driver { add("d.name LIKE '%' || ? || '%'", .text(driver)) }
    if let car { add("c.name LIKE '%' || ? || '%'", .text(car)) }
    if let track { add("coalesce(t.name, t.identifier) LIKE '%' || ? || '%'", .text(track)) }
    if let game { add("s.game = ?", .text(game)) }
    if let since { add("s.started_at >= ?", .real(since)) }
    if onlyEligible, withLaps { parts.append("l.eligible = 1") }
    return (parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND "), values)
  }
}
