internal import Database
public import Analysis
import Timing

extension History {
  /// Statistics of usable passages, corner by corner in the order of the lap, then class by class.
  ///
  /// - Parameters:
  ///   - filter: of tracks, cars, drivers and games, and since when.
  ///   - cornerClass: only corners of this class.
  public func cornerReports(
    _ filter: HistoryFilter, cornerClass: Corner.Class? = nil, by grouping: CornerReport.Grouping = .none
  ) throws(HistoryError) -> (corners: [CornerReport], classes: [CornerReport]) {
    let corners = try passageGroups(filter, cornerClass: cornerClass, grouping)
    var classes: [PassageGroup.Key: PassageGroup] = [:]
    for (key, group) in corners {
      let ofClass = PassageGroup.Key(track: 0, corner: 0, cornerClass: key.cornerClass, group: key.group)
      classes[ofClass, default: PassageGroup()].add(group)
    }
    let groups = try groupNames(Set(corners.keys.map(\.group)), grouping)
    var tables: [Int64: (name: String, corners: [Corner])] = [:]
    for track in Set(corners.keys.map(\.track)) {
      let name = try connection.row("SELECT coalesce(name, identifier) FROM track WHERE id = ?", [.integer(track)]) {
        $0.text(0) ?? ""
      }
      tables[track] = (name ?? "", try self.corners(track: track))
    }
    let rows = corners.map { key, group -> (place: (String, Int), report: CornerReport) in
      let table = tables[key.track]
      let place = table?.corners.firstIndex { $0.number == Int(key.corner) }
      let corner = place.flatMap { table?.corners[$0] }
      let report = Self.report(
        group, key, track: table?.name ?? "", corner: corner, group: groups[key.group] ?? "")
      return ((report.track, place ?? .max), report)
    }
    .sorted { ($0.place.0, $0.place.1, $0.report.group) < ($1.place.0, $1.place.1, $1.report.group) }
    let sums = classes.sorted { ($0.key.cornerClass, $0.key.group) < ($1.key.cornerClass, $1.key.group) }
      .map { key, group in Self.report(group, key, track: "", corner: nil, group: groups[key.group] ?? "") }
    return (rows.map(\.report), sums)
  }

  /// The statement behind the reports: from the few baselines that match to their passages, by index alone.
  static func reportQuery(condition: String, hasClass: Bool, hasDate: Bool, grouping: CornerReport.Grouping) -> String {
    let group =
      switch grouping {
      case .none: "0"
      case .driver: "b.driver_id"
      case .car: "coalesce(b.car_id, 0)"
      case .session: "(SELECT session_id FROM lap WHERE id = p.lap_id)"
      }
    let classes = Corner.Class.allCases.enumerated().map { "WHEN '\($1.rawValue)' THEN \($0)" }.joined(separator: " ")
    return """
      SELECT b.track_id, p.corner, CASE p.class \(classes) ELSE 0 END, \(group), p.entry_speed, p.minimum_speed,
        p.exit_speed, p.brake_start, p.peak_brake, p.segment_time, p.loss
      FROM baseline b JOIN track t ON t.id = b.track_id JOIN driver d ON d.id = b.driver_id
        LEFT JOIN car c ON c.id = b.car_id
        JOIN corner k ON k.track_id = b.track_id
        CROSS JOIN lap_corner p ON p.baseline_id = b.id AND p.corner = k.number AND p.usable = 1\
      \(hasDate ? " AND p.finished_at >= ?" : "")\(hasClass ? " AND p.class = ?" : "")
      \(condition)
      """
  }

  private func passageGroups(
    _ filter: HistoryFilter, cornerClass: Corner.Class?, _ grouping: CornerReport.Grouping
  ) throws(HistoryError) -> [PassageGroup.Key: PassageGroup] {
    let (condition, values) = filter.baselineCondition
    var bound: [SQLValue] = []
    if let since = filter.since { bound.append(.real(since)) }
    if let cornerClass { bound.append(.text(cornerClass.rawValue)) }
    var groups: [PassageGroup.Key: PassageGroup] = [:]
    try connection.forEach(
      Self.reportQuery(
        condition: condition, hasClass: cornerClass != nil, hasDate: filter.since != nil, grouping: grouping),
      bound + values
    ) { row in
      let key = PassageGroup.Key(
        track: row.integer(0), corner: row.integer(1), cornerClass: row.integer(2), group: row.integer(3))
      groups[key, default: PassageGroup()].add(row, from: 4)
    }
    return groups
  }

  /// What the groups are called.
  private func groupNames(
    _ ids: Set<Int64>, _ grouping: CornerReport.Grouping
  ) throws(HistoryError) -> [Int64: String] {
    var names: [Int64: String] = [:]
    for id in ids {
      switch grouping {
      case .none: break
      case .session: names[id] = "\(id)"
      case .driver, .car:
        names[id] =
          try connection.row("SELECT name FROM \(grouping.rawValue) WHERE id = ?", [.integer(id)]) {
            $0.text(0) ?? ""
          } ?? ""
      }
    }
    return names
  }

  /// - Parameter corner: `nil` for the sum of a class.
  private static func report(
    _ passages: PassageGroup, _ key: PassageGroup.Key, track: String, corner: Corner?, group: String
  ) -> CornerReport {
    let columns = passages.columns
    let cornerClass = Corner.Class.allCases[Int(key.cornerClass)]
    var report = CornerReport(
      track: track, corner: Int(key.corner), name: corner?.name ?? cornerClass.rawValue, cornerClass: cornerClass,
      apex: corner?.apex, group: group, passages: passages.count, entrySpeed: median(columns[0]),
      minimumSpeed: median(columns[1]), exitSpeed: median(columns[2]), peakBrake: median(columns[4]),
      loss: median(columns[6]))
    guard corner != nil else { return report }
    report.brakeStart = median(columns[3])
    report.segmentTime = median(columns[5])
    report.bestTime = columns[5].min()
    if columns[5].count >= Consistency.fewestLaps { report.deviation = robustDeviation(columns[5]) }
    return report
  }
}
