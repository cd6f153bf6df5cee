import Telemetry

/// Improves a track's line with laps that were driven on it. COACHING 2.2, 2.3.
///
/// Each point moves along its own normal, so that a station stays the same tarmac: laps, corners and sectors keep their places.
public enum TrackRefinement {
  /// Laps from which a line is refined, and the next ones.
  public static let lapCounts: Set<Int> = [5, 20, 60]
  /// A change smaller than this on average is none, m.
  static let smallestChange = 0.3
  /// Half of the window over which the change of the line is smoothed, m: shorter wiggles are the drivers', not the track's.
  static let smoothing = 30.0
  /// Corridor: m, and robust deviations beside it; its limits, m.
  static let corridorBase = 12.0
  static let corridorDeviations = 3.0
  static let corridorLimits = 15.0...40.0

  /// The next version of a track from clean laps on this version, or `nil` where they lie where the line is already.
  public static func refine(_ track: TrackModel, with laps: [LapTrace]) -> TrackModel? {
    guard let line = track.line else { return nil }
    let offsets = laps.filter { $0.grid == line.grid }.compactMap(\.lateralOffset)
    guard offsets.count >= 5 else { return nil }
    let grid = line.grid
    let middle = (0..<grid.count).map { index in median(offsets.lazy.map { Double($0[index]) }) ?? 0 }
    let spread = (0..<grid.count).map { index in robustDeviation(offsets.lazy.map { Double($0[index]) }) ?? 0 }
    let window = max(1, Int((2 * smoothing / grid.spacing).rounded()))
    let shift = TrackLearning.smoothed(middle, window: window)
    let corridor = TrackLearning.smoothed(spread, window: window).map { deviation in
      Float(
        min(corridorLimits.upperBound, max(corridorLimits.lowerBound, corridorBase + corridorDeviations * deviation)))
    }
    let change = shift.reduce(0) { $0 + abs($1) } / Double(grid.count)
    guard change >= smallestChange || corridor != line.corridor else { return nil }
    let points = (0..<grid.count).map { index in moved(line, index, by: shift[index]) }
    var refined = TrackModel(
      identifier: track.identifier, name: track.name, version: track.version + 1, grid: grid,
      line: ReferenceLine(
        grid: grid, points: points,
        curvature: TrackLearning.curvature(of: points, grid: grid).map { $0 * line.leftSign }, leftSign: line.leftSign,
        corridor: corridor),
      sectorStarts: track.sectorStarts, sectorsAreOfficial: track.sectorsAreOfficial,
      miniSectorStarts: track.miniSectorStarts)
    refined.classLimits = track.classLimits
    return refined
  }

  /// A lap of an earlier version of the track as one of the new version: only its distance from the line changes.
  public static func carry(_ trace: LapTrace, from old: TrackModel, to new: TrackModel) -> LapTrace {
    guard let before = old.line, let after = new.line, let offsets = trace.lateralOffset, trace.grid == after.grid,
      before.grid == after.grid
    else { return trace }
    let moved = offsets.indices.map { index in
      offsets[index] - Float(offset(of: after.points[index], from: before, at: index))
    }
    return LapTrace(
      grid: trace.grid, lapTime: trace.lapTime, time: trace.time, columns: trace.columns, lateralOffset: moved,
      holes: trace.holes, stretches: trace.stretches)
  }

  /// Distance of a point from the line, along the normal of a station, m, positive left.
  private static func offset(of point: Position, from line: ReferenceLine, at index: Int) -> Double {
    let (x, z) = left(of: line, at: index)
    let base = line.points[index]
    return (point.x - base.x) * x + (point.z - base.z) * z
  }

  private static func moved(_ line: ReferenceLine, _ index: Int, by offset: Double) -> Position {
    let (x, z) = left(of: line, at: index)
    let point = line.points[index]
    return Position(x: point.x + x * offset, y: point.y, z: point.z + z * offset)
  }

  /// Unit vector to the left at a station.
  private static func left(of line: ReferenceLine, at index: Int) -> (Double, Double) {
    let count = line.points.count
    let before = line.points[(index + count - 1) % count]
    let after = line.points[(index + 1) % count]
    let dx = after.x - before.x
    let dz = after.z - before.z
    let length = max(1e-9, (dx * dx + dz * dz).squareRoot())
    return (-dz / length * line.leftSign, dx / length * line.leftSign)
  }
}
