import Database
import Analysis
import Engine
import Telemetry
import TestSupport
import Testing
import Timing

@testable import History

@Suite(.serialized) struct CornerStoreTests {
  private static let places = ["memory", "disk"]

  private func open(_ place: String, _ folder: TemporaryFolder) throws -> History {
    try History(path: place == "memory" ? ":memory:" : folder.path + "/history.sqlite")
  }

  /// A passage with every number set to something of its own.
  private func metrics(_ random: inout SplitMix64) -> CornerMetrics {
    var values: [String: Double] = [:]
    for metric in CornerMetric.all where Bool.random(using: &random) {
      values[metric.name] =
        metric.unit.isEmpty
        ? Double(Int.random(in: 0...9, using: &random)) : Double.random(in: -300...9_000, using: &random)
    }
    values["segmentTime"] = Double.random(in: 1...20, using: &random)
    return CornerMetrics(named: values)
  }

  private func isNear(_ a: CornerMetrics, _ b: CornerMetrics) -> Bool {
    CornerMetric.all.allSatisfy { metric in
      switch (metric.get(a), metric.get(b)) {
      case (nil, nil): true
      case (let first?, let second?):
        PassageCoding.columns.contains(metric.name) ? first == second : abs(first - second) <= 1e-6 * abs(first)
      default: false
      }
    }
  }

