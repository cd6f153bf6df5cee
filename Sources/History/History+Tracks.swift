internal import Database
public import Analysis
public import Timing

extension History {
  /// Stores a track, or a newer version of a known one, and links the session to it. Versions that are there stay as they are, and
  /// so does a name that the user gave: the game's own, which is in the identifier, does not come back.
  ///
  /// - Parameters:
  ///   - corners: taken where the track has none yet, or where they come from something better than those that it has.
  ///   - origin: where these corners come from.
  public func store(
    track: TrackModel, corners: [Corner], origin: CornerOrigin = .detected, game: String, session: Int64?
  ) throws(HistoryError) {
    let line = try track.line.map { line throws(HistoryError) in try TrackCoding.pack(line) }
    let corridor = try track.line.map { line throws(HistoryError) in try TrackCoding.packCorridor(line) } ?? []
    try connection.transaction { () throws(HistoryError) in
      try connection.run(
        """
        INSERT INTO track (identifier, game, name, version, slow_below, fast_above) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (identifier) DO UPDATE SET
          name = CASE WHEN name IS NOT NULL AND excluded.identifier = excluded.game || ':' || excluded.name THEN name
            ELSE coalesce(excluded.name, name) END,
          version = max(version, excluded.version), slow_below = coalesce(excluded.slow_below, slow_below),
          fast_above = coalesce(excluded.fast_above, fast_above)
        """,
        [
          .text(track.identifier), .text(game), .optional(track.name), .integer(Int64(track.version)),
          .optional(track.classLimits?.slowBelow), .optional(track.classLimits?.fastAbove),
        ])
      guard let id = try trackID(identifier: track.identifier) else { return }
      try connection.run(
        """
        INSERT INTO track_version (track_id, version, length, spacing, sectors, sectors_official, mini_sectors, left_sign,
          line, corridor) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (track_id, version) DO NOTHING
        """,
        [
          .integer(id), .integer(Int64(track.version)), .real(track.length), .real(track.grid.spacing),
          .text(TrackCoding.list(track.sectorStarts)), .integer(track.sectorsAreOfficial ? 1 : 0),
          .text(TrackCoding.list(track.miniSectorStarts)), .real(track.line?.leftSign ?? 1),
          line.map { .blob($0) } ?? .null, corridor.isEmpty ? .null : .blob(corridor),
        ])
      if let session { try link(session: session, track: id) }
      try offer(corners, from: origin, track: id)
    }
  }

  private func link(session: Int64, track: Int64) throws(HistoryError) {
    try connection.run("UPDATE session SET track_id = ? WHERE id = ?", [.integer(track), .integer(session)])
    guard let baseline = try baselineID(ofSession: session) else { return }
    // Laps that ended before the track was known.
    try connection.run(
      "UPDATE lap SET baseline_id = ? WHERE session_id = ? AND baseline_id IS NOT ?",
      [.integer(baseline), .integer(session), .integer(baseline)])
    guard connection.changeCount > 0 else { return }
    try connection.run(
      "UPDATE lap_corner SET baseline_id = ? WHERE lap_id IN (SELECT id FROM lap WHERE session_id = ?)",
      [.integer(baseline), .integer(session)])
    try rebuildStatistics(baseline: baseline)
  }

  /// The tracks of a game in their newest version, with their corners, the nearest use first.
  public func tracks(game: String) throws(HistoryError) -> [(id: Int64, model: TrackModel, corners: [Corner])] {
    let found = try connection.rows(
      """
      SELECT \(TrackCoding.columns) FROM track t JOIN track_version v ON v.track_id = t.id AND v.version = t.version
      WHERE t.game = ? ORDER BY t.id DESC
      """, [.text(game)]
    ) { row in (row.integer(0), TrackCoding.model(from: row)) }
    var result: [(id: Int64, model: TrackModel, corners: [Corner])] = []
    for (id, model) in found {
      guard let model else { continue }
      result.append((id, model, try corners(track: id)))
    }
    return result
  }

  /// The track on which a lap was driven, in the version on which the lap was stationed, with its corners; `nil` where it is not
  /// known.
  public func track(ofLap lap: Int64) throws(HistoryError) -> (model: TrackModel, corners: [Corner])? {
    let found = try connection.row(
      """
      SELECT \(TrackCoding.columns) FROM lap l JOIN session s ON s.id = l.session_id JOIN track t ON t.id = s.track_id
        JOIN track_version v ON v.track_id = t.id AND v.version = coalesce(l.track_version, t.version)
      WHERE l.id = ?
      """, [.integer(lap)]
    ) { row in (row.integer(0), TrackCoding.model(from: row)) }
    guard let (id, model) = found, let model else { return nil }
    return (model, try corners(track: id))
  }

  /// One version of a track, the newest without a number; `nil` where there is none.
  public func track(id: Int64, version: Int? = nil) throws(HistoryError) -> TrackModel? {
    try connection.row(
      """
      SELECT \(TrackCoding.columns) FROM track t
        JOIN track_version v ON v.track_id = t.id AND v.version = coalesce(?, t.version) WHERE t.id = ?
      """, [.optional(version), .integer(id)]
    ) { row in TrackCoding.model(from: row) } ?? nil
  }

