public import Timing

/// What a lap burns, in the unit of `Channel.fuelLevel`.
public struct FuelUse: Sendable, Equatable {
  /// A lap's use, positive.
  public var perLap: Double
  /// Robust deviation of it from lap to lap; `nil` while too few laps are known.
  public var deviation: Double?
  /// Laps behind the number, 0 for one of the history.
  public var laps: Int
  /// Whether the number comes from earlier sessions of the same key and no lap of this one has spoken yet.
  public var isHistory: Bool

  public init(perLap: Double, deviation: Double?, laps: Int, isHistory: Bool) {
    self.perLap = perLap
    self.deviation = deviation
    self.laps = laps
    self.isHistory = isHistory
  }
}

/// Learns the use of fuel lap by lap. COACHING 15.1.
public struct FuelModel: Sendable {
  /// What is known by now; `nil` where neither a lap nor the history tells.
  public private(set) var use: FuelUse?
  /// Where on the lap the fuel goes, from the reference lap.
  public var profile: FuelProfile?
  private var burnt: [Double] = []
  private let thresholds: StrategyThresholds

  /// - Parameter stored: use a lap of the same key in earlier sessions.
  public init(stored: Double? = nil, thresholds: StrategyThresholds = StrategyThresholds()) {
    self.thresholds = thresholds
    if let stored, stored > 0, stored.isFinite {
      use = FuelUse(perLap: stored, deviation: nil, laps: 0, isHistory: true)
    }
  }

  /// Whether a lap tells what a lap burns: driven from line to line at speed, a slow one included, without stop or caution.
  public static func isEligible(_ lap: Lap) -> Bool {
    lap.kind == .pace && lap.flags.isDisjoint(with: [.pit, .teleport, .rewound, .gappy])
  }

  /// Takes a lap that has just ended. Laps that are not eligible, or burn nothing, change nothing.
  public mutating func lapFinished(_ lap: Lap) {
    guard Self.isEligible(lap), let used = lap.fuelUsed, used.isFinite, used > 0 else { return }
    burnt.append(used)
    if burnt.count > 2 * thresholds.fuelLaps { burnt.removeFirst() }
    let most = burnt.suffix(thresholds.fuelLaps).max() ?? used
    let sound = burnt.filter { $0 > thresholds.leastFuelShare * most }
    let window = sound.suffix(sound.count >= thresholds.fuelLaps ? thresholds.fuelLaps : thresholds.fewFuelLaps)
    guard let perLap = median(window) else { return }
    use = FuelUse(
      perLap: perLap, deviation: window.count >= thresholds.fewFuelLaps ? robustDeviation(window) : nil,
      laps: window.count, isHistory: false)
  }

  /// Share of a lap's fuel that is burnt between the line and a station, 0…1: by the profile, or in proportion to the distance
  /// where there is none.
  public func share(at station: Double, length: Double) -> Double {
    if let profile { return profile.share(at: station) }
    return length > 0 ? min(1, max(0, station / length)) : 0
  }

  /// Fuel that will be left at the end of the lap under way; below zero where the tank does not reach it.
  public func afterLap(level: Double, share: Double) -> Double? { use.map { level - $0.perLap * (1 - share) } }

  /// Laps that a level of fuel lasts.
  public func laps(in level: Double) -> Double? { use.map { level / $0.perLap } }
}
