/// Unit in which a source measures fuel.
public enum FuelUnit: String, Sendable {
  case litres = "L"
  case kilograms = "kg"
  /// Of the tank, where a game does not say how much it holds.
  case percent = "%"

  /// The unit of a game's `Channel.fuelLevel`.
  public init(game: String) {
    switch game {
    case "f1": self = .kilograms
    case "forza", "outgauge": self = .percent
    default: self = .litres
    }
  }
}

/// Fuel as a rule sees it; amounts in the unit of `Channel.fuelLevel`.
public struct FuelState: Sendable, Equatable {
  public var level: Double
  public var unit: FuelUnit
  public var use: FuelUse
  /// What is left at the end of the lap under way.
  public var afterLap: Double
  /// The tank against the distance from here, for the most and for the fewest laps that it may be; `nil` where the end of the
  /// race is not known.
  public var plan: FuelPlan?
  public var leastPlan: FuelPlan?
  /// The same at the end of the lap under way, when a stop takes place.
  public var planAtStop: FuelPlan?
  /// Lifts that save what is missing; `nil` where nothing is measured or no bearable lift suffices.
  public var lifts: LiftAndCoast?

  public init(level: Double, unit: FuelUnit, use: FuelUse, afterLap: Double) {
    self.level = level
    self.unit = unit
    self.use = use
    self.afterLap = afterLap
  }

  /// Laps that the tank lasts from here.
  public var laps: Double { level / use.perLap }

  /// Whether the tank may not last for another lap after this one.
  func isLastLap(_ thresholds: StrategyThresholds) -> Bool {
    let deviation = use.deviation ?? thresholds.assumedFuelDeviation * use.perLap
    return afterLap < use.perLap + thresholds.fuelDeviations * deviation
  }
}

/// A car with which places are fought over.
public struct RivalFigures: Sendable, Equatable {
  /// Number on the car.
  public var number: Int
  /// By how much it is ahead, s; negative behind.
  public var gap: Double
  /// Laps on its tyres, `nil` where unknown.
  public var tyreAge: Int?
  /// Time that its stop will cost, s; `nil` where unknown, and taken for as long as ours.
  public var pitLoss: Double?

  public init(number: Int, gap: Double, tyreAge: Int? = nil, pitLoss: Double? = nil) {
    self.number = number
    self.gap = gap
    self.tyreAge = tyreAge
    self.pitLoss = pitLoss
  }
}

/// All that a rule of strategy may need. What the game does not send is `nil`, and the rules that need it are silent.
public struct StrategyState: Sendable {
  /// The source's clock, s.
  public var time = 0.0
  /// Whether the car is driven on the circuit, outside the pits.
  public var isOnTrack = false
  /// Number of the lap under way, from 1.
  public var currentLap: Int?
  public var lapsToGo: LapsToGo?
  public var fuel: FuelState?
  /// Whether a stop has been asked for, or the tank does not last beyond this lap.
  public var isStopNear = false
  public var temperatures: WheelValues?
  public var window: TyreWindow?
  /// Mean of the front over the mean of the rear tyres in the last lap, K.
  public var tyreBalance: Double?
  public var wearForecast: TyreWearForecast?
  public var fallOff: TyreFallOff?
  public var tyreAge = 0
  /// Counts the stints.
  public var stint = 0
  /// Names of the corners with most time of spinning wheels, the most first; `nil` where the game does not tell it.
  public var spinningCorners: [String]?
  /// Time that a stop costs, s.
  public var pitLoss: Double?
  public var rivals: [RivalFigures]?
  public var units = SpeechUnits.metric

  public init() {}
}
