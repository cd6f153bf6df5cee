internal import Database
import Analysis

extension History {
  /// Stores a passage. Within a transaction.
  func store(
    _ passage: Passage, lap: Int64, baseline: Int64?, finishedAt: Double
  ) throws(HistoryError) {
    let metrics = passage.metrics
    let bytes = metrics.map { PassageCoding.pack($0, identifiers: metricIdentifiers) }
    try connection.run(
      "INSERT INTO lap_corner VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
      [
        .integer(lap), .integer(Int64(passage.corner)), .optional(baseline), .real(finishedAt),
        .text(passage.cornerClass.rawValue), .integer(passage.isUsable ? 1 : 0), .real(passage.loss),
        .real(passage.entry), .real(passage.mid), .real(passage.exit), .real(passage.run),
        .optional(metrics?.segmentTime), .optional(metrics?.brakeStart), .optional(metrics?.peakBrake),
        .optional(metrics?.entrySpeed), .optional(metrics?.minimumSpeed), .optional(metrics?.exitSpeed),
        .optional(metrics?.throttlePickUp), .optional(metrics?.fullThrottle), .blob(bytes ?? []),
      ])
  }

  /// Gives every number an id, once, so that stored passages can name it.
  func nameMetrics() throws(HistoryError) {
    try readMetricNames()
    guard !CornerMetric.all.allSatisfy({ metricIdentifiers[$0.name] != nil }) else { return }
    try connection.transaction { () throws(HistoryError) in
      for metric in CornerMetric.all {
        try connection.run("INSERT OR IGNORE INTO metric (name) VALUES (?)", [.text(metric.name)])
      }
    }
    try readMetricNames()
  }

  func readMetricNames() throws(HistoryError) {
    metricNames = [:]
    for (id, name) in try connection.rows("SELECT id, name FROM metric", [], { ($0.integer(0), $0.text(1) ?? "") }) {
      metricNames[id] = name
    }
    metricIdentifiers = Dictionary(metricNames.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
  }

  private static let passageColumns = """
    c.corner, c.class, c.usable, c.loss, c.entry, c.mid, c.exit, c.run, c.segment_time, c.brake_start, c.peak_brake,
      c.entry_speed, c.minimum_speed, c.exit_speed, c.throttle_pick_up, c.full_throttle, c.metrics
    """

  private static func passage(_ row: Statement, names: [Int64: String]) -> Passage {
    var metrics: CornerMetrics?
    if row.real(8) != nil {
      var values = PassageCoding.unpack(row.blob(16), names: names)
      for (index, name) in PassageCoding.columns.enumerated() { values[name] = row.real(8 + index) }
      metrics = CornerMetrics(named: values)
    }
    return Passage(
      corner: Int(row.integer(0)), cornerClass: Corner.Class(rawValue: row.text(1) ?? "") ?? .medium,
      isUsable: row.integer(2) != 0, loss: row.real(3) ?? 0, entry: row.real(4) ?? 0, mid: row.real(5) ?? 0,
      exit: row.real(6) ?? 0, run: row.real(7) ?? 0, metrics: metrics)
  }

  /// The passages of a lap's corners, by number.
  public func passages(lap: Int64) throws(HistoryError) -> [Passage] {
    try readMetricNames()
    let names = metricNames
    return try connection.rows(
      "SELECT \(Self.passageColumns) FROM lap_corner c WHERE c.lap_id = ? ORDER BY c.corner", [.integer(lap)]
    ) { Self.passage($0, names: names) }
  }

  /// The passages of a session's laps, in the order in which they were driven.
  public func passages(session: Int64) throws(HistoryError) -> [(lapSerial: Int, passage: Passage)] {
    try readMetricNames()
    let names = metricNames
    return try connection.rows(
      """
      SELECT \(Self.passageColumns), l.serial FROM lap l JOIN lap_corner c ON c.lap_id = l.id
      WHERE l.session_id = ? ORDER BY l.serial, c.corner
      """, [.integer(session)]
    ) { (Int($0.integer(17)), Self.passage($0, names: names)) }
  }
}
