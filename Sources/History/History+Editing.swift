internal import Database
internal import Timing

/// What has a name in the history and can be renamed or merged.
public enum NamedThing: String, Sendable, CaseIterable {
  case driver
  case car
  case track
}

extension History {
  // MARK: Deleting

  /// Deletes a session with its laps.
  @discardableResult
  public func delete(session: Int64, at date: Double) throws(HistoryError) -> ChangeRecord? {
    try change("deleted session \(session)", at: date) { () throws(HistoryError) in
      let baselines = try connection.rows(
        "SELECT DISTINCT baseline_id FROM lap WHERE session_id = ? AND baseline_id IS NOT NULL", [.integer(session)]
      ) { $0.integer(0) }
      try connection.run("DELETE FROM session WHERE id = ?", [.integer(session)])
      for baseline in baselines { try rebuildStatistics(baseline: baseline) }
    }
  }

  /// Deletes a lap.
  @discardableResult
  public func delete(lap: Int64, at date: Double) throws(HistoryError) -> ChangeRecord? {
    try change("deleted lap \(lap)", at: date) { () throws(HistoryError) in
      let baseline = try baseline(ofLap: lap)
      try connection.run("DELETE FROM lap WHERE id = ?", [.integer(lap)])
      if let baseline { try rebuildStatistics(baseline: baseline) }
    }
  }

  // MARK: Tags and notes

  /// Replaces the tags of a session.
  @discardableResult
  public func set(tags: [String], session: Int64, at date: Double) throws(HistoryError) -> ChangeRecord? {
    try change("tags of session \(session)", at: date) { () throws(HistoryError) in
      try connection.run("DELETE FROM session_tag WHERE session_id = ?", [.integer(session)])
      for tag in tags where !tag.isEmpty {
        try connection.run("INSERT OR IGNORE INTO session_tag VALUES (?, ?)", [.integer(session), .text(tag)])
      }
    }
  }

  /// Replaces the note of a session; an empty one removes it.
  @discardableResult
  public func set(note: String, session: Int64, at date: Double) throws(HistoryError) -> ChangeRecord? {
    try change("note of session \(session)", at: date) { () throws(HistoryError) in
      try connection.run(
        "UPDATE session SET note = ? WHERE id = ?", [note.isEmpty ? .null : .text(note), .integer(session)])
    }
  }

  // MARK: Names

  /// Gives a driver or a car another name; where that name is taken (for a car: in the same game), the two become one.
  /// A track only changes its name here: two tracks become one in `mergeTracks`, which needs their laps measured anew.
  ///
  /// - Returns: `nil` where there is nothing of that id, or where it is called so already.
  @discardableResult
  public func rename(
    _ thing: NamedThing, _ id: Int64, to name: String, at date: Double
  ) throws(HistoryError) -> ChangeRecord? {
    let table = thing.rawValue
    let shown = thing == .track ? "coalesce(name, identifier)" : "name"
    let known = try connection.row("SELECT \(shown) FROM \(table) WHERE id = ?", [.integer(id)]) {
      $0.text(0) ?? ""
    }
    guard let old = known, old != name else { return nil }
    let other: Int64? =
      switch thing {
      case .track: nil
      case .driver:
        try connection.row("SELECT id FROM driver WHERE name = ?", [.text(name)]) { $0.integer(0) }
      case .car:
        try connection.row(
          "SELECT o.id FROM car c JOIN car o ON o.game = c.game AND o.name = ? WHERE c.id = ?",
          [.text(name), .integer(id)]
        ) { $0.integer(0) }
      }
    return try change("\(table) “\(old)” is “\(name)” now", at: date) { () throws(HistoryError) in
      guard let other else {
        try connection.run("UPDATE \(table) SET name = ? WHERE id = ?", [.text(name), .integer(id)])
        return
      }
      try connection.run(
        "UPDATE session SET \(table)_id = ? WHERE \(table)_id = ?", [.integer(other), .integer(id)])
      try rekey(where: "\(table)_id = \(other)", emptied: "\(table)_id = \(id)")
      try connection.run("DELETE FROM \(table) WHERE id = ?", [.integer(id)])
    }
  }

