import Database
import Analysis
import Coaching
import Engine
import Foundation
import Simulation
import Telemetry
import TestSupport
import Testing
import Timing

@testable import History

@Suite struct HistoryTests {
  /// Every test of behaviour runs on a database in memory and on one on disk.
  private static let places = ["memory", "disk"]

  private func open(_ place: String, _ folder: TemporaryFolder) throws -> History {
    try History(path: place == "memory" ? ":memory:" : folder.path + "/history.sqlite")
  }

  @Test(arguments: places) func lapsComeBackAsTheyWere(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    var filter = HistoryFilter()
    filter.session = session
    let records = try history.laps(filter)
    let laps = Fixture.session.model.laps
    #expect(records.map(\.time) == laps.map(\.time))
    #expect(records.map(\.kind) == laps.map(\.kind))
    #expect(records.map(\.flags) == laps.map(\.flags))
    #expect(records.map(\.isEligible) == laps.map(\.isEligible))
    #expect(records.map(\.sectors) == laps.map(\.sectors))
    for (record, lap) in zip(records, laps) where lap.trace != nil {
      let stored = try #require(try history.loadLap(id: record.id)?.trace)
      let trace = try #require(lap.trace)
      #expect(stored.grid == trace.grid && stored.lapTime == trace.lapTime)
      for (a, b) in zip(stored.time, trace.time) { #expect(abs(a - b) <= 0.00005 + 1e-9) }
      #expect(Set(stored.columns.keys) == Set(trace.columns.keys))
      for (channel, column) in trace.columns {
        let step = ColumnCoding.step(of: channel)
        let worst = zip(column, stored.columns[channel]!).map { abs(Double($0) - Double($1)) }.max()!
        #expect(worst <= step / 2 + 1e-3 * step + 2e-4, "\(channel.identifier)")
      }
    }
  }

  @Test(arguments: places) func bestLapIsFoundForDriverCarAndTrack(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    try Fixture.fill(history)
    let track = try #require(try history.tracks(game: "gt7").first)
    #expect(track.model.identifier == Fixture.session.model.track?.identifier)
    #expect(track.model.grid == Fixture.session.model.track?.grid)
    #expect(track.corners == Fixture.session.model.corners)
    for (a, b) in zip(track.model.line!.points, Fixture.session.model.track!.line!.points) {
      #expect(abs(a.x - b.x) < 0.001 && abs(a.y - b.y) < 0.001 && abs(a.z - b.z) < 0.001)
    }
    let best = try history.bestLap(track: track.id, car: "GT3", driver: "A. Driver")
    #expect(best?.time == Fixture.session.model.bestLap?.time)
    #expect(try history.bestLap(track: track.id, car: "other", driver: "A. Driver") == nil)
    #expect(try history.bestLap(track: track.id, car: "GT3", driver: "B. Driver") == nil)
    #expect(try history.tracks(game: "f1").isEmpty)
    let lap = try #require(try history.laps().last)
    let found = try #require(try history.track(ofLap: lap.id))
    #expect(found.model.grid == track.model.grid && found.corners == track.corners)
    #expect(try history.track(ofLap: 99_999) == nil)
  }

  @Test(arguments: places) func theSameFileIsStoredOnce(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    var key = Fixture.key
    key.fingerprint = "abc"
    #expect(try history.begin(key) != nil)
    #expect(try history.begin(key) == nil)
    #expect(try history.counts().sessions == 1)
  }

  @Test(arguments: places) func anUndoneLapIsNoReferenceAnyMore(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let best = try #require(Fixture.session.model.bestLap)
    try history.markUndone(number: best.number, session: session)
    let track = try #require(try history.tracks(game: "gt7").first)
    #expect(try history.bestLap(track: track.id, car: "GT3", driver: "A. Driver")?.time != best.time)
    #expect(try history.laps().contains { $0.number == best.number && $0.flags.contains(.rewound) })
  }

  @Test(arguments: places) func filtersAndPages(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    try Fixture.fill(history)
    var other = Fixture.key
    other.driver = "B. Driver"
    other.game = "f1"
    other.startedAt = 2_000_000
    _ = try history.begin(other)
    #expect(try history.sessions().map(\.driver) == ["B. Driver", "A. Driver"])
    var filter = HistoryFilter()
    filter.driver = "a. dri"
    #expect(try history.sessions(filter).map(\.driver) == ["A. Driver"])
    filter = HistoryFilter()
    filter.game = "f1"
    #expect(try history.sessions(filter).count == 1)
    filter = HistoryFilter()
    filter.onlyEligible = true
    filter.limit = 2
    filter.offset = 1
    let page = try history.laps(filter)
    #expect(page.count == 2 && page.allSatisfy(\.isEligible))
  }

  @Test func aLapIsSmall() throws {
    let folder = try TemporaryFolder()
    let history = try open("disk", folder)
    try Fixture.fill(history)
    let connection = try Connection(path: folder.path + "/history.sqlite", access: .reading)
    let sizes = try connection.rows("SELECT sum(length(data)) FROM lap_channel GROUP BY lap_id") { Int($0.integer(0)) }
    // A lap of 60 s here; the budget is 60 kB for 100 s.
    #expect(!sizes.isEmpty && sizes.allSatisfy { $0 < 36_000 })
  }

  @Test func aNewerDatabaseIsRefusedUntouched() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    do {
      let connection = try Connection(path: path)
      try connection.execute(
        "CREATE TABLE migration (name TEXT PRIMARY KEY) STRICT; INSERT INTO migration VALUES ('2031-future')")
    }
    let before = try Data(contentsOf: URL(filePath: path))
    #expect {
      try History(path: path)
    } throws: { error in
      (error as? HistoryError)?.kind == .newerVersion(migration: "2031-future")
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
  }

  @Test func whatIsNoDatabaseIsRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    try Data(repeating: 0x41, count: 10_000).write(to: URL(filePath: path))
    #expect(throws: HistoryError.self) { try History(path: path) }
    #expect(try Data(contentsOf: URL(filePath: path)).count == 10_000)
  }

  @Test func migrationsAreAppliedOnce() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    try Fixture.fill(try History(path: path))
    let again = try History(path: path)
    #expect(try again.counts().laps == Fixture.session.model.laps.count)
    #expect(try again.integrity() == "ok")
  }

  @Test func theLapUnderWaySurvivesACrash() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    let history = try History(path: path)
    let session = try Fixture.fill(history)
    let laps = try history.counts().laps
    try history.journal(session: session, number: 9, station: 700, lapTime: 31, topSpeed: 60, at: 2_000)
    try history.journal(session: session, number: 9, station: 800, lapTime: 35, topSpeed: 58, at: 2_001)
    let next = try History(path: path)
    #expect(try next.recoverJournal(at: 2_030) == 0, "another program may still be driving it")
    #expect(try next.recoverJournal(at: 2_080) == 1)
    #expect(try next.recoverJournal(at: 2_080) == 0)
    #expect(try next.counts().laps == laps + 1)
    #expect(try next.laps().contains { $0.number == 9 && $0.kind == .partial && $0.time == nil })
  }

  @Test func aClockThatWasSetBackHidesNoLapOfACrash() throws {
    let history = try History(path: ":memory:")
    let session = try Fixture.fill(history)
    try history.journal(session: session, number: 9, station: 800, lapTime: 35, topSpeed: 58, at: 9_000_000)
    #expect(try history.recoverJournal(at: 2_000) == 1)
  }

  @Test func aProgramThatWasOnlySilentTakesItsLapBack() throws {
    let history = try History(path: ":memory:")
    let id = try #require(try history.begin(Fixture.key))
    let laps = Fixture.session.model.laps
    try history.store(laps[0], comparison: nil, session: id, finishedAt: 1)
    try history.journal(session: id, number: laps[1].number, station: 800, lapTime: 35, topSpeed: 58, at: 100)
    #expect(try history.recoverJournal(at: 200) == 1)
    #expect(try history.counts().laps == 2)
    try history.store(laps[1], comparison: nil, session: id, finishedAt: 300)
    #expect(try history.counts().laps == 2)
    #expect(try history.laps().map(\.time) == [laps[0].time, laps[1].time])
  }

  @Test func lookingUpWaitsForNobody() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    #expect(try History.forLookingUp(path) == nil)
    let history = try History(path: path)
    #expect(try History.forLookingUp(path) == nil, "nothing is stored yet")
    try Fixture.fill(history)
    try history.connection.execute("BEGIN IMMEDIATE; UPDATE track SET name = 'written now'")
    let other = try #require(try History.forLookingUp(path))
    #expect(try other.tracks(game: "gt7").map(\.model.name) == [Fixture.session.model.track?.name])
    #expect(throws: HistoryError.self) { try other.begin(Fixture.key) }
    try history.connection.execute("ROLLBACK")
  }

  @Test func aHistoryThatWasMovedAwayIsNoticed() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    let history = try History(path: path)
    #expect(history.isInPlace)
    try FileManager.default.moveItem(atPath: path, toPath: folder.path + "/elsewhere.sqlite")
    #expect(!history.isInPlace)
    _ = try History(path: path)
    #expect(!history.isInPlace, "another file of that name is another history")
    #expect(try History(path: ":memory:").isInPlace)
  }

  @Test func twoConnectionsWriteSideBySide() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    let first = try History(path: path)
    let second = try History(path: path)
    for _ in 0..<5 {
      try Fixture.fill(first)
      try Fixture.fill(second)
    }
    #expect(try first.counts().sessions == 10)
    #expect(try second.integrity() == "ok")
  }

  @Test func columnsRoundTripWithinHalfAStep() {
    forAll { random in
      let count = Int.random(in: 0...400, using: &random)
      let step = [0.001, 0.01, 0.5, 1].randomElement(using: &random)!
      let values = (0..<count).map { _ in Double.random(in: -5_000...5_000, using: &random) }
      guard let packed = try? ColumnCoding.pack(values, step: step), let back = try? ColumnCoding.unpack(packed) else {
        return false
      }
      return zip(values, back).allSatisfy { abs($0 - $1) <= step / 2 + 1e-9 } && back.count == values.count
    }
  }

  @Test func damagedColumnsAreErrorsAndNeverTrap() throws {
    let packed = try ColumnCoding.pack((0..<300).map { Double($0) * 1.7 }, step: 0.01)
    forAll { random in
      var bad = packed
      switch Int.random(in: 0...3, using: &random) {
      case 0: bad.data = random.bytes(Int.random(in: 0...200, using: &random))
      case 1: bad.count = Int.random(in: -5...40_000, using: &random)
      case 2: bad.size = Int.random(in: -5...1_000_000, using: &random)
      default:
        let place = Int.random(in: 0..<bad.data.count, using: &random)
        bad.data[place] ^= UInt8.random(in: 1...255, using: &random)
      }
      _ = try? ColumnCoding.unpack(bad)
      return true
    }
  }

  @Test func listsNeverReadTheSamples() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    try Fixture.fill(try History(path: path))
    let connection = try Connection(path: path, access: .reading)
    let plan = try connection.rows(
      "EXPLAIN QUERY PLAN SELECT l.id FROM lap l JOIN session s ON s.id = l.session_id WHERE s.track_id = 1 AND l.eligible = 1 ORDER BY l.time LIMIT 1"
    ) { $0.text(3) ?? "" }
    #expect(plan.contains { $0.contains("session_track") })
    #expect(!plan.contains { $0.contains("lap_channel") })
  }
}
