import Analysis
import Coaching
import History
import Timing

/// What the laps of a session teach beyond their own numbers: goals, and what strategy remembers.
struct Lessons {
  private var tyrePassages: [TyrePassage] = []
  private var fuel: [Double] = []
  private var times: [Double] = []

  /// Laps behind the fuel and the pace.
  private static let recentLaps = 5
  /// Passages and laps kept: a race of a day fills no memory.
  private static let mostPassages = 2_000
  private static let mostLaps = 100

  /// Takes a lap that has ended.
  mutating func take(_ lap: Lap, comparison: LapComparison?) {
    guard lap.isEligible else { return }
    if let used = lap.fuelUsed, used > 0 { fuel.append(used) }
    if let time = lap.time { times.append(time) }
    fuel = Array(fuel.suffix(Self.mostLaps))
    times = Array(times.suffix(Self.mostLaps))
    guard let trace = lap.trace else { return }
    tyrePassages += (comparison?.corners ?? []).filter(\.isUsable).compactMap { TyrePassage($0, on: trace) }
    if tyrePassages.count > Self.mostPassages { tyrePassages.removeFirst(tyrePassages.count - Self.mostPassages) }
  }

  /// What a next session of the same key begins with.
  var strategy: StrategyHistory {
    StrategyHistory(
      fuelPerLap: median(fuel.suffix(Self.recentLaps)), tyreWindow: TyreWindow(learntFrom: tyrePassages),
      lapTime: median(times.suffix(Self.recentLaps)))
  }

  /// Keeps what was learnt about fuel, tyres and pace.
  func keep(session: Int64, history: History, at date: Double) throws {
    guard !times.isEmpty, let baseline = try history.baseline(ofSession: session) else { return }
    try history.store(strategy: strategy, baseline: baseline, at: date)
  }

  /// Holds a clean lap against the open goals of its driver.
  static func check(
    _ lap: Lap, _ comparison: LapComparison, session: Int64, history: History, at date: Double
  ) throws {
    guard lap.isEligible, let baseline = try history.baseline(ofSession: session) else { return }
    var book = GoalBook(goals: try history.goals(baseline: baseline, onlyOpen: true).reversed())
    guard !book.goals.isEmpty else { return }
    _ = book.check(
      comparison.corners.filter(\.isUsable).compactMap { CornerPassageFigures($0, lapSerial: lap.serial) })
    try history.store(goals: book.goals, baseline: baseline, at: date)
  }

  /// Sets a goal for each habit among some findings.
  static func prescribe(_ findings: [Finding], session: Int64, history: History, at date: Double) throws {
    guard let baseline = try history.baseline(ofSession: session), let lap = try history.referenceID(baseline: baseline)
    else { return }
    var book = GoalBook(goals: try history.goals(baseline: baseline, onlyOpen: true).reversed())
    let reference = try history.passages(lap: lap).compactMap { $0.figures(lapSerial: 0) }
    book.prescribe(for: findings, reference: reference)
    try history.store(goals: book.goals, baseline: baseline, at: date)
  }
}
