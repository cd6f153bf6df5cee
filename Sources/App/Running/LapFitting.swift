import Telemetry
import Timing

/// Brings a lap of one file onto the stations of another's track, where both are nearly the same length.
enum LapFitting {
  /// Lengths may differ by this share: two learnt lines of one track differ by a little.
  private static let tolerance = 0.02

  static func fit(_ trace: LapTrace, to grid: DistanceGrid) -> LapTrace? {
    let scale = trace.grid.length / grid.length
    guard abs(scale - 1) <= tolerance else { return nil }
    let stations = (0..<grid.count).map { grid.station($0) * scale }
    let columns = trace.columns.keys.reduce(into: [Channel: [Float]]()) { columns, channel in
      columns[channel] = stations.map { Float(trace.value(channel, at: $0) ?? 0) }
    }
    return LapTrace(
      grid: grid, lapTime: trace.lapTime, time: stations.map { trace.time(at: $0) }, columns: columns,
      holes: trace.holes.map { $0.lowerBound / scale...$0.upperBound / scale })
  }
}
