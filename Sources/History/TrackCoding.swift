import Telemetry
import Timing

/// Track models as bytes and text of the database.
enum TrackCoding {
  /// x, y and z of the line as three packed columns of 1 mm, each led by its size.
  static func pack(_ line: ReferenceLine) throws(HistoryError) -> [UInt8] {
    var bytes: [UInt8] = []
    for axis in [\Position.x, \Position.y, \Position.z] {
      let packed = try ColumnCoding.pack(line.points.map { $0[keyPath: axis] }, step: 0.001)
      for number in [
        UInt64(bitPattern: Int64(packed.count)), UInt64(packed.size), UInt64(packed.data.count),
        packed.origin.bitPattern,
      ] {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
      }
      bytes.append(contentsOf: packed.data)
    }
    return bytes
  }

  private static func unpack(_ bytes: [UInt8], grid: DistanceGrid) -> [Position]? {
    var place = 0
    var axes: [[Double]] = []
    for _ in 0..<3 {
      guard let count = number(bytes, &place), let size = number(bytes, &place), let length = number(bytes, &place),
        let origin = number(bytes, &place), length <= UInt64(bytes.count - place), count == UInt64(grid.count),
        size <= 1 << 24
      else { return nil }
      let packed = ColumnCoding.Packed(
        step: 0.001, origin: Double(bitPattern: origin), count: Int(count), size: Int(size),
        data: Array(bytes[place..<place + Int(length)]))
      place += Int(length)
      guard let values = try? ColumnCoding.unpack(packed) else { return nil }
      axes.append(values)
    }
    return axes[0].indices.map { Position(x: axes[0][$0], y: axes[1][$0], z: axes[2][$0]) }
  }

  private static func number(_ bytes: [UInt8], _ place: inout Int) -> UInt64? {
    guard place + 8 <= bytes.count else { return nil }
    defer { place += 8 }
    return (0..<8).reduce(0) { $0 | UInt64(bytes[place + $1]) << UInt64($1 * 8) }
  }

  /// The model of a row, or `nil` where it cannot be read.
  static func model(from row: Statement) -> TrackModel? {
    guard let identifier = row.text(1), let length = row.real(4), let spacing = row.real(5) else { return nil }
    let grid = DistanceGrid(length: length, spacing: spacing)
    let bytes = row.blob(9)
    let sign = row.real(10) ?? 1
    let line = unpack(bytes, grid: grid).map { TrackLearning.line(points: $0, grid: grid, leftSign: sign) }
    guard bytes.isEmpty || line != nil else { return nil }
    return TrackModel(
      identifier: identifier, name: row.text(2), version: Int(row.integer(3)), grid: grid, line: line,
      sectorStarts: numbers(row.text(6) ?? ""), sectorsAreOfficial: row.integer(7) != 0,
      miniSectorStarts: numbers(row.text(8) ?? ""))
  }

  /// Numbers as text, separated by blanks, exact.
  static func list(_ values: [Double]) -> String { values.map { "\($0)" }.joined(separator: " ") }

  static func numbers(_ text: String) -> [Double] { text.split(separator: " ").compactMap { Double($0) } }
}
