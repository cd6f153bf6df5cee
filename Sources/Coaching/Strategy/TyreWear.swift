public import Telemetry
import Timing

/// When a tyre will be done. COACHING 15.2, T4.
public struct TyreWearForecast: Sendable, Equatable {
  public let wheel: Wheel
  /// Wear now, 0…1.
  public let wear: Double
  /// Laps until the limit from now, and how many it may be off.
  public let lapsLeft: Double
  public let uncertainty: Double

  public init(wheel: Wheel, wear: Double, lapsLeft: Double, uncertainty: Double) {
    self.wheel = wheel
    self.wear = wear
    self.lapsLeft = lapsLeft
    self.uncertainty = uncertainty
  }
}

/// Wear at the end of each lap on one set of tyres.
public struct TyreWearHistory: Sendable {
  private var laps: [WheelValues] = []

  public init() {}

  /// Laps on this set.
  public var count: Int { laps.count }

  /// Takes the wear at the end of a lap, 0 new … 1 gone.
  ///
  /// - Returns: whether it fell, so that the tyres must be new ones and the history has begun again.
  public mutating func lapFinished(_ wear: WheelValues, thresholds: StrategyThresholds) -> Bool {
    let isNew =
      laps.last.map { last in Wheel.allCases.contains { last[$0] - wear[$0] >= thresholds.newSetDrop } } ?? false
    if isNew { laps.removeAll() }
    laps.append(wear)
    return isNew
  }

  public mutating func reset() { laps.removeAll() }

  /// The wheel that reaches the limit first; `nil` before there are enough laps, and for tyres that do not wear.
  public func forecast(thresholds: StrategyThresholds = StrategyThresholds()) -> TyreWearForecast? {
    guard laps.count >= thresholds.wearLaps else { return nil }
    return Wheel.allCases.compactMap { forecast(of: $0, limit: thresholds.wearLimit) }.min { $0.lapsLeft < $1.lapsLeft }
  }

  private func forecast(of wheel: Wheel, limit: Double) -> TyreWearForecast? {
    let points = laps.enumerated().map { (x: Double($0.offset), y: $0.element[wheel]) }
    guard let now = points.last?.y, let line = TheilSenLine(points), line.slope > 0 else { return nil }
    let left = max(0, (limit - now) / line.slope)
    var random = SeededNumbers(seed: 15)
    let slopes = bootstrapInterval(of: points, level: 0.8, resamples: 100, using: &random) { TheilSenLine($0)?.slope }
    let latest = slopes.flatMap { $0.lowerBound > 0 ? max(0, limit - now) / $0.lowerBound : nil } ?? 2 * left
    let soonest = slopes.flatMap { $0.upperBound > 0 ? max(0, limit - now) / $0.upperBound : nil } ?? 0
    return TyreWearForecast(wheel: wheel, wear: now, lapsLeft: left, uncertainty: (latest - soonest) / 2)
  }
}