  /// Versions of a track's line, oldest first.
  public func versions(ofTrack track: Int64) throws(HistoryError) -> [Int] {
    try connection.rows(
      "SELECT version FROM track_version WHERE track_id = ? ORDER BY version", [.integer(track)]
    ) { Int($0.integer(0)) }
  }

  /// Tracks whose name holds a text, with what was driven on them, by name.
  public func trackList(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [TrackRecord] {
    var conditions: [String] = []
    var values: [SQLValue] = []
    if let name = filter.track {
      conditions.append("coalesce(t.name, t.identifier) LIKE '%' || ? || '%'")
      values.append(.text(name))
    }
    if let game = filter.game {
      conditions.append("t.game = ?")
      values.append(.text(game))
    }
    let condition = conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND ")
    let order = filter.sort?.clause(Self.trackOrders, then: "t.id") ?? "ORDER BY 2, t.id"
    return try connection.rows(
      """
      SELECT t.id, coalesce(t.name, t.identifier), t.game, t.version, v.length, t.slow_below, t.fast_above, t.corners_from,
        (SELECT count(*) FROM corner WHERE track_id = t.id), (SELECT count(*) FROM session WHERE track_id = t.id),
        coalesce((SELECT sum(k.laps) FROM session s JOIN session_count k ON k.session_id = s.id
          WHERE s.track_id = t.id), 0),
        (SELECT min((SELECT min(time) FROM lap WHERE baseline_id = b.id AND eligible = 1)) FROM baseline b
          WHERE b.track_id = t.id),
        t.identifier
      FROM track t JOIN track_version v ON v.track_id = t.id AND v.version = t.version
      \(condition) \(order) LIMIT \(filter.limit) OFFSET \(filter.offset)
      """, values
    ) { row in
      var limits: CornerClassLimits?
      if let slow = row.real(5), let fast = row.real(6) { limits = CornerClassLimits(slowBelow: slow, fastAbove: fast) }
      return TrackRecord(
        id: row.integer(0), name: row.text(1) ?? "", game: row.text(2) ?? "", version: Int(row.integer(3)),
        length: row.real(4) ?? 0, classLimits: limits,
        cornerOrigin: CornerOrigin(rawValue: row.text(7) ?? "") ?? .detected, cornerCount: Int(row.integer(8)),
        sessionCount: Int(row.integer(9)), lapCount: Int(row.integer(10)), bestTime: row.real(11),
        identifier: row.text(12) ?? "")
    }
  }

  /// What tracks can be sorted by.
  public static let trackSorts: [ListSort.Key] = trackOrders.keys.sorted { $0.rawValue < $1.rawValue }

  private static let trackOrders: [ListSort.Key: String] = [
    .name: "2", .game: "t.game", .length: "v.length", .sessions: "10", .laps: "11", .best: "12",
  ]

  /// Id of the fastest lap of anybody on the newest line of a track; `nil` where no lap has samples.
  public func fastestLapID(track: Int64) throws(HistoryError) -> Int64? {
    try connection.row(
      """
      SELECT l.id FROM baseline b JOIN track t ON t.id = b.track_id
        JOIN track_version v ON v.track_id = t.id AND v.version = t.version JOIN lap l ON l.baseline_id = b.id
      WHERE b.track_id = ? AND l.time IS NOT NULL AND l.grid_length = v.length AND l.grid_spacing = v.spacing
      ORDER BY l.eligible DESC, l.time LIMIT 1
      """, [.integer(track)]
    ) { $0.integer(0) }
  }

  /// Id of a track; `nil` where it is not stored.
  public func trackID(identifier: String) throws(HistoryError) -> Int64? {
    try connection.row("SELECT id FROM track WHERE identifier = ?", [.text(identifier)]) { $0.integer(0) }
  }

  /// Ids of the laps that were driven on a track.
  public func lapIDs(track: Int64) throws(HistoryError) -> [Int64] {
    try connection.rows(
      "SELECT l.id FROM session s JOIN lap l ON l.session_id = s.id WHERE s.track_id = ? ORDER BY l.id",
      [.integer(track)]
    ) { $0.integer(0) }
  }

  /// Names a track.
  public func rename(track: Int64, to name: String) throws(HistoryError) {
    try connection.run("UPDATE track SET name = ? WHERE id = ?", [.text(name), .integer(track)])
  }

  /// Sets the speeds by which the corners of a track are slow, medium or fast; `nil` judges them by each other again.
  ///
  /// - Parameter corners: the corners as these limits class them. Stored passages follow.
  public func set(
    limits: CornerClassLimits?, corners: [Corner], track: Int64
  ) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      try connection.run(
        "UPDATE track SET slow_below = ?, fast_above = ? WHERE id = ?",
        [.optional(limits?.slowBelow), .optional(limits?.fastAbove), .integer(track)])
      for corner in corners {
        try connection.run(
          "UPDATE corner SET class = ? WHERE track_id = ? AND number = ?",
          [.text(corner.cornerClass.rawValue), .integer(track), .integer(Int64(corner.number))])
        try connection.run(
          """
          UPDATE lap_corner SET class = ? WHERE corner = ?
            AND baseline_id IN (SELECT id FROM baseline WHERE track_id = ?) AND class IS NOT ?
          """,
          [
            .text(corner.cornerClass.rawValue), .integer(Int64(corner.number)), .integer(track),
            .text(corner.cornerClass.rawValue),
          ])
      }
    }
  }
}
