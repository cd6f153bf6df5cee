internal import Database
public import Timing

extension History {
  /// Laps of this epoch, as a condition on the lap `l` and its baseline `b`.
  static let inEpoch = "(b.began_at IS NULL OR l.finished_at >= b.began_at)"

  private static let ofKey = """
    SELECT id FROM baseline
    WHERE track_id = ? AND driver_id = ? AND coalesce(car_id, 0) = coalesce(?, 0)
      AND coalesce(game_version, '') = coalesce(?, '')
    """

  /// Track, driver, car and physics version of a session; `nil` before its track is known.
  private func key(ofSession session: Int64) throws(HistoryError) -> [SQLValue]? {
    try connection.row(
      "SELECT track_id, driver_id, car_id, game_version FROM session WHERE id = ?", [.integer(session)]
    ) { row -> [SQLValue]? in
      row.optionalInteger(0).map { track in
        [
          .integer(track), .integer(row.integer(1)), .optional(row.optionalInteger(2)),
          .optional(PhysicsVersion.of(row.text(3))),
        ]
      }
    } ?? nil
  }

  /// The id of the baseline that a session belongs to, made where it is new; `nil` before its track is known.
  func baselineID(ofSession session: Int64) throws(HistoryError) -> Int64? {
    guard let key = try key(ofSession: session) else { return nil }
    return try identifier(
      Self.ofKey, "INSERT INTO baseline (track_id, driver_id, car_id, game_version) VALUES (?, ?, ?, ?)", key)
  }

  /// The id of a baseline by its key, made where it is new.
  func baselineID(track: Int64, driver: Int64, car: Int64?, gameVersion: String?) throws(HistoryError) -> Int64 {
    try identifier(
      Self.ofKey, "INSERT INTO baseline (track_id, driver_id, car_id, game_version) VALUES (?, ?, ?, ?)",
      [.integer(track), .integer(driver), .optional(car), .optional(gameVersion)])
  }

  /// The baseline of a driver with a car on a track; `nil` where nothing was driven.
  public func baselineID(
    track: Int64, car: String?, driver: String, gameVersion: String?
  ) throws(HistoryError) -> Int64? {
    try connection.row(
      """
      SELECT b.id FROM driver d JOIN baseline b ON b.track_id = ? AND b.driver_id = d.id LEFT JOIN car c ON c.id = b.car_id
      WHERE d.name = ? AND c.name IS ? AND coalesce(b.game_version, '') = coalesce(?, '')
      """, [.integer(track), .text(driver), .optional(car), .optional(PhysicsVersion.of(gameVersion))]
    ) { $0.integer(0) }
  }

  /// The baseline of a session; `nil` where its track is not known.
  public func baseline(ofSession session: Int64) throws(HistoryError) -> Int64? {
    guard let key = try key(ofSession: session) else { return nil }
    return try connection.row(Self.ofKey, key) { $0.integer(0) }
  }

  /// The baseline of a lap; `nil` where its track is not known.
  public func baseline(ofLap lap: Int64) throws(HistoryError) -> Int64? {
    try connection.row("SELECT baseline_id FROM lap WHERE id = ?", [.integer(lap)]) { $0.optionalInteger(0) } ?? nil
  }

  /// Id of the best eligible lap of a baseline's epoch.
  func bestLapID(baseline: Int64) throws(HistoryError) -> Int64? {
    try connection.row(
      """
      SELECT l.id FROM baseline b JOIN track t ON t.id = b.track_id
        JOIN track_version v ON v.track_id = t.id AND v.version = t.version
        JOIN lap l ON l.baseline_id = b.id AND l.eligible = 1
      WHERE b.id = ? AND l.grid_length = v.length AND l.grid_spacing = v.spacing AND \(Self.inEpoch)
      ORDER BY l.time LIMIT 1
      """, [.integer(baseline)]
    ) { $0.integer(0) }
  }

  /// Id of the lap that a baseline is measured against: the one chosen by hand, else the best of its epoch.
  public func referenceID(baseline: Int64) throws(HistoryError) -> Int64? {
    let chosen = try connection.row("SELECT lap_id FROM baseline WHERE id = ?", [.integer(baseline)]) {
      $0.optionalInteger(0)
    }
    if let chosen, let id = chosen { return id }
    return try bestLapID(baseline: baseline)
  }

