import Analysis
import Coaching
import Engine
import Testing
import Timing

@testable import History

@Suite(.serialized) struct BaselineTests {
  private static let places = ["memory", "disk"]

  private func open(_ place: String, _ folder: TemporaryFolder) throws -> History {
    try History(path: place == "memory" ? ":memory:" : folder.path + "/history.sqlite")
  }

  @Test(arguments: places) func aResetBeginsAnewAndKeepsTheLaps(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let track = try #require(try history.trackList().first).id
    let baseline = try #require(try history.baseline(ofSession: session))
    let laps = try history.laps().count
    try history.reset(baseline: baseline, at: 1_500_000)
    #expect(try history.bestLap(track: track, car: "GT3", driver: "A. Driver") == nil)
    #expect(try history.reference(baseline: baseline) == nil && history.statistics(baseline: baseline).isEmpty)
    #expect(try history.laps().count == laps && history.laps().contains(where: \.isEligible))
    let record = try #require(try history.baseline(id: baseline))
    #expect(record.epoch == 2 && record.beganAt == 1_500_000 && record.eligibleCount == 0 && record.lapCount == laps)
    // Older files that are imported later belong to the time before.
    try Fixture.fill(history, at: 1_400_000)
    #expect(try history.bestLap(track: track, car: "GT3", driver: "A. Driver") == nil)
    try Fixture.fill(history, at: 1_600_000)
    let best = try history.bestLap(track: track, car: "GT3", driver: "A. Driver")
    #expect(best?.time == Fixture.session.model.bestLap?.time)
    #expect(try !history.statistics(baseline: baseline).isEmpty)
    #expect(try history.baseline(id: baseline)?.lapCount == 3 * laps)
  }

  @Test(arguments: places) func aChosenLapIsTheReferenceUntilItIsTakenBack(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let baseline = try #require(try history.baseline(ofSession: session))
    let best = try #require(try history.referenceID(baseline: baseline))
    let other = try #require(try history.laps().first { $0.isEligible && $0.id != best })
    try history.choose(lap: other.id, baseline: baseline)
    #expect(try history.referenceID(baseline: baseline) == other.id)
    #expect(try history.reference(baseline: baseline)?.time == other.time)
    let record = try #require(try history.baseline(id: baseline))
    #expect(record.chosenLap == other.id && record.lap == other.id && record.time == other.time)
    try history.choose(lap: nil, baseline: baseline)
    #expect(try history.referenceID(baseline: baseline) == best)
    try history.choose(lap: other.id, baseline: baseline)
    try history.reset(baseline: baseline, at: 9e9)
    #expect(try history.referenceID(baseline: baseline) == nil, "a reset takes the choice back")
    #expect(try history.yardstickID(baseline: baseline) == best, "old laps are still measured against something")
  }

