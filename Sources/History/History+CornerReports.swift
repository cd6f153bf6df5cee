public import Analysis
import Timing

extension History {
  /// What a line of a report is about.
  private struct ReportKey: Hashable {
    var track: Int64
    var corner: Int
    var cornerClass: String
    var group: String
  }

  /// Statistics of usable passages, corner by corner in the order of the lap, then class by class.
  ///
  /// - Parameters:
  ///   - filter: of tracks, cars, drivers and games, and since when.
  ///   - cornerClass: only corners of this class.
  public func cornerReports(
    _ filter: HistoryFilter, cornerClass: Corner.Class? = nil, by grouping: CornerReport.Grouping = .none
  ) throws(HistoryError) -> (corners: [CornerReport], classes: [CornerReport]) {
    var corners: [ReportKey: PassageGroup] = [:]
    var classes: [ReportKey: PassageGroup] = [:]
    for (key, values) in try reportRows(filter, cornerClass: cornerClass, grouping) {
      corners[key, default: PassageGroup()].add(values)
      let ofClass = ReportKey(track: 0, corner: 0, cornerClass: key.cornerClass, group: key.group)
      classes[ofClass, default: PassageGroup()].add(values)
    }
    var names: [Int64: (name: String, corners: [Corner])] = [:]
    for track in Set(corners.keys.map(\.track)) {
      let name = try connection.row("SELECT coalesce(name, identifier) FROM track WHERE id = ?", [.integer(track)]) {
        $0.text(0) ?? ""
      }
      names[track] = (name ?? "", try self.corners(track: track))
    }
    let places = names.mapValues { track in
      Dictionary(track.corners.enumerated().map { ($1.number, $0) }, uniquingKeysWith: { first, _ in first })
    }
    func place(_ key: ReportKey) -> Int { places[key.track]?[key.corner] ?? .max }
    let rows = corners.sorted { a, b in
      (names[a.key.track]?.name ?? "", place(a.key), a.key.corner, a.key.group)
        < (names[b.key.track]?.name ?? "", place(b.key), b.key.corner, b.key.group)
    }.map { key, group in
      let corner = names[key.track]?.corners.first { $0.number == key.corner }
      return Self.report(
        group, key, track: names[key.track]?.name ?? "", name: corner?.name ?? "T\(key.corner)", apex: corner?.apex,
        isClass: false)
    }
    let order = Corner.Class.allCases.map(\.rawValue)
    let sums = classes.sorted { a, b in
      (order.firstIndex(of: a.key.cornerClass) ?? 0, a.key.group)
        < (order.firstIndex(of: b.key.cornerClass) ?? 0, b.key.group)
    }.map { key, group in Self.report(group, key, track: "", name: key.cornerClass, apex: nil, isClass: true) }
    return (rows, sums)
  }

  /// The statement behind the reports: from the few baselines that match to their passages, by index.
  static func reportQuery(condition: String, hasClass: Bool, hasDate: Bool, grouping: CornerReport.Grouping) -> String {
    let group =
      switch grouping {
      case .none: "''"
      case .driver: "d.name"
      case .car: "coalesce(c.name, '')"
      case .session: "(SELECT session_id FROM lap WHERE id = p.lap_id)"
      }
    return """
      SELECT b.track_id, p.corner, p.class, \(group), p.entry_speed, p.minimum_speed, p.exit_speed, p.brake_start,
        p.peak_brake, p.segment_time, p.loss
      FROM baseline b JOIN track t ON t.id = b.track_id JOIN driver d ON d.id = b.driver_id
        LEFT JOIN car c ON c.id = b.car_id
        JOIN corner k ON k.track_id = b.track_id
        CROSS JOIN lap_corner p ON p.baseline_id = b.id AND p.corner = k.number AND p.usable = 1\
      \(hasDate ? " AND p.finished_at >= ?" : "")\(hasClass ? " AND p.class = ?" : "")
      \(condition)
      """
  }

  private func reportRows(
    _ filter: HistoryFilter, cornerClass: Corner.Class?, _ grouping: CornerReport.Grouping
  ) throws(HistoryError) -> [(ReportKey, [Double?])] {
    let (condition, values) = filter.baselineCondition
    var bound: [SQLValue] = []
    if let since = filter.since { bound.append(.real(since)) }
    if let cornerClass { bound.append(.text(cornerClass.rawValue)) }
    return try connection.rows(
      Self.reportQuery(
        condition: condition, hasClass: cornerClass != nil, hasDate: filter.since != nil, grouping: grouping),
      bound + values
    ) { row in
      (
        ReportKey(
          track: row.integer(0), corner: Int(row.integer(1)), cornerClass: row.text(2) ?? "", group: row.text(3) ?? ""),
        (4...10).map { row.real($0) }
      )
    }
  }

  private static func report(
    _ group: PassageGroup, _ key: ReportKey, track: String, name: String, apex: Double?, isClass: Bool
  ) -> CornerReport {
    let columns = group.columns
    return CornerReport(
      track: track, corner: key.corner, name: name, cornerClass: Corner.Class(rawValue: key.cornerClass) ?? .medium,
      apex: apex, group: key.group, passages: group.count, entrySpeed: median(columns[0]),
      minimumSpeed: median(columns[1]),
      exitSpeed: median(columns[2]), brakeStart: isClass ? nil : median(columns[3]), peakBrake: median(columns[4]),
      segmentTime: isClass ? nil : median(columns[5]), bestTime: isClass ? nil : columns[5].min(),
      deviation: isClass || columns[5].count < Consistency.fewestLaps ? nil : robustDeviation(columns[5]),
      loss: median(columns[6]))
  }
}
