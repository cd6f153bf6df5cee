import Analysis
public import Telemetry
public import Timing

/// Where on its lap a car is.
public struct LapPlace: BitwiseCopyable, Sendable {
  /// m from the line.
  public var station: Double
  /// m.
  public var lapLength: Double
  /// Time until the line at the pace of the reference lap, s; `nil` without one.
  public var timeToLine: Double?

  public init(station: Double, lapLength: Double, timeToLine: Double? = nil) {
    self.station = station
    self.lapLength = lapLength
    self.timeToLine = timeToLine
  }
}

/// What earlier sessions of the same key have taught about fuel and tyres.
public struct StrategyHistory: Sendable, Equatable {
  /// Use of fuel a lap.
  public var fuelPerLap: Double?
  /// Time that a unit of fuel costs a lap, s.
  public var fuelEffect: Double?
  public var tyreWindow: TyreWindow?
  /// Pace, s.
  public var lapTime: Double?

  public init(
    fuelPerLap: Double? = nil, fuelEffect: Double? = nil, tyreWindow: TyreWindow? = nil, lapTime: Double? = nil
  ) {
    self.fuelPerLap = fuelPerLap
    self.fuelEffect = fuelEffect
    self.tyreWindow = tyreWindow
    self.lapTime = lapTime
  }
}

/// Follows fuel, tyres and the distance to go, and says each thing once when it begins to hold. COACHING 15.
///
/// A value for one car in one session. Messages never repeat while their condition holds, and come again only after it has
/// cleared.
public struct StrategyAdvisor: Sendable {
  /// What has become of a rule's condition.
  private struct Memory: Sendable {
    var isRaised = false
    /// Game clock since when the condition holds, s.
    var since: Double?
    var lapsHeld = 0
    var raisedInStint: Int?
    /// Whether it has spoken since the rule that follows it did.
    var awaitsFollower = false
  }

  /// What the rules see, as of the last frame.
  public private(set) var state = StrategyState()
  public private(set) var fuel: FuelModel
  public private(set) var tyres: TyreModel
  /// Pace of this car, s: the median of the last three laps, before them that of the history.
  public private(set) var lapTime: Double?
  /// Time on the clock of a timed race, s; `nil` where there is none.
  public var timeLeft: Double?
  /// Laps that the leader drives on after the clock has run down.
  public var lapsAfterZero = 0
  /// Pace of the leader, s; taken for this car's where unknown.
  public var leaderLapTime: Double?
  /// Whole laps that the source's gap to the leader leaves out.
  public var lapsDown = 0
  /// Whether the driver or the team has asked for a stop.
  public var isStopRequested = false

  private let thresholds: StrategyThresholds
  private let unit: FuelUnit
  private let rules: [any StrategyRule]
  private let cadences: [StrategyCadence]
  /// For each rule the place of the one that it follows.
  private let leaders: [Int?]
  private var memories: [Memory]
  private var zones: [BrakingZone] = []
  private var lifts: LiftAndCoast?
  private var lapTimes: [Double] = []
  private var areLapRulesDue = false
  /// The lap after which the tank does not last for another; what was said of it holds until its end.
  private var lapOfStop: Int?

  public init(
    game: String, history: StrategyHistory = StrategyHistory(), units: SpeechUnits = .metric,
    thresholds: StrategyThresholds = StrategyThresholds(), rules: [any StrategyRule] = allStrategyRules
  ) {
    self.thresholds = thresholds
    self.rules = rules
    unit = FuelUnit(game: game)
    cadences = rules.map { $0.cadence(thresholds) }
    leaders = rules.map { rule in rules.firstIndex { $0.identifier == rule.follows } }
    memories = Array(repeating: Memory(), count: rules.count)
    fuel = FuelModel(stored: history.fuelPerLap, thresholds: thresholds)
    tyres = TyreModel(
      game: game, learnt: history.tyreWindow, fuelEffect: history.fuelEffect, thresholds: thresholds)
    lapTime = history.lapTime
    state.units = units
    state.window = tyres.window
  }

  // MARK: What is known of the session

