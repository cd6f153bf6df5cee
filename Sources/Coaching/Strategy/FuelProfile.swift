import Telemetry
public import Timing

/// Where on a lap its fuel goes: full throttle burns more than a corner, so the use does not grow evenly with the distance.
/// COACHING 15.1.
public struct FuelProfile: Sendable {
  private let grid: DistanceGrid
  private let shares: [Double]

  /// A level rises by refuelling only; less than this share of the lap's use is noise.
  private static let noise = 0.01

  /// - Returns: `nil` where the lap has no fuel level, burns nothing, or was refuelled.
  public init?(_ trace: LapTrace) {
    guard let levels = trace.columns[.fuelLevel], let first = levels.first, let last = levels.last, first > last else {
      return nil
    }
    let used = Double(first - last)
    guard zip(levels, levels.dropFirst()).allSatisfy({ Double($1 - $0) < Self.noise * used }) else { return nil }
    var highest = 0.0
    shares = levels.map { level in
      highest = max(highest, min(1, Double(first - level) / used))
      return highest
    }
    grid = trace.grid
  }

  /// Share burnt between the line and a station, 0…1, never falling.
  public func share(at station: Double) -> Double {
    guard station > 0 else { return 0 }
    guard station < grid.length else { return 1 }
    return grid.interpolate(shares, end: 1, at: station)
  }
}
