internal import Database

extension HistoryFilter {
  /// The filter as a condition of SQL with its values.
  func condition(withLaps: Bool) -> (String, [SQLValue]) {
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
    if let until { add("s.started_at < ?", .real(until)) }
    if let tag { add("s.id IN (SELECT session_id FROM session_tag WHERE tag = ?)", .text(tag)) }
    if onlyEligible, withLaps { parts.append("l.eligible = 1") }
    return (parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND "), values)
  }

  /// The filter as a condition on the baseline `b` with its track `t`, car `c` and driver `d`.
  var baselineCondition: (String, [SQLValue]) {
    var parts: [String] = []
    var values: [SQLValue] = []
    func add(_ part: String, _ value: SQLValue) {
      parts.append(part)
      values.append(value)
    }
    if let driver { add("d.name LIKE '%' || ? || '%'", .text(driver)) }
    if let car { add("c.name LIKE '%' || ? || '%'", .text(car)) }
    if let track { add("coalesce(t.name, t.identifier) LIKE '%' || ? || '%'", .text(track)) }
    if let game { add("t.game = ?", .text(game)) }
    return (parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND "), values)
  }
}
