internal import Database
public import Analysis
public import Timing

extension History {
  /// Stores a finished lap with its samples and the numbers of its corners, all or nothing, and clears the journal.
  ///
  /// - Parameter trackVersion: version of the track's line on which the lap was stationed; the newest with its stations where it
  ///   is not said.
  @discardableResult
  public func store(
    _ lap: Lap, comparison: LapComparison?, session: Int64, finishedAt: Double, trackVersion: Int? = nil
  ) throws(HistoryError) -> Int64 {
    let columns = try lap.trace.map { trace throws(HistoryError) in try pack(trace) } ?? []
    return try connection.transaction { () throws(HistoryError) -> Int64 in
      let baseline = try baselineID(ofSession: session)
      var version = trackVersion
      if version == nil, let grid = lap.trace?.grid { version = try newestVersion(with: grid, session: session) }
      try withdrawRecovered(lap: lap.number, serial: lap.serial, session: session)
      try connection.run(
        """
        INSERT INTO lap (session_id, serial, number, kind, flags, time, sectors, top_speed, minimum_speed, fuel_used,
          game_time, finished_at, eligible, grid_length, grid_spacing, track_version, baseline_id, engine)
          VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
        """,
        [
          .integer(session), .integer(Int64(lap.serial)), .integer(Int64(lap.number)), .text(lap.kind.rawValue),
          .integer(Int64(lap.flags.rawValue)), .optional(lap.time), .text(TrackCoding.list(lap.sectors)),
          .optional(lap.topSpeed), .optional(lap.minimumSpeed), .optional(lap.fuelUsed), .real(lap.startTime),
          .real(finishedAt), .integer(lap.isEligible ? 1 : 0), .optional(lap.trace?.grid.length),
          .optional(lap.trace?.grid.spacing), .optional(version), .optional(baseline),
          .integer(Int64(analysisVersion)),
        ])
      let id = connection.lastInsertedID
      for (name, packed) in columns { try store(packed, channel: name, lap: id) }
      if let trace = lap.trace { try store(stretchesOf: trace, lap: id) }
      let passages = (comparison?.corners ?? []).map { Passage($0, isEvidence: lap.isEvidence) }
      for passage in passages { try store(passage, lap: id, baseline: baseline, finishedAt: finishedAt) }
      if let baseline { try learn(passages, lap: id, baseline: baseline, finishedAt: finishedAt) }
      try connection.run("DELETE FROM journal WHERE session_id = ?", [.integer(session)])
      return id
    }
  }

  private func newestVersion(with grid: DistanceGrid, session: Int64) throws(HistoryError) -> Int? {
    try connection.row(
      """
      SELECT v.version FROM session s JOIN track_version v ON v.track_id = s.track_id
      WHERE s.id = ? AND v.length = ? AND v.spacing = ? ORDER BY v.version DESC LIMIT 1
      """, [.integer(session), .real(grid.length), .real(grid.spacing)]
    ) { Int($0.integer(0)) }
  }

  /// Marks the last lap of that number as undone by a rewind: it stays, and is no reference and no evidence any more.
  public func markUndone(number: Int, session: Int64) throws(HistoryError) {
    let found = try connection.row(
      "SELECT id, baseline_id FROM lap WHERE session_id = ? AND number = ? ORDER BY serial DESC LIMIT 1",
      [.integer(session), .integer(Int64(number))]
    ) { ($0.integer(0), $0.optionalInteger(1)) }
    guard let (lap, baseline) = found else { return }
    try connection.transaction { () throws(HistoryError) in
      try connection.run(
        "UPDATE lap SET flags = flags | ?, eligible = 0 WHERE id = ?",
        [.integer(Int64(LapFlags.rewound.rawValue)), .integer(lap)])
      try connection.run("UPDATE lap_corner SET usable = 0 WHERE lap_id = ?", [.integer(lap)])
      if let baseline { try rebuildStatistics(baseline: baseline) }
    }
  }

  /// One lap, or `nil`.
  public func lap(id: Int64) throws(HistoryError) -> LapRecord? {
    try connection.row("\(Self.lapColumns) WHERE l.id = ?", [.integer(id)], Self.lapRecord)
  }

  static let lapColumns = """
    SELECT l.id, l.session_id, l.serial, l.number, l.kind, l.flags, l.time, l.sectors, l.top_speed, l.minimum_speed,
      l.fuel_used, l.finished_at, l.eligible, d.name, c.name, coalesce(t.name, t.identifier), s.game
    FROM lap l JOIN session s ON s.id = l.session_id JOIN driver d ON d.id = s.driver_id
      LEFT JOIN car c ON c.id = s.car_id LEFT JOIN track t ON t.id = s.track_id
    """

  static func lapRecord(_ row: Statement) -> LapRecord {
    LapRecord(
      id: row.integer(0), sessionID: row.integer(1), serial: Int(row.integer(2)), number: Int(row.integer(3)),
      kind: LapKind(rawValue: row.text(4) ?? "") ?? .partial,
      flags: LapFlags(rawValue: UInt32(truncatingIfNeeded: row.integer(5))), time: row.real(6),
      sectors: TrackCoding.numbers(row.text(7) ?? ""), topSpeed: row.real(8), minimumSpeed: row.real(9),
      fuelUsed: row.real(10), finishedAt: row.real(11) ?? 0, isEligible: row.integer(12) != 0,
      driver: row.text(13) ?? "", car: row.text(14), track: row.text(15), game: row.text(16) ?? "")
  }

  /// A stored lap with its trace, as it was stationed.
  public func loadLap(id: Int64) throws(HistoryError) -> Lap? {
    guard let record = try lap(id: id) else { return nil }
    var lap = Lap(record)
    lap.trace = try trace(lap: id, lapTime: record.time)
    return lap
  }

  /// A stored lap with its trace on the newest line of its track.
  public func loadCurrentLap(id: Int64) throws(HistoryError) -> Lap? {
    guard var lap = try loadLap(id: id), let trace = lap.trace else { return try loadLap(id: id) }
    let place = try connection.row(
      """
      SELECT t.id, l.track_version, t.version FROM lap l JOIN session s ON s.id = l.session_id
        JOIN track t ON t.id = s.track_id WHERE l.id = ?
      """, [.integer(id)]
    ) { ($0.integer(0), $0.optionalInteger(1), $0.integer(2)) }
    guard let (track, stationed, newest) = place, let stationed, stationed != newest,
      let old = try self.track(id: track, version: Int(stationed)), let new = try self.track(id: track)
    else { return lap }
    lap.trace = TrackRefinement.carry(trace, from: old, to: new)
    return lap
  }
}

extension Lap {
  /// The lap of a list, without its trace.
  public init(_ record: LapRecord) {
    self.init(
      serial: record.serial, number: record.number, kind: record.kind, flags: record.flags, time: record.time,
      sectors: record.sectors, topSpeed: record.topSpeed, minimumSpeed: record.minimumSpeed,
      fuelUsed: record.fuelUsed)
  }
}