  /// The lap that a baseline is measured against, with its trace on the newest line of the track.
  public func reference(baseline: Int64) throws(HistoryError) -> Lap? {
    guard let id = try referenceID(baseline: baseline) else { return nil }
    return try loadCurrentLap(id: id)
  }

  /// The best eligible lap of a driver with a car on a track since the last reset, with its trace on the newest line.
  public func bestLap(
    track: Int64, car: String?, driver: String, gameVersion: String? = nil
  ) throws(HistoryError) -> Lap? {
    guard
      let baseline = try baselineID(track: track, car: car, driver: driver, gameVersion: gameVersion),
      let id = try bestLapID(baseline: baseline)
    else { return nil }
    return try loadCurrentLap(id: id)
  }

  /// Baselines that match and under which a lap was driven, by track, car and driver.
  public func baselines(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [BaselineRecord] {
    let (condition, values) = filter.baselineCondition
    let driven = "EXISTS (SELECT 1 FROM lap WHERE baseline_id = b.id)"
    return try baselines(
      condition: condition.isEmpty ? "WHERE \(driven)" : "\(condition) AND \(driven)", values)
  }

  /// One baseline.
  public func baseline(id: Int64) throws(HistoryError) -> BaselineRecord? {
    try baselines(condition: "WHERE b.id = ?", [.integer(id)]).first
  }

  private func baselines(condition: String, _ values: [SQLValue]) throws(HistoryError) -> [BaselineRecord] {
    var found = try connection.rows(
      """
      SELECT b.id, b.track_id, coalesce(t.name, t.identifier), t.game, b.game_version, c.name, d.name, b.epoch, b.began_at,
        b.lap_id, (SELECT count(*) FROM lap l WHERE l.baseline_id = b.id AND l.eligible = 1 AND \(Self.inEpoch)),
        (SELECT count(*) FROM lap l WHERE l.baseline_id = b.id),
        (SELECT l.finished_at FROM lap l WHERE l.baseline_id = b.id ORDER BY l.finished_at DESC LIMIT 1)
      FROM baseline b JOIN track t ON t.id = b.track_id JOIN driver d ON d.id = b.driver_id
        LEFT JOIN car c ON c.id = b.car_id
      \(condition) ORDER BY 3, 6, 7, 5
      """, values
    ) { row in
      BaselineRecord(
        id: row.integer(0), trackID: row.integer(1), track: row.text(2) ?? "", game: row.text(3) ?? "",
        gameVersion: row.text(4), car: row.text(5), driver: row.text(6) ?? "", epoch: Int(row.integer(7)),
        beganAt: row.real(8), chosenLap: row.optionalInteger(9), eligibleCount: Int(row.integer(10)),
        lapCount: Int(row.integer(11)), lastLapAt: row.real(12))
    }
    for index in found.indices {
      guard let id = try referenceID(baseline: found[index].id) else { continue }
      found[index].lap = id
      found[index].time = try connection.row("SELECT time FROM lap WHERE id = ?", [.integer(id)]) { $0.real(0) } ?? nil
    }
    return found
  }

  /// Measures a baseline against a lap of its track from now on; `nil` for its best lap again.
  public func choose(lap: Int64?, baseline: Int64) throws(HistoryError) {
    try connection.run("UPDATE baseline SET lap_id = ? WHERE id = ?", [.optional(lap), .integer(baseline)])
  }

  /// Begins a new epoch: the laps so far stay, and are no best and no reference any more.
  ///
  /// - Parameter date: s since 1970.
  public func reset(baseline: Int64, at date: Double) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      try connection.run(
        "UPDATE baseline SET epoch = epoch + 1, began_at = ?, lap_id = NULL WHERE id = ?",
        [.real(date), .integer(baseline)])
      try rebuildStatistics(baseline: baseline)
      // What was to be reached on the laps before has no measure any more.
      try connection.run(
        "UPDATE goal SET state = 'missed', changed_at = ? WHERE baseline_id = ? AND state = 'open'",
        [.real(date), .integer(baseline)])
    }
  }
}