  /// Takes the reference lap: where the fuel goes on a lap, and what flows before each braking zone.
  ///
  /// - Parameter lifts: name of each corner with the station at which the reference lifts or brakes for it, in the order of the
  ///   lap.
  public mutating func takeReference(_ trace: LapTrace, lifts: [(corner: String, station: Double)]) {
    fuel.profile = FuelProfile(trace)
    zones = lifts.compactMap {
      BrakingZone(corner: $0.corner, lift: $0.station, on: trace, thresholds: thresholds)
    }
  }

  /// Takes what is known about stops and other cars; `nil` where the source does not know.
  public mutating func takePitFigures(loss: Double?, rivals: [RivalFigures]?) {
    state.pitLoss = loss
    state.rivals = rivals
  }

  /// Takes the corners with most time of spinning wheels, the most first; `nil` where the game does not tell it.
  public mutating func takeSpinningCorners(_ corners: [String]?) { state.spinningCorners = corners }

  /// What the next session of the same car on this track starts from.
  public var lessons: StrategyHistory {
    var learnt = tyres.window
    // A published window need not be remembered.
    if case .table? = learnt?.origin { learnt = nil }
    return StrategyHistory(
      fuelPerLap: fuel.use?.perLap, fuelEffect: tyres.fallOff?.fuelEffect, tyreWindow: learnt, lapTime: lapTime)
  }

  // MARK: What happens

  /// Takes a frame. Allocates only when there is something to say.
  ///
  /// - Returns: what has just begun to hold, the most urgent first.
  public mutating func ingest(_ frame: TelemetryFrame, place: LapPlace?) -> [StrategyMessage] {
    guard frame.flags.isDisjoint(with: [.paused, .loading, .spectating]) else { return [] }
    tyres.ingest(frame)
    follow(frame, place: place)
    var messages: [StrategyMessage] = []
    for index in rules.indices {
      guard isDue(cadences[index]), let message = judge(index) else { continue }
      messages.append(message)
    }
    areLapRulesDue = false
    if messages.count > 1 { messages.sort { $0.priority > $1.priority } }
    return messages
  }

  /// Takes a lap that has just ended; what there is to say about it comes with the next frame, which belongs to the next lap.
  ///
  /// - Parameter passages: the corners of the lap with the temperatures of the tyres, as far as they are clean.
  public mutating func lapFinished(_ lap: Lap, passages: [TyrePassage] = []) {
    fuel.lapFinished(lap)
    tyres.lapFinished(lap, passages: passages)
    if lap.isPaceLap, let time = lap.time {
      lapTimes = Array(lapTimes.suffix(2)) + [time]
      lapTime = median(lapTimes)
    }
    areLapRulesDue = true
  }

  private mutating func follow(_ frame: TelemetryFrame, place: LapPlace?) {
    let isInPit = frame.flags.contains(.inPit)
    state.time = frame.gameTime
    state.isOnTrack = frame.flags.contains(.onTrack) && !isInPit
    state.currentLap = frame.lapNumber.map { max(1, Int($0)) }
    state.lapsToGo = race(frame, place: place).flatMap { LapsToGo($0, margin: thresholds.finishMargin) }
    state.temperatures = tyres.temperatures
    state.stint = tyres.stint
    state.tyreAge = tyres.age
    let share = place.map { fuel.share(at: $0.station, length: $0.lapLength) } ?? 0
    state.fuel = fuelState(frame, share: share)
    if isLastLapOfTank { lapOfStop = state.currentLap }
    state.isStopNear = isStopRequested || isInPit || (lapOfStop != nil && lapOfStop == state.currentLap)
    guard areLapRulesDue else { return }
    state.window = tyres.window
    state.tyreBalance = tyres.balance
    state.wearForecast = tyres.wearForecast
    state.fallOff = tyres.fallOff
    lifts = state.fuel?.plan.flatMap { plan in
      plan.saveTarget.flatMap { LiftAndCoast(saving: plan.perLap - $0, zones: zones, thresholds: thresholds) }
    }
    state.fuel?.lifts = lifts
  }

  private var isLastLapOfTank: Bool {
    guard let fuel = state.fuel, let plan = fuel.plan else { return false }
    return !plan.coversDistance && fuel.isLastLap(thresholds)
  }

