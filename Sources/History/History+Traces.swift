internal import Database
import Telemetry
import Timing

extension History {
  private static let timeColumn = "time"
  private static let offsetColumn = "lateralOffset"
  /// Kind under which a stretch without samples is kept.
  private static let hole = "hole"

  /// The columns of a trace with their names, packed.
  func pack(_ trace: LapTrace) throws(HistoryError) -> [(String, ColumnCoding.Packed)] {
    var result: [(String, ColumnCoding.Packed)] = [
      (Self.timeColumn, try ColumnCoding.pack(trace.time, step: 0.0001))
    ]
    for (channel, column) in trace.columns.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      result.append(
        (channel.identifier, try ColumnCoding.pack(column.map(Double.init), step: ColumnCoding.step(of: channel))))
    }
    if let offset = trace.lateralOffset {
      result.append((Self.offsetColumn, try ColumnCoding.pack(offset.map(Double.init), step: 0.01)))
    }
    return result
  }

  /// The columns of a lap as they are stored, in the order of their names.
  func packedColumns(lap: Int64) throws(HistoryError) -> [(name: String, packed: ColumnCoding.Packed)] {
    try connection.rows(
      "SELECT channel, step, origin, count, bytes, data FROM lap_channel WHERE lap_id = ? ORDER BY channel",
      [.integer(lap)]
    ) { row in
      (
        row.text(0) ?? "",
        ColumnCoding.Packed(
          step: row.real(1) ?? 1, origin: row.real(2) ?? 0, count: Int(row.integer(3)), size: Int(row.integer(4)),
          data: row.blob(5))
      )
    }
  }

  /// Stores a packed column of a lap.
  func store(_ packed: ColumnCoding.Packed, channel: String, lap: Int64) throws(HistoryError) {
    try connection.run(
      "INSERT INTO lap_channel (lap_id, channel, step, origin, count, bytes, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
      [
        .integer(lap), .text(channel), .real(packed.step), .real(packed.origin), .integer(Int64(packed.count)),
        .integer(Int64(packed.size)), .blob(packed.data),
      ])
  }

  /// Stores what held on parts of a lap, and where it has no samples.
  func store(stretchesOf trace: LapTrace, lap: Int64) throws(HistoryError) {
    let holes = trace.holes.map { (Self.hole, $0.lowerBound, $0.upperBound) }
    for (kind, start, end) in trace.stretches.map({ ($0.kind.rawValue, $0.start, $0.end) }) + holes {
      try connection.run(
        "INSERT OR IGNORE INTO lap_stretch VALUES (?, ?, ?, ?)",
        [.integer(lap), .real(start), .real(end), .text(kind)])
    }
  }

  /// The trace of a lap; `nil` where it was stored without samples.
  func trace(lap: Int64, lapTime: Double?) throws(HistoryError) -> LapTrace? {
    let size = try connection.row("SELECT grid_length, grid_spacing FROM lap WHERE id = ?", [.integer(lap)]) {
      ($0.real(0), $0.real(1))
    }
    guard let lapTime, let length = size?.0, let spacing = size?.1 else { return nil }
    let grid = DistanceGrid(length: length, spacing: spacing)
    let rows = try packedColumns(lap: lap)
    var time: [Double]?
    var offset: [Float]?
    var columns: [Channel: [Float]] = [:]
    for (name, packed) in rows {
      let values = try ColumnCoding.unpack(packed)
      guard values.count == grid.count else {
        throw HistoryError(kind: .damaged, message: "\(name) of lap \(lap) has \(values.count) of \(grid.count) values")
      }
      if name == Self.timeColumn {
        time = values
      } else if name == Self.offsetColumn {
        offset = values.map(Float.init)
      } else if let channel = Channel(identifier: name) {
        columns[channel] = values.map(Float.init)
      }
    }
    guard let time else { return nil }
    let parts = try stretches(lap: lap)
    return LapTrace(
      grid: grid, lapTime: lapTime, time: time, columns: columns, lateralOffset: offset, holes: parts.holes,
      stretches: parts.stretches)
  }

  private func stretches(
    lap: Int64
  ) throws(HistoryError) -> (stretches: [LapStretch], holes: [ClosedRange<Double>]) {
    let rows = try connection.rows(
      #"SELECT kind, start, "end" FROM lap_stretch WHERE lap_id = ? ORDER BY start"#, [.integer(lap)]
    ) { ($0.text(0) ?? "", $0.real(1) ?? 0, $0.real(2) ?? 0) }
    var stretches: [LapStretch] = []
    var holes: [ClosedRange<Double>] = []
    for (kind, start, end) in rows where start <= end {
      if kind == Self.hole {
        holes.append(start...end)
      } else if let kind = LapStretch.Kind(rawValue: kind) {
        stretches.append(LapStretch(kind: kind, start: start, end: end))
      }
    }
    return (stretches, holes)
  }
}
