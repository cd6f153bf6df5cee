internal import Database

/// A driver or a car with what was driven.
public struct NamedRecord: Sendable, Hashable, Identifiable {
  public var id: Int64
  public var name: String
  /// The game of a car; `nil` for a driver.
  public var game: String?
  public var sessionCount: Int
  /// Laps from line to line.
  public var lapCount: Int
  /// When it was driven last, s since 1970; `nil` where nothing is left of it.
  public var lastDrivenAt: Double?
}

extension History {
  /// Drivers whose name holds a text, by name.
  public func drivers(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [NamedRecord] {
    try named("driver", game: "NULL", text: filter.driver, filter)
  }

  /// Cars whose name holds a text, by name.
  public func cars(_ filter: HistoryFilter = HistoryFilter()) throws(HistoryError) -> [NamedRecord] {
    try named("car", game: "n.game", text: filter.car, filter)
  }

  /// What cars and drivers can be sorted by.
  public static let nameSorts: [ListSort.Key] = nameOrders.keys.sorted { $0.rawValue < $1.rawValue }

  private static let nameOrders: [ListSort.Key: String] = [.name: "n.name", .sessions: "4", .laps: "5", .date: "6"]

  private func named(
    _ table: String, game column: String, text: String?, _ filter: HistoryFilter
  ) throws(HistoryError) -> [NamedRecord] {
    var parts: [String] = []
    var values: [SQLValue] = []
    if let text {
      parts.append("n.name LIKE '%' || ? || '%'")
      values.append(.text(text))
    }
    if table == "car", let game = filter.game {
      parts.append("n.game = ?")
      values.append(.text(game))
    }
    let condition = parts.isEmpty ? "" : "WHERE " + parts.joined(separator: " AND ")
    let order = filter.sort?.clause(Self.nameOrders, then: "n.id") ?? "ORDER BY n.name, n.id"
    return try connection.rows(
      """
      SELECT n.id, n.name, \(column), count(s.id), coalesce(sum(k.complete), 0), max(s.started_at)
      FROM \(table) n LEFT JOIN session s ON s.\(table)_id = n.id LEFT JOIN session_count k ON k.session_id = s.id
      \(condition) GROUP BY n.id \(order) LIMIT \(filter.limit) OFFSET \(filter.offset)
      """, values
    ) { row in
      NamedRecord(
        id: row.integer(0), name: row.text(1) ?? "", game: row.text(2), sessionCount: Int(row.integer(3)),
        lapCount: Int(row.integer(4)), lastDrivenAt: row.real(5))
    }
  }
}
