import Analysis
public import Telemetry
public import Timing

/// Follows the tyres: their temperature while driving, balance and wear lap by lap, and what their age costs. COACHING 15.2, 15.3.
public struct TyreModel: Sendable {
  /// The window in force: the driver's own once it is learnt, before that the game's; `nil` where neither is known.
  public private(set) var window: TyreWindow?
  /// Temperatures of the last frame, °C.
  public private(set) var temperatures: WheelValues?
  /// Mean of the front over the mean of the rear tyres in the last lap, K.
  public private(set) var balance: Double?
  public private(set) var wearForecast: TyreWearForecast?
  public private(set) var fallOff: TyreFallOff?
  /// Complete laps on the tyres.
  public private(set) var age = 0
  /// Counts the stints, from 1.
  public private(set) var stint = 1

  private let thresholds: StrategyThresholds
  private let knownFuelEffect: Double?
  private var passages: [TyrePassage] = []
  private var laps: [StintLap] = []
  private var wearHistory = TyreWearHistory()
  private var wear: WheelValues?
  private var frontSum = 0.0
  private var rearSum = 0.0
  private var sumCount = 0
  private var lapStartFuel: Double?
  private var wasInPit = false

  /// Passages that are remembered; the oldest go first.
  private static let passagesKept = 600
  private static let lapsKept = 60

  /// - Parameters:
  ///   - game: id of the game, for its published window.
  ///   - learnt: window of the same key in earlier sessions.
  ///   - fuelEffect: time that a unit of fuel costs, s, as earlier sessions of the key have told.
  public init(
    game: String, learnt: TyreWindow? = nil, fuelEffect: Double? = nil,
    thresholds: StrategyThresholds = StrategyThresholds()
  ) {
    window = learnt ?? TyreWindow.published(game: game)
    knownFuelEffect = fuelEffect
    self.thresholds = thresholds
  }

  /// Takes a frame; cheap, without allocation.
  public mutating func ingest(_ frame: TelemetryFrame) {
    temperatures = WheelValues(frame, from: .tyreTemperatureFrontLeft)
    if let now = WheelValues(frame, from: .tyreWearFrontLeft) { wear = now }
    if lapStartFuel == nil { lapStartFuel = frame[.fuelLevel] }
    let isInPit = frame.flags.contains(.inPit)
    if wasInPit, !isInPit { beginStint() }
    wasInPit = isInPit
    if !isInPit, let temperatures {
      frontSum += temperatures.frontMean
      rearSum += temperatures.rearMean
      sumCount += 1
    }
  }

  /// Takes a lap that has just ended, and the corners passed on it.
  public mutating func lapFinished(_ lap: Lap, passages driven: [TyrePassage] = []) {
    balance = sumCount > 0 && lap.kind == .pace ? (frontSum - rearSum) / Double(sumCount) : nil
    frontSum = 0
    rearSum = 0
    sumCount = 0
    learn(driven)
    if let wear, wearHistory.lapFinished(wear, thresholds: thresholds) { age = 0 }
    wearForecast = wearHistory.forecast(thresholds: thresholds)
    if lap.isPaceLap, let time = lap.time {
      laps.append(StintLap(time: time, tyreAge: age, fuel: lapStartFuel))
      if laps.count > Self.lapsKept { laps.removeFirst() }
      fallOff = TyreFallOff(laps, fuelEffect: knownFuelEffect, thresholds: thresholds)
    }
    age += 1
    lapStartFuel = nil
  }

  /// A stop: whatever was put on, the laps count from here. Tyres whose wear goes on where it was were not changed.
  private mutating func beginStint() {
    stint += 1
    guard wear == nil else { return }
    age = 0
  }

  private mutating func learn(_ driven: [TyrePassage]) {
    guard !driven.isEmpty else { return }
    passages += driven
    if passages.count > Self.passagesKept { passages.removeFirst(passages.count - Self.passagesKept) }
    if let learnt = TyreWindow(learntFrom: passages, thresholds: thresholds) { window = learnt }
  }
}
