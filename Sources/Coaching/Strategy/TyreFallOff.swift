import Timing

/// A pace lap with what makes it slower or faster beside the driver.
public struct StintLap: Sendable, Equatable {
  /// Lap time, s.
  public var time: Double
  /// Laps on the tyres before this one.
  public var tyreAge: Int
  /// Fuel at the start of the lap, in the unit of `Channel.fuelLevel`; `nil` where the source sends none.
  public var fuel: Double?

  public init(time: Double, tyreAge: Int, fuel: Double? = nil) {
    self.time = time
    self.tyreAge = tyreAge
    self.fuel = fuel
  }
}

/// What every lap on the tyres costs: T = a + β · age − k · (fuel burnt), fitted so that a few bad laps do not matter.
/// COACHING 15.2, T5.
public struct TyreFallOff: Sendable, Equatable {
  /// β, s a lap. Where `fuelEffect` is `nil` the car's getting lighter is not taken out, and the tyres cost at least this.
  public let perLap: Double
  /// k, s for each unit of fuel that is burnt, not negative; `nil` where it could not be told from the age.
  public let fuelEffect: Double?
  /// Laps behind the numbers.
  public let laps: Int

  public init(perLap: Double, fuelEffect: Double?, laps: Int) {
    self.perLap = perLap
    self.fuelEffect = fuelEffect
    self.laps = laps
  }

  /// - Parameters:
  ///   - laps: pace laps on the same kind of tyre, of one or several stints.
  ///   - fuelEffect: k of the same key, where earlier sessions have told it.
  /// - Returns: `nil` below the number of laps that a fit needs, or where all laps have the same age.
  public init?(
    _ laps: [StintLap], fuelEffect known: Double? = nil, thresholds: StrategyThresholds = StrategyThresholds()
  ) {
    let sound = laps.filter { $0.time.isFinite && $0.time > 0 }
    guard sound.count >= thresholds.fallOffLaps else { return nil }
    let fuels = sound.compactMap(\.fuel)
    let ages = sound.map { Double($0.tyreAge) }
    var effect: Double?
    if fuels.count == sound.count {
      if let known {
        effect = known
      } else if abs(Self.correlation(ages, fuels)) < thresholds.inseparable {
        effect = Self.fuelEffect(ages: ages, fuels: fuels, times: sound.map(\.time))
      }
    }
    let corrected = sound.map { lap in
      (x: Double(lap.tyreAge), y: lap.time - (effect ?? 0) * (lap.fuel ?? 0))
    }
    guard let line = TheilSenLine(corrected) else { return nil }
    self.init(perLap: line.slope, fuelEffect: effect, laps: sound.count)
  }

  /// k by least squares in age and fuel together, in which laps far from the others count less and less (Huber's weights).
  private static func fuelEffect(ages: [Double], fuels: [Double], times: [Double]) -> Double? {
    guard let middle = median(times) else { return nil }
    var residuals = times.map { $0 - middle }
    var effect: Double?
    for _ in 0..<20 {
      let spread = max(1e-6, robustDeviation(residuals) ?? 0)
      // 1.345: the usual bound, with which normal noise loses 5 % of its information.
      let weights = residuals.map { min(1, 1.345 * spread / max(abs($0), 1e-9)) }
      let total = weights.reduce(0, +)
      func mean(_ values: [Double]) -> Double { zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 } / total }
      let (age, fuel, time) = (mean(ages), mean(fuels), mean(times))
      var sums = (ageAge: 0.0, ageFuel: 0.0, fuelFuel: 0.0, ageTime: 0.0, fuelTime: 0.0)
      for index in times.indices {
        let (x, z, y) = (ages[index] - age, fuels[index] - fuel, times[index] - time)
        sums.ageAge += weights[index] * x * x
        sums.ageFuel += weights[index] * x * z
        sums.fuelFuel += weights[index] * z * z
        sums.ageTime += weights[index] * x * y
        sums.fuelTime += weights[index] * z * y
      }
      let determinant = sums.ageAge * sums.fuelFuel - sums.ageFuel * sums.ageFuel
      guard determinant > 1e-9 * sums.ageAge * sums.fuelFuel else { return effect }
      let byAge = (sums.ageTime * sums.fuelFuel - sums.fuelTime * sums.ageFuel) / determinant
      let byFuel = (sums.fuelTime * sums.ageAge - sums.ageTime * sums.ageFuel) / determinant
      residuals = times.indices.map { times[$0] - time - byAge * (ages[$0] - age) - byFuel * (fuels[$0] - fuel) }
      effect = max(0, byFuel)
    }
    return effect
  }

  private static func correlation(_ first: [Double], _ second: [Double]) -> Double {
    let count = Double(first.count)
    let means = (first.reduce(0, +) / count, second.reduce(0, +) / count)
    var products = (both: 0.0, first: 0.0, second: 0.0)
    for (one, other) in zip(first, second) {
      products.both += (one - means.0) * (other - means.1)
      products.first += (one - means.0) * (one - means.0)
      products.second += (other - means.1) * (other - means.1)
    }
    let size = (products.first * products.second).squareRoot()
    // Fuel that never changes has no effect to be told.
    return size > 0 ? products.both / size : 1
  }
}

/// Whether new tyres win back the time of a stop.
public enum StopValue: Sendable, Equatable {
  /// At the end of a lap of this number, or of any lap later for a while.
  case paysOff(afterLap: Int)
  case never

  /// - Parameters:
  ///   - perLap: what every lap on the tyres costs, s.
  ///   - tyreAge: laps on the tyres.
  ///   - currentLap: number of the lap under way.
  ///   - lapsToGo: laps to go, the one under way included.
  ///   - pitLoss: time that a stop costs, s.
  public init(perLap: Double, tyreAge: Int, currentLap: Int, lapsToGo: Int, pitLoss: Double) {
    // A stop at the end of a lap takes the age of then off every lap that is left.
    for lap in 0..<max(0, lapsToGo - 1) {
      let saved = perLap * Double(tyreAge + lap + 1) * Double(lapsToGo - 1 - lap)
      if saved > pitLoss {
        self = .paysOff(afterLap: currentLap + lap)
        return
      }
    }
    self = .never
  }
}