  @Test(arguments: places) func passagesComeBackWithEveryNumber(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let records = try history.laps()
    var compared = 0
    for (record, lap) in zip(records, Fixture.session.model.laps) {
      let passages = try history.passages(lap: record.id)
      let losses = Fixture.session.comparisons[lap.serial]?.corners ?? []
      #expect(passages.map(\.corner) == losses.map(\.corner.number).sorted())
      for loss in losses {
        let passage = try #require(passages.first { $0.corner == loss.corner.number })
        #expect(passage.loss == loss.loss && passage.entry == loss.entry && passage.run == loss.run)
        #expect(passage.cornerClass == loss.corner.cornerClass)
        #expect(passage.isUsable == (lap.isEvidence && loss.isUsable))
        if let own = loss.metrics { #expect(isNear(own, try #require(passage.metrics))) }
        compared += 1
      }
    }
    #expect(compared > 10)
    #expect(try history.passages(session: session).count == compared)
  }

  @Test func anyNumbersRoundTrip() throws {
    let identifiers = Dictionary(
      CornerMetric.all.enumerated().map { ($1.name, Int64($0 + 1)) }, uniquingKeysWith: { first, _ in first })
    let names = Dictionary(identifiers.map { ($0.value, $0.key) }, uniquingKeysWith: { first, _ in first })
    forAll { random in
      let own = metrics(&random)
      var values = PassageCoding.unpack(PassageCoding.pack(own, identifiers: identifiers), names: names)
      for metric in CornerMetric.all where PassageCoding.columns.contains(metric.name) {
        values[metric.name] = metric.get(own)
      }
      return isNear(own, CornerMetrics(named: values))
    }
  }

  @Test func damagedNumbersNeverTrap() {
    forAll { random in
      let bytes = random.bytes(Int.random(in: 0...400, using: &random))
      return PassageCoding.unpack(bytes, names: [1: "lift", 2: "gear"]).count <= 2
    }
  }

  @Test func everyColumnIsANumberOfTheTable() {
    let names = CornerMetric.all.map(\.name)
    #expect(Set(names).isSuperset(of: PassageCoding.columns) && Set(names).count == names.count)
  }

  /// A lap with made-up passages of two corners.
  private func passages(_ random: inout SplitMix64) -> [Passage] {
    (1...2).map { corner in
      var own = metrics(&random)
      own.segmentTime = Double.random(in: 8...9, using: &random)
      return Passage(
        corner: corner, cornerClass: .medium, isUsable: Double.random(in: 0...1, using: &random) < 0.8,
        loss: Double.random(in: -0.1...0.5, using: &random), entry: 0, mid: 0, exit: 0, run: 0, metrics: own)
    }
  }

  @Test func statisticsOfEachLapAreThoseOfAllLaps() throws {
    let history = try History(path: ":memory:")
    let session = try Fixture.fill(history)
    let baseline = try #require(try history.baseline(ofSession: session))
    var random = SplitMix64(seed: 5)
    for serial in 100..<150 {
      let date = 2_000_000 + Double(serial)
      let lap = try history.store(
        Lap(serial: serial, number: serial, kind: .pace, time: 60), comparison: nil, session: session, finishedAt: date)
      let made = passages(&random)
      for passage in made { try history.store(passage, lap: lap, baseline: baseline, finishedAt: date) }
      try history.learn(made, lap: lap, baseline: baseline, finishedAt: date)
      guard serial % 7 == 0 else { continue }
      let grown = try history.statistics(baseline: baseline)
      try history.rebuildStatistics(baseline: baseline)
      let counted = try history.statistics(baseline: baseline)
      #expect(grown.map(\.corner) == counted.map(\.corner))
      for (a, b) in zip(grown, counted) {
        #expect(a.passages == b.passages && a.bestTime == b.bestTime && a.updatedAt == b.updatedAt)
        #expect(a.segmentTime == b.segmentTime && a.brakeStart == b.brakeStart && a.fullThrottle == b.fullThrottle)
        #expect(abs(a.loss - b.loss) < 1e-9)
      }
    }
  }

  @Test func statisticsAreMedianAndDeviationOfTheLastTwenty() throws {
    let history = try History(path: ":memory:")
    let session = try Fixture.fill(history)
    let baseline = try #require(try history.baseline(ofSession: session))
    for index in 0..<30 {
      var own = CornerMetrics(minimumSpeed: 20 + Double(index), segmentTime: 10 - Double(index) / 10)
      own.brakeStart = index % 2 == 0 ? 100 : nil
      let passage = Passage(
        corner: 77, cornerClass: .slow, isUsable: true, loss: index == 0 ? 1 : 0, entry: 0, mid: 0, exit: 0, run: 0,
        metrics: own)
      let date = 3_000_000 + Double(index)
      let lap = try history.store(
        Lap(serial: 200 + index, number: index, kind: .pace, time: 60), comparison: nil, session: session,
        finishedAt: date)
      try history.store(passage, lap: lap, baseline: baseline, finishedAt: date)
      try history.learn([passage], lap: lap, baseline: baseline, finishedAt: date)
    }
    let found = try #require(try history.statistics(baseline: baseline).first { $0.corner == 77 })
    #expect(found.passages == 30 && found.brakeStart?.median == 100 && found.brakeStart?.deviation == 0)
    #expect(found.minimumSpeed?.median == 39.5 && found.minimumSpeed?.deviation == 5)
    #expect(abs((found.bestTime ?? 0) - 7.1) < 1e-9 && found.throttlePickUp == nil)
    #expect(abs(found.loss - (0..<29).reduce(1.0) { loss, _ in 0.7 * loss }) < 1e-12)
  }

  @Test(arguments: places) func anUndoneLapIsNoEvidence(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let baseline = try #require(try history.baseline(ofSession: session))
    let before = try history.statistics(baseline: baseline)
    let best = try #require(before.first?.bestLap)
    let number = try #require(try history.lap(id: best)).number
    try history.markUndone(number: number, session: session)
    let after = try history.statistics(baseline: baseline)
    #expect(after.first?.passages == before[0].passages - 1 && after.first?.bestLap != best)
    #expect(try history.passages(lap: best).allSatisfy { !$0.isUsable })
  }

  @Test func anEarlierLapThatIsImportedLaterComesIntoTheMiddle() throws {
    let history = try History(path: ":memory:")
    try Fixture.fill(history)
    var earlier = Fixture.key
    earlier.startedAt = 500
    let session = try Fixture.fill(history, as: earlier, at: 600)
    let baseline = try #require(try history.baseline(ofSession: session))
    let grown = try history.statistics(baseline: baseline)
    try history.rebuildStatistics(baseline: baseline)
    #expect(try history.statistics(baseline: baseline) == grown)
    #expect(grown.allSatisfy { $0.updatedAt == 1_000_100 })
  }

  @Test func reportsCountUsablePassagesByCornerAndClass() throws {
    let history = try History(path: ":memory:")
    try Fixture.fill(history)
    var other = Fixture.key
    other.driver = "B. Driver"
    try Fixture.fill(history, as: other, at: 2_000_000)
    let usable = Fixture.session.model.laps.reduce(0) { sum, lap in
      sum + (Fixture.session.comparisons[lap.serial]?.corners ?? []).count { lap.isEvidence && $0.isUsable }
    }
    let all = try history.cornerReports(HistoryFilter())
    #expect(all.corners.reduce(0) { $0 + $1.passages } == 2 * usable)
    #expect(all.classes.reduce(0) { $0 + $1.passages } == 2 * usable)
    let order = Fixture.session.model.corners.filter(\.isCoachable).map(\.name)
    #expect(all.corners.map(\.name) == order, "in the order of the lap")
    var filter = HistoryFilter()
    filter.driver = "b. dr"
    #expect(try history.cornerReports(filter).corners.reduce(0) { $0 + $1.passages } == usable)
    filter = HistoryFilter()
    filter.since = 1_500_000
    #expect(try history.cornerReports(filter).corners.reduce(0) { $0 + $1.passages } == usable)
    let slow = try history.cornerReports(HistoryFilter(), cornerClass: .slow)
    #expect(!slow.corners.isEmpty && slow.corners.allSatisfy { $0.cornerClass == .slow })
    let apart = try history.cornerReports(HistoryFilter(), by: .driver)
    #expect(Set(apart.corners.map(\.group)) == ["A. Driver", "B. Driver"])
    #expect(apart.corners.count == 2 * all.corners.count)
  }

  @Test func listsUseIndices() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    try Fixture.fill(try History(path: path))
    let connection = try Connection(path: path, access: .reading)
    func plan(_ sql: String) throws -> String {
      try connection.rows("EXPLAIN QUERY PLAN \(sql)") { $0.text(3) ?? "" }.joined(separator: "\n")
    }
    let reports = try plan(
      History.reportQuery(condition: "WHERE t.game = 'gt7'", hasClass: true, hasDate: true, grouping: .session)
        .replacing("?", with: "1"))
    #expect(
      reports.contains("SEARCH p USING COVERING INDEX lap_corner_recent (baseline_id=? AND corner=? AND usable=?"))
    #expect(!reports.contains("SCAN p"))
    let best = try plan(
      """
      SELECT l.id FROM baseline b JOIN lap l ON l.baseline_id = b.id AND l.eligible = 1
      WHERE b.id = 1 AND \(History.inEpoch) ORDER BY l.time LIMIT 1
      """)
    #expect(best.contains("USING COVERING INDEX lap_baseline") && !best.contains("TEMP B-TREE"))
    let sessions = try plan(
      """
      SELECT s.id, (SELECT min(time) FROM lap WHERE session_id = s.id AND eligible = 1) FROM session s
      ORDER BY s.started_at DESC, s.id DESC LIMIT 500
      """)
    #expect(sessions.contains("session_started") && sessions.contains("lap_best") && !sessions.contains("TEMP B-TREE"))
    let laps = try plan(
      "SELECT l.id FROM session s JOIN lap l ON l.session_id = s.id WHERE s.id = 1 ORDER BY l.serial LIMIT 500")
    #expect(laps.contains("sqlite_autoindex_lap_1") && !laps.contains("SCAN"))
    let tracks = try plan(
      "SELECT (SELECT count(*) FROM session s JOIN lap l ON l.session_id = s.id WHERE s.track_id = t.id) FROM track t")
    #expect(tracks.contains("session_track") && !tracks.contains("SCAN l"))
    let stale = try plan("SELECT l.id, l.baseline_id FROM lap l WHERE l.engine < 1 AND l.baseline_id IS NOT NULL")
    #expect(stale.contains("lap_engine"))
    let recent = try plan(
      """
      SELECT c.loss FROM lap_corner c WHERE c.baseline_id = 1 AND c.corner = 1 AND c.usable = 1 AND c.finished_at >= 1
      ORDER BY c.finished_at DESC LIMIT 20
      """)
    #expect(recent.contains("lap_corner_recent") && !recent.contains("TEMP B-TREE"))
    #expect(try plan("SELECT * FROM goal WHERE baseline_id = 1 ORDER BY set_at").contains("goal_baseline"))
    #expect(try plan("SELECT * FROM finding WHERE session_id = 1").contains("USING INDEX sqlite_autoindex_finding"))
    #expect(try plan("SELECT count(*) FROM session WHERE track_id = 1").contains("session_track"))
  }

  @Test func lapsMeasuredAnewReplaceTheOldNumbers() throws {
    let history = try History(path: ":memory:")
    let session = try Fixture.fill(history)
    let baseline = try #require(try history.baseline(ofSession: session))
    #expect(try history.staleLaps().isEmpty)
    let stale = try history.staleLaps(engine: analysisVersion + 1)
    #expect(!stale.isEmpty && stale.allSatisfy { $0.baseline == baseline })
    let yardstick = try #require(try history.yardstickID(baseline: baseline))
    let best = try #require(try history.loadCurrentLap(id: yardstick)?.trace)
    let corners = Fixture.session.model.corners
    let done = try stale.map { entry in
      let lap = try #require(try history.loadCurrentLap(id: entry.id))
      let comparison = lap.trace.flatMap { LapComparer.compare($0, with: best, corners: corners) }
      return History.Remeasured(
        lap: entry, passages: comparison?.corners.map { Passage($0, isEvidence: lap.isEvidence) })
    }
    try history.replace(done, engine: analysisVersion + 1)
    #expect(try history.staleLaps(engine: analysisVersion + 1).isEmpty)
    #expect(try history.passages(lap: yardstick).allSatisfy { $0.loss == 0 && $0.isUsable })
    #expect(try history.statistics(baseline: baseline).allSatisfy { $0.passages > 0 })
  }
}
