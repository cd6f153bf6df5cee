import Telemetry

/// Positions of a satellite receiver wander by metres within minutes, all of a lap together. Along the track that shifts where a
/// corner seems to begin, one way on the outward straight and the other way on the return: time lost and won that nobody drove.
/// Here a lap is laid back on the track's line.
///
/// The shift shows in the distances from the line: across a straight it is seen whole, along it not at all, so a track that turns
/// gives both parts. Least squares with weights, for drivers do not take the same line everywhere.
public enum PositionDrift {
  /// A shift smaller than this is the driver's line and not the receiver's, m; one that is larger is another track.
  static let limits = 0.3...25.0
  /// Distances beyond this from what the shift explains count less, m.
  static let tolerance = 1.5
  /// How well both directions have to be seen: the smaller part of the squared normals, 0.5 for a circle.
  static let leastShare = 0.08

  /// By how much a lap's positions lie beside the line as a whole, m along both axes; `nil` where that cannot be told.
  public static func drift(of trace: LapTrace, from line: ReferenceLine) -> (x: Double, z: Double)? {
    guard let offsets = trace.lateralOffset, trace.grid == line.grid, line.points.count >= 16 else { return nil }
    let step = max(1, offsets.count / 2_000)
    let normals = stride(from: 0, to: offsets.count, by: step).map { index in
      (normal: left(of: line, at: index), offset: Double(offsets[index]))
    }
    guard showsBothParts(normals.map(\.normal)) else { return nil }
    var shift = (x: 0.0, z: 0.0)
    for _ in 0..<8 {
      var xx = 0.0
      var xz = 0.0
      var zz = 0.0
      var x = 0.0
      var z = 0.0
      for (normal, offset) in normals where offset.isFinite {
        let rest = abs(offset - shift.x * normal.x - shift.z * normal.z)
        let weight = rest <= tolerance ? 1 : tolerance / rest
        xx += weight * normal.x * normal.x
        xz += weight * normal.x * normal.z
        zz += weight * normal.z * normal.z
        x += weight * normal.x * offset
        z += weight * normal.z * offset
      }
      let determinant = xx * zz - xz * xz
      guard determinant > 0 else { return nil }
      shift = (x: (x * zz - z * xz) / determinant, z: (z * xx - x * xz) / determinant)
    }
    return shift
  }

  /// Whether normals point in both directions: the smaller eigenvalue of their squares as a share of both.
  private static func showsBothParts(_ normals: [(x: Double, z: Double)]) -> Bool {
    let xx = normals.reduce(0) { $0 + $1.x * $1.x }
    let xz = normals.reduce(0) { $0 + $1.x * $1.z }
    let zz = normals.reduce(0) { $0 + $1.z * $1.z }
    let spread = ((xx - zz) * (xx - zz) + 4 * xz * xz).squareRoot()
    return xx + zz > 0 && (xx + zz - spread) / 2 >= leastShare * (xx + zz)
  }

  /// The lap on the stations where it was really driven; the same where it lies on the line already or its shift cannot be told.
  public static func corrected(_ trace: LapTrace, on line: ReferenceLine) -> LapTrace {
    guard let shift = drift(of: trace, from: line), let x = trace.columns[.positionX],
      let z = trace.columns[.positionZ], limits.contains((shift.x * shift.x + shift.z * shift.z).squareRoot())
    else { return trace }
    var columns = trace.columns
    columns[.positionX] = x.map { $0 - Float(shift.x) }
    columns[.positionZ] = z.map { $0 - Float(shift.z) }
    let moved = LapTrace(
      grid: trace.grid, lapTime: trace.lapTime, time: trace.time, columns: columns, lateralOffset: trace.lateralOffset,
      holes: trace.holes, stretches: trace.stretches)
    return (try? LapRestation.lap(moved, on: line)) ?? trace
  }

  /// Unit vector to the left at a station.
  private static func left(of line: ReferenceLine, at index: Int) -> (x: Double, z: Double) {
    let count = line.points.count
    let before = line.points[(index + count - 1) % count]
    let after = line.points[(index + 1) % count]
    let dx = after.x - before.x
    let dz = after.z - before.z
    let length = max(1e-9, (dx * dx + dz * dz).squareRoot())
    return (-dz / length * line.leftSign, dx / length * line.leftSign)
  }
}
