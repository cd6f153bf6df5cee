/// What the tank is worth against the distance. Amounts in the unit of `Channel.fuelLevel`. COACHING 15.1.
public struct FuelPlan: Sendable, Equatable {
  /// Use of a lap.
  public let perLap: Double
  /// Laps to drive on this fuel, a part for the lap under way.
  public let laps: Double
  /// Fuel in the tank.
  public let level: Double
  /// Fuel for those laps, and on top of it for bad luck and the reserve.
  public let distance: Double
  public let safety: Double
  /// Room in the tank, `nil` where its size is unknown.
  public let room: Double?

  public init(
    level: Double, use: FuelUse, laps: Double, capacity: Double? = nil,
    thresholds: StrategyThresholds = StrategyThresholds()
  ) {
    let left = max(0, laps)
    let deviation = use.deviation ?? thresholds.assumedFuelDeviation * use.perLap
    perLap = use.perLap
    self.laps = left
    self.level = level
    distance = left * use.perLap
    safety = thresholds.fuelDeviations * deviation * left.squareRoot() + thresholds.fuelReserve * use.perLap
    room = capacity.map { max(0, $0 - level) }
  }

  public var need: Double { distance + safety }

  /// Laps that the tank holds beyond the need; negative where it is short.
  public var marginLaps: Double { (level - need) / perLap }

  /// Whether the fuel lasts for the distance itself.
  public var coversDistance: Bool { level >= distance }

  /// Fuel to take on, at most what fits.
  public var add: Double { min(room ?? .infinity, max(0, need - level)) }

  /// Whether the tank is too small for what is needed.
  public var isCapped: Bool { need - level > room ?? .infinity }

  /// Use of a lap with which the tank covers the distance, `nil` where none is left to drive.
  public var saveTarget: Double? { laps > 0 ? level / laps : nil }

  /// Share of the use that has to be saved; zero or less where nothing has.
  public var savingShare: Double? { saveTarget.map { (perLap - $0) / perLap } }
}
