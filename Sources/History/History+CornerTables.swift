internal import Database
public import Analysis

extension History {
  /// The corners of a track, in the order of the lap.
  public func corners(track: Int64) throws(HistoryError) -> [Corner] {
    try connection.rows(
      """
      SELECT number, name, direction, class, start, apex, "end", segment_start, complex, turned_angle, coachable
      FROM corner WHERE track_id = ? ORDER BY apex
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

  /// Where the corners of a track come from.
  public func cornerOrigin(track: Int64) throws(HistoryError) -> CornerOrigin {
    try connection.row("SELECT corners_from FROM track WHERE id = ?", [.integer(track)]) {
      CornerOrigin(rawValue: $0.text(0) ?? "") ?? .detected
    } ?? .detected
  }

  /// Replaces the corners of a track by what its user made of them.
  ///
  /// - Parameter remeasures: whether stored laps have to be measured anew; a name changes no number.
  public func replace(corners: [Corner], track: Int64, remeasures: Bool) throws(HistoryError) {
    try connection.transaction { () throws(HistoryError) in
      try put(corners, from: .edited, track: track, remeasures: remeasures)
    }
  }

  /// Takes corners where there are none, or where these come from something better. Within a transaction.
  func offer(_ corners: [Corner], from origin: CornerOrigin, track: Int64) throws(HistoryError) {
    guard !corners.isEmpty else { return }
    let known = try self.corners(track: track)
    let present = try cornerOrigin(track: track)
    guard known.isEmpty || origin > present else { return }
    // The same corners under another origin leave every number as it is.
    let isSame = known.map { [$0.start, $0.apex, $0.end] } == corners.map { [$0.start, $0.apex, $0.end] }
    try put(corners, from: origin, track: track, remeasures: !known.isEmpty && !isSame)
  }

  /// Puts corners in the place of those that are there. Within a transaction.
  func put(
    _ corners: [Corner], from origin: CornerOrigin, track: Int64, remeasures: Bool
  ) throws(HistoryError) {
    try connection.run("DELETE FROM corner WHERE track_id = ?", [.integer(track)])
    for corner in corners {
      try connection.run(
        "INSERT INTO corner VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
          .integer(track), .integer(Int64(corner.number)), .text(corner.name), .text(corner.direction.rawValue),
          .text(corner.cornerClass.rawValue), .real(corner.start), .real(corner.apex), .real(corner.end),
          .real(corner.segmentStart), .integer(Int64(corner.complex)), .real(corner.turnedAngle),
          .integer(corner.isCoachable ? 1 : 0),
        ])
    }
    try connection.run("UPDATE track SET corners_from = ? WHERE id = ?", [.text(origin.rawValue), .integer(track)])
    guard remeasures else { return }
    try connection.run(
      "UPDATE lap SET engine = 0 WHERE baseline_id IN (SELECT id FROM baseline WHERE track_id = ?)", [.integer(track)])
  }
}
