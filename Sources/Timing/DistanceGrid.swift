/// Evenly spaced stations along a lap; laps are compared on these, never on time.
public struct DistanceGrid: Sendable, Hashable, BitwiseCopyable {
  /// Metres between two stations.
  public let spacing: Double
  /// Length of the lap, m.
  public let length: Double
  /// Number of stations; the last one is at or up to one spacing before `length`.
  public let count: Int

  /// At most this many stations, whatever the length: memory per lap stays bounded.
  public static let maximumCount = 16_384

  /// - Parameter length: m; values below one metre, or not finite, count as one metre.
  public init(length: Double, spacing: Double = 2) {
    let sound = length.isFinite ? max(1, min(length, 1_000_000)) : 1
    let wanted = spacing.isFinite ? max(0.1, spacing) : 2
    let smallest = sound / Double(Self.maximumCount - 1)
    self.spacing = max(wanted, smallest)
    self.length = sound
    count = min(Self.maximumCount, Int(sound / self.spacing) + 1)
  }

  /// Station of a grid point, m.
  @inlinable public func station(_ index: Int) -> Double { Double(index) * spacing }

  /// The last grid point at or before a station, kept inside the grid.
  @inlinable
  public func index(at station: Double) -> Int {
    guard station > 0 else { return 0 }
    return min(count - 1, Int(min(station, length) / spacing))
  }

  /// The value at a station on the lap, on the straight line between its neighbours.
  ///
  /// - Parameters:
  ///   - values: one a station of the grid.
  ///   - end: the value at the end of the lap, which lies beyond the last station.
  public func interpolate(_ values: [Double], end value: Double, at place: Double) -> Double {
    let index = index(at: place)
    let start = station(index)
    let isLast = index + 1 >= count
    let stop = isLast ? length : start + spacing
    let after = isLast ? value : values[index + 1]
    guard stop > start else { return after }
    return values[index] + (after - values[index]) * (place - start) / (stop - start)
  }
}
