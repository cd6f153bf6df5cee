public import Telemetry

/// A lap resampled to the stations of its track: time and every channel at each of them.
public struct LapTrace: Sendable {
  public let grid: DistanceGrid
  /// Time at the end of the lap, s; the official one where it is known.
  public let lapTime: Double
  /// Time since the start of the lap at each station, s, never falling; 0 at the first.
  public let time: [Double]
  /// One number a station for each channel that the lap has from end to end.
  public let columns: [Channel: [Float]]
  /// Distance from the reference line at each station, m, positive left; `nil` without positions.
  public let lateralOffset: [Float]?
  /// Stretches without samples, m. What falls into one is not measured.
  public let holes: [ClosedRange<Double>]
  /// Where something held that takes the worth of a part of the lap, or explains it.
  public let stretches: [LapStretch]

  public init(
    grid: DistanceGrid, lapTime: Double, time: [Double], columns: [Channel: [Float]], lateralOffset: [Float]? = nil,
    holes: [ClosedRange<Double>] = [], stretches: [LapStretch] = []
  ) {
    precondition(time.count == grid.count && columns.values.allSatisfy { $0.count == grid.count })
    self.grid = grid
    self.lapTime = lapTime
    self.time = time
    self.columns = columns
    self.lateralOffset = lateralOffset
    self.holes = holes
    self.stretches = stretches
  }

  /// Time since the start of the lap at a station, s; the ends of the lap stand for what lies beyond.
  public func time(at station: Double) -> Double {
    guard station > 0 else { return 0 }
    guard station < grid.length else { return lapTime }
    return grid.interpolate(time, end: lapTime, at: station)
  }

  /// A channel's value at a station, or `nil` where the lap has no such channel.
  public func value(_ channel: Channel, at station: Double) -> Double? {
    guard let column = columns[channel] else { return nil }
    return interpolate(column, at: station, discrete: channel.isDiscrete)
  }

  /// Distance from the reference line at a station, m, positive left, or `nil` without positions.
  public func lateralOffset(at station: Double) -> Double? {
    lateralOffset.map { interpolate($0, at: station, discrete: false) }
  }

  /// Whether a stretch holds no sample at some place.
  public func hasHole(from start: Double, to end: Double) -> Bool {
    holes.contains { $0.lowerBound < end && $0.upperBound > start }
  }

  private func interpolate(_ column: [Float], at station: Double, discrete: Bool) -> Double {
    let index = grid.index(at: station)
    let here = Double(column[index])
    guard !discrete, index + 1 < grid.count else { return here }
    let share = min(1, max(0, (station - grid.station(index)) / grid.spacing))
    return here + (Double(column[index + 1]) - here) * share
  }
}
