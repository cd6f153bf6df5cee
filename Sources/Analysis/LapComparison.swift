public import Timing

/// Where the time of one lap went against another: per corner and phase, adding up to the whole difference.
public struct LapComparison: Sendable {
  /// Time against the reference at each station of the grid, s; positive is slower.
  public let delta: [Double]
  public let grid: DistanceGrid
  /// Time against the reference at the end of the lap, s: the sum of the corners' losses.
  public let total: Double
  /// One row a corner, in the order of the lap; empty where the track has no corners.
  public let corners: [CornerLoss]

  public init(delta: [Double], grid: DistanceGrid, total: Double, corners: [CornerLoss]) {
    self.delta = delta
    self.grid = grid
    self.total = total
    self.corners = corners
  }

  /// Time against the reference at a station of any lap in a row, s; grows by the total at each turn.
  func unwrappedDelta(at station: Double) -> Double {
    if station >= 0, station <= grid.length { return delta(at: station) }
    let turns = (station / grid.length).rounded(.down)
    return delta(at: station - turns * grid.length) + turns * total
  }

  /// Time against the reference at a station, s.
  public func delta(at station: Double) -> Double {
    guard station > 0, !delta.isEmpty else { return 0 }
    guard station < grid.length else { return total }
    return grid.interpolate(delta, end: total, at: station)
  }
}

/// The part of a corner's loss that was made in it, s, by phase.
///
/// A car that leaves a corner slowly goes on losing until somebody next lifts or brakes, wherever the segments are cut: that loss
/// belongs to the corner in which it was made.
public struct DrivenLoss: Sendable, Hashable {
  public var entry: Double
  public var mid: Double
  public var exit: Double
  public var run: Double
  /// What was still lost after the segment's end, with both drivers flat out.
  public var carried: Double
  /// Whether the run cost what neither the exit nor the pedals explain: draft, wind, damage, fuel. `run` leaves that out.
  public var isExternal: Bool

  public init(
    entry: Double, mid: Double, exit: Double, run: Double, carried: Double = 0, isExternal: Bool = false
  ) {
    self.entry = entry
    self.mid = mid
    self.exit = exit
    self.run = run
    self.carried = carried
    self.isExternal = isExternal
  }

  public var sum: Double { entry + mid + exit + run + carried }
}

/// What a corner's segment cost against the reference, s; positive is lost. The four phases add up to `loss`.
public struct CornerLoss: Sendable {
  public let corner: Corner
  public let loss: Double
  /// From the segment's start to turn-in.
  public let entry: Double
  /// From turn-in to the first throttle.
  public let mid: Double
  /// From the first throttle to full throttle.
  public let exit: Double
  /// From full throttle to the next corner's segment.
  public let run: Double
  /// The lap's own numbers in this corner, `nil` where a hole hides it.
  public let metrics: CornerMetrics?
  /// The same of the reference lap.
  public let reference: CornerMetrics?
  /// What of the phases the driver made here: not what the corner before still cost, nor what draft or wind did.
  public let driven: DrivenLoss
  /// What held somewhere in the segment on this lap.
  public let stretches: Set<LapStretch.Kind>

  /// Whether the passage can be evidence of how the driver drives. COACHING 8, 9.
  public var isUsable: Bool {
    metrics != nil && reference != nil
      && stretches.isDisjoint(with: [.offTrack, .cut, .spin, .pause, .caution, .traffic, .pit])
  }

  public init(
    corner: Corner, loss: Double, entry: Double, mid: Double, exit: Double, run: Double, metrics: CornerMetrics?,
    reference: CornerMetrics?, driven: DrivenLoss? = nil,
    stretches: Set<LapStretch.Kind> = []
  ) {
    self.corner = corner
    self.loss = loss
    self.entry = entry
    self.mid = mid
    self.exit = exit
    self.run = run
    self.metrics = metrics
    self.reference = reference
    self.driven = driven ?? DrivenLoss(entry: entry, mid: mid, exit: exit, run: run)
    self.stretches = stretches
  }
}
