public import Analysis
public import Telemetry
public import Timing

/// Turns what the rules see on laps into the few findings that a driver can act on. COACHING 12.
public struct Coach: Sendable {
  /// How much the coach says.
  public enum Verbosity: Int, Sendable, CaseIterable {
    case off
    /// Fuel, tyres, flags and lost laps only.
    case strategy
    /// These, and the one finding to work on.
    case focus
    /// Everything that has a place.
    case all
  }

  /// What has been said about a corner's habit.
  struct Memory: Sendable {
    var timesShown = 0
    var lastShownSerial: Int?
    var lossWhenShown = 0.0
    var goodPassages = 0
    var worsePassages = 0
    var isFixed = false
    var isRetracted = false
  }

  public var judge: Judge
  public var units: SpeechUnits
  public var verbosity = Verbosity.focus
  /// Findings that hold now, the costliest first; fixed ones stay until the session ends, at the end of the list.
  public internal(set) var findings: [Finding] = []
  /// What the rules saw on the last laps and is not said, with the reason.
  public internal(set) var suppressed: [Suppressed] = []
  /// The one to work on.
  public internal(set) var focus: Finding?
  /// What there is to say of the last lap as a whole, the most important first.
  public internal(set) var lapLines: [LapLine] = []
  /// Clean laps seen so far, up to the number that the coach needs.
  public private(set) var learntLaps = 0
  /// Best passages, to which the others are held.
  public private(set) var targets = PassageTargets()
  public private(set) var store = PassageStore()
  public private(set) var mutedCorners: Set<Int> = []
  public private(set) var mutedRules: Set<String> = []
  var memories: [String: Memory] = [:]
  var fixed: [Finding] = []
  var retractions: [LapLine] = []
  var challengerLaps = 0
  private var paceTimes: [Double] = []
  private var isPaceTrendOn = false

  public init(
    thresholds: CoachThresholds = CoachThresholds(), units: SpeechUnits = .metric, capabilities: Capabilities = .all
  ) {
    judge = Judge(thresholds: thresholds, capabilities: capabilities)
    self.units = units
  }

  public var thresholds: CoachThresholds { judge.thresholds }

  /// Forgets everything but what the driver chose: another track, car or driver.
  public mutating func reset() {
    var fresh = Coach(thresholds: thresholds, units: units, capabilities: judge.capabilities)
    fresh.verbosity = verbosity
    fresh.mutedRules = mutedRules
    self = fresh
  }

  /// Silences a corner or a rule, or lets it speak again.
  public mutating func toggleMute(corner: Int) {
    mutedCorners.formSymmetricDifference([corner])
    if focus?.corner == corner { focus = nil }
  }

  public mutating func toggleMute(rule: String) {
    mutedRules.formSymmetricDifference([rule])
    if focus?.rule == rule { focus = nil }
  }

  /// A lap was undone by the game.
  public mutating func lapUndone(serial: Int) { store.remove(serial: serial) }

  /// Takes a lap that has just ended.
  ///
  /// - Parameters:
  ///   - laps: the session's laps with a trace, oldest first, the new one last.
  ///   - reference: the lap against which the driver is measured.
  ///   - isChosen: whether the user chose that lap: it is the target in every corner then.
  ///   - summary: what else is known of the lap and the session.
  public mutating func lapFinished(
    laps: [Lap], reference: Lap, isChosen: Bool, corners: [Corner], summary: LapSummary
  ) {
    lapLines = []
    guard let newest = laps.last, newest.isEvidence, newest.trace != nil, !isSlow(newest) else { return }
    learntLaps = min(thresholds.learningLaps, learntLaps + 1)
    let before = targets
    let eligible = laps.filter(\.isEligible)
    targets = PassageTargets.best(
      of: isChosen ? [] : eligible + (reference.isEligible ? [reference] : []), corners: corners,
      fixed: isChosen ? reference : nil)
    let evidence = laps.filter { $0.isEvidence && $0.trace != nil && !isSlow($0) }
    store.add(newest, targets: targets, corners: corners)
    store.measureSpreads(weight: thresholds.spreadWeight)
    paceTimes = evidence.suffix(40).compactMap(\.time)
    guard learntLaps >= thresholds.learningLaps else { return }
    followUp(newest, corners: corners)
    findHabits(Array(evidence.suffix(2 * thresholds.habitWindow)), newest: newest, corners: corners)
    chooseFocus()
    review(newest, reference: reference, corners: corners, before: before, summary: summary)
  }

  /// Slower than the last laps' median by more than what a habit explains.
  private func isSlow(_ lap: Lap) -> Bool {
    guard let time = lap.time, paceTimes.count >= 3, let middle = median(paceTimes.suffix(5)) else { return false }
    return time > thresholds.evidenceFactor * middle
  }

  private mutating func review(
    _ newest: Lap, reference: Lap, corners: [Corner], before: PassageTargets, summary: LapSummary
  ) {
    let review = LapReview(
      lap: newest, reference: reference, corners: corners, before: before, targets: targets, store: store,
      paceTimes: paceTimes, fixed: fixed.filter { $0.lapSerial == newest.serial }, isPaceTrendOn: isPaceTrendOn,
      summary: summary)
    lapLines = retractions
    retractions = []
    for rule in allLapRules where !mutedRules.contains(rule.identifier) {
      if let line = rule.judge(review, thresholds: thresholds) { lapLines.append(line) }
    }
    isPaceTrendOn = PaceTrend.holds(review, thresholds: thresholds, isOn: isPaceTrendOn)
    lapLines.sort { $0.priority > $1.priority }
  }
}

extension Capabilities {
  /// Whatever there is.
  public static let all = Capabilities(rawValue: .max)
}