  @Test func keysAreApart() throws {
    let history = try History(path: ":memory:")
    try Fixture.fill(history)
    for change in [\SessionKey.driver, \SessionKey.gameVersion.orEmpty, \SessionKey.car.orEmpty] {
      var key = Fixture.key
      key[keyPath: change] = "2 other"
      try Fixture.fill(history, as: key)
    }
    #expect(try history.baselines().count == 4)
    var patched = Fixture.key
    patched.gameVersion = "2 other.17.3"
    try Fixture.fill(history, as: patched)
    #expect(try history.baselines().count == 4, "a patch begins no new baseline")
    var filter = HistoryFilter()
    filter.car = "other"
    #expect(try history.baselines(filter).count == 1)
    let empty = try #require(
      try history.begin(SessionKey(driver: "C", game: "gt7", gameName: "GT7", source: "live", startedAt: 1)))
    try history.store(track: Fixture.session.model.track!, corners: [], game: "gt7", session: empty)
    try history.removeIfEmpty(session: empty)
    #expect(try history.baselines().count == 4, "nothing was driven under this one")
    filter.track = "nowhere"
    #expect(try history.baselines(filter).isEmpty)
  }

  @Test func lapsBeforeTheTrackIsKnownComeToTheirBaseline() throws {
    let history = try History(path: ":memory:")
    let session = try #require(try history.begin(Fixture.key))
    let lap = try #require(Fixture.session.model.laps.last { $0.isEligible })
    let id = try history.store(
      lap, comparison: Fixture.session.comparisons[lap.serial], session: session, finishedAt: 5)
    #expect(try history.baseline(ofLap: id) == nil)
    try history.store(
      track: Fixture.session.model.track!, corners: Fixture.session.model.corners, game: "gt7", session: session)
    let baseline = try #require(try history.baseline(ofLap: id))
    #expect(try history.referenceID(baseline: baseline) == id)
    #expect(try history.statistics(baseline: baseline).contains { $0.passages == 1 })
  }

  @Test(arguments: places) func findingsAreKeptOncePerCornerAndRule(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    func finding(_ state: Finding.State, loss: Double, laps: [Int]) -> Finding {
      Finding(
        rule: "brake-early", corner: 3, cornerName: "T3", lapSerial: laps.last!, lapNumber: laps.last!,
        referenceLapNumber: 4, loss: loss, action: "Brake 12 m later", text: "T3: brake 12 m later — 0.18 s (lap 4)",
        evidence: [Evidence(name: "brakeStart", value: 701.25, reference: 713.5, unit: "m")], seenOnLaps: laps,
        confidence: 0.8, state: state, condition: "12 m or more")
    }
    try history.store(findings: [finding(.new, loss: 0.2, laps: [5, 6])], session: session)
    let advice = Advice(
      slot: .lapEnd, text: "T3: brake 12 m later", finding: finding(.shown, loss: 0.18, laps: [6, 7]), shownAt: 80,
      expiresAt: 84)
    try history.store(advice, lapSerial: 7, session: session)
    let found = try history.findings(session: session)
    let record = try #require(found.first)
    #expect(found.count == 1 && record.state == .shown && record.loss == 0.18 && record.timesShown == 1)
    #expect(record.firstLap == 5 && record.lastLap == 7 && record.referenceLap == 4)
    #expect(record.evidence == [Evidence(name: "brakeStart", value: 701.25, reference: 713.5, unit: "m")])
    #expect(try history.findings(session: 99).isEmpty)
  }

  @Test(arguments: places) func goalsGoOnInTheNextSession(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let baseline = try #require(try history.baseline(ofSession: session))
    let goal = Goal(
      rule: "brake-early", metric: .brakeStart, corner: 3, cornerName: "T3", comparison: .atLeast, tolerance: -6,
      reference: 713.5, referenceLapNumber: 4)
    try history.store(goals: [goal], baseline: baseline, at: 10)
    var book = GoalBook(goals: try history.goals(baseline: baseline, onlyOpen: true))
    #expect(book.goals == [goal])
    for serial in 1...4 {
      _ = book.check([
        CornerPassageFigures(
          corner: 3, lapSerial: serial, segmentTime: 9, brakeStart: serial == 1 ? 600 : 710, minimumSpeed: 20, loss: 0)
      ])
      try history.store(goals: book.goals, baseline: baseline, at: 10 + Double(serial))
    }
    let open = try #require(try history.goals(baseline: baseline, onlyOpen: true).first)
    #expect(open.passages == 4 && open.successes == 3 && open.identifier == goal.identifier)
    var last = GoalBook(goals: [open])
    let decided = last.check([
      CornerPassageFigures(corner: 3, lapSerial: 5, segmentTime: 9, brakeStart: 712, minimumSpeed: 20, loss: 0)
    ])
    try history.store(goals: decided, baseline: baseline, at: 20)
    #expect(try history.goals(baseline: baseline, onlyOpen: true).isEmpty)
    #expect(try history.goals(baseline: baseline).map(\.state) == [.reached])
    // The same habit may come back, and then has a goal of its own.
    try history.store(goals: [goal], baseline: baseline, at: 30)
    #expect(try history.goals(baseline: baseline).map(\.state) == [.open, .reached])
    try history.reset(baseline: baseline, at: 40)
    #expect(try history.goals(baseline: baseline, onlyOpen: true).isEmpty)
  }

  @Test(arguments: places) func strategyRemembersWhatEachSessionTaught(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let baseline = try #require(try history.baseline(ofSession: session))
    #expect(try history.strategy(baseline: baseline) == StrategyHistory())
    let window = TyreWindow(
      lower: 78.5, upper: 93, cold: LevelPair(trigger: 78.5, clear: 80), hot: LevelPair(trigger: 96, clear: 93),
      origin: .learnt(passages: 140))
    try history.store(
      strategy: StrategyHistory(fuelPerLap: 2.8, tyreWindow: window, lapTime: 99), baseline: baseline, at: 1)
    try history.store(strategy: StrategyHistory(fuelEffect: 0.03, lapTime: 98.5), baseline: baseline, at: 2)
    let found = try history.strategy(baseline: baseline)
    #expect(
      found == StrategyHistory(fuelPerLap: 2.8, fuelEffect: 0.03, tyreWindow: window, lapTime: 98.5))
    let published = try #require(TyreWindow.published(game: "gt7"))
    try history.store(strategy: StrategyHistory(tyreWindow: published), baseline: baseline, at: 3)
    #expect(try history.strategy(baseline: baseline).tyreWindow == window, "a table of the program is not learnt")
  }
}

extension String? {
  /// The text, empty for none.
  fileprivate var orEmpty: String {
    get { self ?? "" }
    set { self = newValue }
  }
}