  /// Makes one track of two: the sessions of `track` become sessions of `other`, whose line, corners and name stay.
  ///
  /// - Parameter laps: the laps of `track` as they are on the line of `other`; those that are missing keep their times and lose
  ///   their samples' place, so that they are compared with nothing.
  @discardableResult
  public func merge(
    track: Int64, into other: Int64, laps: [Int64: StationedLap], at date: Double
  ) throws(HistoryError) -> ChangeRecord? {
    guard track != other else { return nil }
    let names = try connection.rows(
      "SELECT coalesce(name, identifier) FROM track WHERE id IN (?, ?) ORDER BY id = ?",
      [.integer(track), .integer(other), .integer(other)]
    ) { $0.text(0) ?? "" }
    guard names.count == 2 else { return nil }
    return try change("track “\(names[0])” is part of “\(names[1])” now", at: date) { () throws(HistoryError) in
      let ids = try connection.rows(
        "SELECT l.id FROM lap l JOIN session s ON s.id = l.session_id WHERE s.track_id = ?", [.integer(track)]
      ) { $0.integer(0) }
      try connection.run("UPDATE session SET track_id = ? WHERE track_id = ?", [.integer(other), .integer(track)])
      for id in ids { try restation(lap: id, as: laps[id]) }
      try rekey(where: "track_id = \(other)", emptied: "track_id = \(track)")
      try connection.run("DELETE FROM track WHERE id = ?", [.integer(track)])
    }
  }

  private func restation(lap id: Int64, as stationed: StationedLap?) throws(HistoryError) {
    try connection.run("DELETE FROM lap_corner WHERE lap_id = ?", [.integer(id)])
    guard let stationed else {
      try connection.run(
        "UPDATE lap SET grid_length = NULL, grid_spacing = NULL, track_version = NULL, eligible = 0 WHERE id = ?",
        [.integer(id)])
      return
    }
    let columns = try pack(stationed.trace)
    try connection.run("DELETE FROM lap_channel WHERE lap_id = ?", [.integer(id)])
    try connection.run("DELETE FROM lap_stretch WHERE lap_id = ?", [.integer(id)])
    for (name, packed) in columns { try store(packed, channel: name, lap: id) }
    try store(stretchesOf: stationed.trace, lap: id)
    try connection.run(
      "UPDATE lap SET grid_length = ?, grid_spacing = ?, track_version = ? WHERE id = ?",
      [
        .real(stationed.trace.grid.length), .real(stationed.trace.grid.spacing),
        .integer(Int64(stationed.trackVersion)), .integer(id),
      ])
  }

  /// Puts the laps of sessions whose key has changed under the baselines of their new key, and removes baselines that nothing is
  /// left of. Their laps are to be measured anew: what they are compared with may be another lap now.
  func rekey(where condition: String, emptied: String) throws(HistoryError) {
    let sessions = try connection.rows("SELECT id FROM session WHERE \(condition) AND track_id IS NOT NULL") {
      $0.integer(0)
    }
    var touched: Set<Int64> = []
    for session in sessions {
      guard let baseline = try baselineID(ofSession: session) else { continue }
      try connection.run(
        "UPDATE lap SET baseline_id = ?, engine = 0 WHERE session_id = ? AND baseline_id IS NOT ?",
        [.integer(baseline), .integer(session), .integer(baseline)])
      guard connection.changeCount > 0 else { continue }
      touched.insert(baseline)
      try connection.run(
        "UPDATE lap_corner SET baseline_id = ? WHERE lap_id IN (SELECT id FROM lap WHERE session_id = ?)",
        [.integer(baseline), .integer(session)])
    }
    for baseline in touched.sorted() { try rebuildStatistics(baseline: baseline) }
    try connection.run(
      "DELETE FROM baseline WHERE \(emptied) AND NOT EXISTS (SELECT 1 FROM lap WHERE baseline_id = baseline.id)")
  }
}
