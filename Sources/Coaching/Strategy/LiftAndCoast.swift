import Telemetry
public import Timing

/// A braking zone and what the engine burns before it.
public struct BrakingZone: Sendable, Equatable {
  /// Name of the corner, as in `T3`.
  public let corner: String
  /// Fuel burnt a metre at full throttle before the lift, in the unit of `Channel.fuelLevel`.
  public let fuelPerMetre: Double
  /// Length of the full throttle before the lift, m.
  public let fullThrottleLength: Double

  public init(corner: String, fuelPerMetre: Double, fullThrottleLength: Double) {
    self.corner = corner
    self.fuelPerMetre = fuelPerMetre
    self.fullThrottleLength = fullThrottleLength
  }

  /// The zone of a corner on a lap, or `nil` where the lap does not tell: no fuel or throttle channel, or too short a straight.
  ///
  /// - Parameter lift: station at which the driver lifts or brakes for the corner, m.
  public init?(corner: String, lift: Double, on trace: LapTrace, thresholds: StrategyThresholds = StrategyThresholds())
  {
    guard trace.columns[.fuelLevel] != nil, trace.columns[.throttle] != nil, lift.isFinite else { return nil }
    let end = min(trace.grid.length, max(0, lift))
    let spacing = trace.grid.spacing
    var start = end
    while start - spacing >= 0 {
      let isFull = (trace.value(.throttle, at: start - spacing) ?? 0) >= thresholds.fullThrottle
      // The foot may come off over the last stations before the lift.
      guard isFull || start > end - thresholds.releaseStretch else { break }
      start -= spacing
    }
    let stretch = min(end - start, thresholds.flowStretch)
    guard stretch >= thresholds.shortestFlowStretch, !trace.hasHole(from: end - stretch, to: end),
      let before = trace.value(.fuelLevel, at: end - stretch), let after = trace.value(.fuelLevel, at: end),
      before > after
    else { return nil }
    self.init(corner: corner, fuelPerMetre: (before - after) / stretch, fullThrottleLength: end - start)
  }
}

/// Lifts before the corners at the end of the longest straights, where they cost the least time for the fuel. COACHING 15.1.
public struct LiftAndCoast: Sendable, Equatable {
  /// How much earlier to lift, m.
  public let metres: Double
  /// Where, in the order of the lap.
  public let corners: [String]

  /// The fewest corners at which a lift of bearable length saves the amount, or `nil` where none does.
  ///
  /// - Parameters:
  ///   - saving: fuel to save a lap, in the unit of `Channel.fuelLevel`.
  ///   - zones: the braking zones in the order of the lap.
  public init?(saving: Double, zones: [BrakingZone], thresholds: StrategyThresholds = StrategyThresholds()) {
    guard saving > 0, saving.isFinite else { return nil }
    let longest = zones.enumerated().sorted {
      ($1.element.fullThrottleLength, $0.offset) < ($0.element.fullThrottleLength, $1.offset)
    }
    guard !longest.isEmpty else { return nil }
    for count in min(2, longest.count)...max(1, min(thresholds.liftCorners, longest.count)) {
      let chosen = longest.prefix(count)
      let flow = chosen.reduce(0) { $0 + $1.element.fuelPerMetre }
      guard flow > 0 else { continue }
      let metres = (saving / flow / thresholds.liftStep).rounded(.up) * thresholds.liftStep
      let room = chosen.map(\.element.fullThrottleLength).min() ?? 0
      guard metres <= min(thresholds.longestLift, room) else { continue }
      self.metres = metres
      corners = chosen.sorted { $0.offset < $1.offset }.map(\.element.corner)
      return
    }
    return nil
  }
}