  private func race(_ frame: TelemetryFrame, place: LapPlace?) -> RaceFigures? {
    guard let number = frame.lapNumber, !frame.flags.contains(.chequeredFlag) else { return nil }
    let length: RaceLength
    if let count = frame.lapCount, count > 0 {
      length = .laps(Int(count))
    } else if let timeLeft {
      length = .time(left: timeLeft, lapsAfterZero: lapsAfterZero)
    } else {
      return nil
    }
    var leader: LeaderFigures?
    if frame.racePosition != 1, let pace = leaderLapTime ?? lapTime, let gap = frame[.gapToLeader], gap > 0 {
      leader = LeaderFigures(lapTime: pace, gap: gap, lapsDown: lapsDown)
    }
    var timeToLine = place?.timeToLine
    if timeToLine == nil, let place, let lapTime, place.lapLength > 0 {
      timeToLine = lapTime * (1 - min(1, max(0, place.station / place.lapLength)))
    }
    return RaceFigures(
      completedLaps: max(0, Int(number) - 1), length: length, lapTime: lapTime, timeToLine: timeToLine, leader: leader)
  }

  private func fuelState(_ frame: TelemetryFrame, share: Double) -> FuelState? {
    guard let level = frame[.fuelLevel], level >= 0, let use = fuel.use,
      let afterLap = fuel.afterLap(level: level, share: share)
    else { return nil }
    var fuel = FuelState(level: level, unit: unit, use: use, afterLap: afterLap)
    fuel.lifts = lifts
    guard let toGo = state.lapsToGo else { return fuel }
    let capacity = frame[.fuelCapacity].flatMap { $0 > 0 ? $0 : nil }
    func plan(_ level: Double, _ laps: Double) -> FuelPlan {
      FuelPlan(level: level, use: use, laps: laps, capacity: capacity, thresholds: thresholds)
    }
    fuel.plan = plan(level, Double(toGo.most) - share)
    fuel.leastPlan = plan(level, Double(toGo.least) - share)
    fuel.planAtStop =
      frame.flags.contains(.inPit) ? fuel.plan : plan(max(0, afterLap), Double(toGo.most - 1))
    return fuel
  }

  // MARK: Rules

  private func isDue(_ cadence: StrategyCadence) -> Bool {
    switch cadence {
    case .frame: true
    case .lap: areLapRulesDue
    }
  }

  private mutating func judge(_ index: Int) -> StrategyMessage? {
    switch rules[index].standing(state, thresholds: thresholds) {
    case .unknown, .between:
      memories[index].since = nil
      memories[index].lapsHeld = 0
      return nil
    case .clear:
      memories[index].isRaised = false
      memories[index].since = nil
      memories[index].lapsHeld = 0
      return nil
    case .triggered:
      return memories[index].isRaised || !hasHeld(index) ? nil : raise(index)
    }
  }

  /// Whether a condition that holds now has held for as long as its rule asks.
  private mutating func hasHeld(_ index: Int) -> Bool {
    switch cadences[index] {
    case .frame(let persistence):
      // A clock that went back starts the count anew.
      let since = memories[index].since.flatMap { $0 <= state.time ? $0 : nil } ?? state.time
      memories[index].since = since
      return state.time - since >= persistence
    case .lap(let persistence):
      memories[index].lapsHeld += 1
      return memories[index].lapsHeld >= persistence
    }
  }

  private mutating func raise(_ index: Int) -> StrategyMessage? {
    let rule = rules[index]
    if rule.isOncePerStint, memories[index].raisedInStint == state.stint { return nil }
    if rule.follows != nil {
      guard let leader = leaders[index], memories[leader].awaitsFollower else { return nil }
      memories[leader].awaitsFollower = false
    }
    guard let wording = rule.wording(state, thresholds: thresholds) else { return nil }
    memories[index].isRaised = true
    memories[index].raisedInStint = state.stint
    memories[index].awaitsFollower = true
    return StrategyMessage(
      rule: rule.identifier, text: wording.text,
      priority: rule.isSafety ? thresholds.safetyPriority : thresholds.strategyPriority, slot: rule.slot,
      evidence: wording.evidence, time: state.time, lapNumber: state.currentLap)
  }
}
