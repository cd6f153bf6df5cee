import Telemetry
public import Timing

/// How far the speeds of the best laps lie apart at each station: where a driver is not sure of himself. COACHING 14.
public struct SpeedBand: Sendable {
  /// Laps of which the band is made.
  public static let lapCount = 5

  public let grid: DistanceGrid
  /// Median speed at each station, m/s.
  public let middle: [Float]
  /// Robust deviation at each station, m/s; NaN where fewer than two laps have samples.
  public let deviation: [Float]

  /// The band of the five fastest laps, or `nil` where fewer than five of them share their stations.
  ///
  /// - Parameter traces: clean laps of one key; those with other stations than the fastest are left out.
  public init?(_ traces: [LapTrace]) {
    let withSpeed = traces.filter { $0.columns[.speed] != nil }
    guard let grid = withSpeed.min(by: { $0.lapTime < $1.lapTime })?.grid else { return nil }
    let best = withSpeed.filter { $0.grid == grid }.sorted { $0.lapTime < $1.lapTime }.prefix(Self.lapCount)
    guard best.count == Self.lapCount else { return nil }
    let columns = best.compactMap { $0.columns[.speed] }
    self.grid = grid
    var middle: [Float] = []
    var deviation: [Float] = []
    middle.reserveCapacity(grid.count)
    deviation.reserveCapacity(grid.count)
    for index in 0..<grid.count {
      let station = grid.station(index)
      let speeds = zip(best, columns).compactMap { trace, column in
        trace.holes.contains { $0.contains(station) } ? nil : Double(column[index])
      }
      middle.append(median(speeds).map(Float.init) ?? .nan)
      deviation.append(speeds.count > 1 ? robustDeviation(speeds).map(Float.init) ?? .nan : .nan)
    }
    self.middle = middle
    self.deviation = deviation
  }
}
