internal import Database
import Telemetry
import Timing

/// Track models as bytes and text of the database.
enum TrackCoding {
  /// Resolution of a place and of the corridor's width, m.
  private static let lineStep = 0.001
  private static let corridorStep = 0.05

  /// x, y and z of the line as three packed columns of 1 mm, each led by its size.
  static func pack(_ line: ReferenceLine) throws(HistoryError) -> [UInt8] {
    var bytes: [UInt8] = []
    for axis in [\Position.x, \Position.y, \Position.z] {
      append(try ColumnCoding.pack(line.points.map { $0[keyPath: axis] }, step: lineStep), to: &bytes)
    }
    return bytes
  }

  /// The corridor of a line as a packed column; empty before it is learnt.
  static func packCorridor(_ line: ReferenceLine) throws(HistoryError) -> [UInt8] {
    guard !line.corridor.isEmpty else { return [] }
    var bytes: [UInt8] = []
    append(try ColumnCoding.pack(line.corridor.map(Double.init), step: corridorStep), to: &bytes)
    return bytes
  }

  /// The columns of a packed line or corridor, whatever their number.
  static func columns(of bytes: [UInt8], isCorridor: Bool) throws(HistoryError) -> [[Double]] {
    var columns: [[Double]] = []
    var place = 0
    while place < bytes.count {
      var ahead = place
      guard let count = number(bytes, &ahead), count <= 16_384,
        let values = column(bytes, &place, step: isCorridor ? corridorStep : lineStep, count: Int(count))
      else { throw HistoryError(kind: .damaged, message: "a line of a track cannot be read") }
      columns.append(values)
    }
    return columns
  }

  /// Packs columns as they were read.
  static func pack(_ columns: [[Double]], isCorridor: Bool) throws(HistoryError) -> [UInt8] {
    var bytes: [UInt8] = []
    for column in columns {
      append(try ColumnCoding.pack(column, step: isCorridor ? corridorStep : lineStep), to: &bytes)
    }
    return bytes
  }

  private static func append(_ packed: ColumnCoding.Packed, to bytes: inout [UInt8]) {
    for number in [
      UInt64(bitPattern: Int64(packed.count)), UInt64(packed.size), UInt64(packed.data.count), packed.origin.bitPattern,
    ] {
      for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
    bytes.append(contentsOf: packed.data)
  }

  private static func unpack(_ bytes: [UInt8], grid: DistanceGrid) -> [Position]? {
    var place = 0
    var axes: [[Double]] = []
    for _ in 0..<3 {
      guard let values = column(bytes, &place, step: lineStep, count: grid.count) else { return nil }
      axes.append(values)
    }
    return axes[0].indices.map { Position(x: axes[0][$0], y: axes[1][$0], z: axes[2][$0]) }
  }

  private static func column(_ bytes: [UInt8], _ place: inout Int, step: Double, count: Int) -> [Double]? {
    guard let stored = number(bytes, &place), let size = number(bytes, &place), let length = number(bytes, &place),
      let origin = number(bytes, &place), length <= UInt64(bytes.count - place), stored == UInt64(count),
      size <= 1 << 24
    else { return nil }
    let packed = ColumnCoding.Packed(
      step: step, origin: Double(bitPattern: origin), count: count, size: Int(size),
      data: Array(bytes[place..<place + Int(length)]))
    place += Int(length)
    return try? ColumnCoding.unpack(packed)
  }

  private static func number(_ bytes: [UInt8], _ place: inout Int) -> UInt64? {
    guard place + 8 <= bytes.count else { return nil }
    defer { place += 8 }
    return (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64($1 * 8) }
  }

  /// What `model` reads of the track `t` in its version `v`.
  static let columns = """
    t.id, t.identifier, t.name, v.version, v.length, v.spacing, v.sectors, v.sectors_official, v.mini_sectors, v.line,
      v.left_sign, v.corridor, t.slow_below, t.fast_above
    """

  /// The model of a row of `columns`, or `nil` where it cannot be read.
  static func model(from row: Statement) -> TrackModel? {
    guard let identifier = row.text(1), let length = row.real(4), let spacing = row.real(5) else { return nil }
    let grid = DistanceGrid(length: length, spacing: spacing)
    let bytes = row.blob(9)
    let line = unpack(bytes, grid: grid).flatMap { points in
      Self.line(points, grid: grid, leftSign: row.real(10) ?? 1, corridor: row.blob(11))
    }
    guard bytes.isEmpty || line != nil else { return nil }
    var model = TrackModel(
      identifier: identifier, name: row.text(2), version: Int(row.integer(3)), grid: grid, line: line,
      sectorStarts: numbers(row.text(6) ?? ""), sectorsAreOfficial: row.integer(7) != 0,
      miniSectorStarts: numbers(row.text(8) ?? ""))
    if let slow = row.real(12), let fast = row.real(13) {
      model.classLimits = CornerClassLimits(slowBelow: slow, fastAbove: fast)
    }
    return model
  }

  private static func line(
    _ points: [Position], grid: DistanceGrid, leftSign: Double, corridor bytes: [UInt8]
  ) -> ReferenceLine? {
    let plain = TrackLearning.line(points: points, grid: grid, leftSign: leftSign)
    guard !bytes.isEmpty else { return plain }
    var place = 0
    guard let corridor = column(bytes, &place, step: corridorStep, count: grid.count) else { return nil }
    return ReferenceLine(
      grid: grid, points: points, curvature: plain.curvature, leftSign: leftSign, corridor: corridor.map(Float.init))
  }

  /// Numbers as text, separated by blanks, exact.
  static func list(_ values: [Double]) -> String { values.map { "\($0)" }.joined(separator: " ") }

  static func numbers(_ text: String) -> [Double] { text.split(separator: " ").compactMap { Double($0) } }
}
