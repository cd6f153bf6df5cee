import Database
import Analysis
import Engine
import Telemetry
import TestSupport
import Testing
import Timing

@testable import History

@Suite(.serialized) struct TrackStoreTests {
  private static let places = ["memory", "disk"]

  private func open(_ place: String, _ folder: TemporaryFolder) throws -> History {
    try History(path: place == "memory" ? ":memory:" : folder.path + "/history.sqlite")
  }

  /// The track of the drive in another version, moved sideways and with a corridor.
  private func refined(_ version: Int, by offset: Double) throws -> TrackModel {
    let track = try #require(Fixture.session.model.track)
    let line = try #require(track.line)
    let points = line.points.map { Position(x: $0.x + offset, y: $0.y, z: $0.z) }
    let corridor = (0..<line.grid.count).map { Float(15) + Float($0 % 10) / 10 }
    return TrackModel(
      identifier: track.identifier, name: track.name, version: version, grid: track.grid,
      line: ReferenceLine(
        grid: line.grid, points: points, curvature: line.curvature, leftSign: line.leftSign, corridor: corridor),
      sectorStarts: track.sectorStarts, sectorsAreOfficial: false, miniSectorStarts: track.miniSectorStarts)
  }

  @Test(arguments: places) func aNewerLineIsLoadedAndOldOnesAreKept(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let second = try refined(2, by: 1)
    try history.store(track: second, corners: [], game: "gt7", session: session)
    let found = try #require(try history.tracks(game: "gt7").first)
    #expect(found.model.version == 2 && found.corners == Fixture.session.model.corners)
    let line = try #require(found.model.line)
    for (a, b) in zip(line.corridor, second.line!.corridor) { #expect(abs(a - b) <= 0.026) }
    #expect(abs(line.points[7].x - second.line!.points[7].x) < 0.001)
    #expect(try history.versions(ofTrack: found.id) == [1, 2])
    #expect(try history.track(id: found.id, version: 1)?.line?.corridor.isEmpty == true)
    let lap = try #require(try history.laps().first { $0.isEligible })
    #expect(try history.track(ofLap: lap.id)?.model.version == 1, "a lap keeps the version on which it was stationed")
    // An older one that comes late is kept, and is not the newest.
    try history.store(track: try refined(1, by: 5), corners: [], game: "gt7", session: session)
    #expect(try history.tracks(game: "gt7").first?.model.version == 2)
  }

  @Test(arguments: places) func aLapIsCarriedToTheNewestLine(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let second = try refined(2, by: 2)
    try history.store(track: second, corners: [], game: "gt7", session: session)
    let track = try #require(try history.tracks(game: "gt7").first)
    let id = try #require(try history.laps().first { $0.isEligible }).id
    let stored = try #require(try history.loadLap(id: id)?.trace)
    let current = try #require(try history.loadCurrentLap(id: id)?.trace)
    let old = try #require(try history.track(id: track.id, version: 1))
    #expect(current.lateralOffset == TrackRefinement.carry(stored, from: old, to: track.model).lateralOffset)
    #expect(current.lateralOffset != stored.lateralOffset && current.columns == stored.columns)
    let best = try #require(try history.bestLap(track: track.id, car: "GT3", driver: "A. Driver")?.trace)
    #expect(best.grid == track.model.grid)
  }

  @Test func aLapThatIsNewlyStoredSaysItsVersion() throws {
    let history = try History(path: ":memory:")
    let session = try Fixture.fill(history)
    try history.store(track: try refined(2, by: 1), corners: [], game: "gt7", session: session)
    var lap = try #require(Fixture.session.model.laps.last { $0.isEligible })
    lap = Lap(serial: 90, number: 90, kind: .pace, time: lap.time, trace: lap.trace)
    let early = try history.store(lap, comparison: nil, session: session, finishedAt: 2, trackVersion: 1)
    lap = Lap(serial: 91, number: 91, kind: .pace, time: lap.time, trace: lap.trace)
    let late = try history.store(lap, comparison: nil, session: session, finishedAt: 3)
    #expect(try history.track(ofLap: early)?.model.version == 1)
    #expect(try history.track(ofLap: late)?.model.version == 2)
  }

  @Test(arguments: places) func stretchesAndHolesComeBack(place: String) throws {
    let folder = try TemporaryFolder()
    let history = try open(place, folder)
    let session = try Fixture.fill(history)
    let lap = try #require(Fixture.session.model.laps.last { $0.isEligible })
    let trace = try #require(lap.trace)
    let stretches = [
      LapStretch(kind: .traffic, start: 100, end: 240), LapStretch(kind: .offTrack, start: 100, end: 130),
      LapStretch(kind: .antiLock, start: 700.5, end: 712.25),
    ]
    let spoilt = LapTrace(
      grid: trace.grid, lapTime: trace.lapTime, time: trace.time, columns: trace.columns,
      lateralOffset: trace.lateralOffset, holes: [300...330, 900...905], stretches: stretches)
    let id = try history.store(
      Lap(serial: 90, number: 90, kind: .pace, time: lap.time, trace: spoilt), comparison: nil, session: session,
      finishedAt: 5)
    let loaded = try #require(try history.loadLap(id: id)?.trace)
    #expect(Set(loaded.stretches) == Set(stretches) && loaded.holes == [300...330, 900...905])
  }

  @Test func limitsClassTheCornersAndTheirPassages() throws {
    let history = try History(path: ":memory:")
    try Fixture.fill(history)
    let track = try #require(try history.trackList().first)
    var corners = try history.corners(track: track.id)
    for index in corners.indices { corners[index].cornerClass = index == 0 ? .fast : .slow }
    let limits = CornerClassLimits(slowBelow: 30, fastAbove: 50)
    try history.set(limits: limits, corners: corners, track: track.id)
    #expect(try history.tracks(game: "gt7").first?.model.classLimits == limits)
    #expect(try history.trackList().first?.classLimits == limits)
    #expect(try history.corners(track: track.id).map(\.cornerClass) == corners.map(\.cornerClass))
    let lap = try #require(try history.laps().last { $0.isEligible })
    let classes = try history.passages(lap: lap.id)
    #expect(!classes.isEmpty && classes.allSatisfy { ($0.cornerClass == .fast) == ($0.corner == corners[0].number) })
    // Storing the track again, as every session does, keeps them.
    try history.store(track: Fixture.session.model.track!, corners: corners, game: "gt7", session: nil)
    #expect(try history.trackList().first?.classLimits == limits)
    try history.set(limits: nil, corners: corners, track: track.id)
    #expect(try history.trackList().first?.classLimits == nil)
  }

  @Test func cornersOfTheUserAreNeverOverwritten() throws {
    let history = try History(path: ":memory:")
    let session = try Fixture.fill(history)
    let model = try #require(Fixture.session.model.track)
    let id = try #require(try history.trackList().first).id
    #expect(try history.cornerOrigin(track: id) == .detected)
    try history.store(
      track: model, corners: Fixture.session.model.corners, origin: .detected, game: "gt7", session: session)
    #expect(try history.staleLaps().isEmpty)
    let authored = Array(Fixture.session.model.corners.dropLast())
    try history.store(track: model, corners: Array(authored.dropLast()), game: "gt7", session: session)
    #expect(try history.corners(track: id) == Fixture.session.model.corners, "the first detection stays")
    try history.store(track: model, corners: authored, origin: .authored, game: "gt7", session: session)
    #expect(try history.corners(track: id) == authored && history.cornerOrigin(track: id) == .authored)
    #expect(try history.staleLaps().count > 0, "other corners are measured anew")
    let edited = try CornerEditing.rename(authored, number: authored[2].number, to: "Hairpin")
    try history.replace(corners: edited, track: id, remeasures: false)
    for origin in CornerOrigin.allCases {
      try history.store(
        track: model, corners: Fixture.session.model.corners, origin: origin, game: "gt7", session: session)
      #expect(try history.corners(track: id) == edited && history.cornerOrigin(track: id) == .edited)
    }
  }

  @Test func theSameCornersFromABetterTableLeaveTheLapsAsTheyAre() throws {
    let history = try History(path: ":memory:")
    let session = try Fixture.fill(history)
    try history.store(
      track: Fixture.session.model.track!, corners: Fixture.session.model.corners, origin: .authored, game: "gt7",
      session: session)
    #expect(try history.trackList().first?.cornerOrigin == .authored)
    #expect(try history.staleLaps().isEmpty)
  }

  @Test func tracksAreListedAndNamed() throws {
    let history = try History(path: ":memory:")
    try Fixture.fill(history)
    let record = try #require(try history.trackList().first)
    let laps = Fixture.session.model.laps
    #expect(record.sessionCount == 1 && record.lapCount == laps.count && record.cornerOrigin == .detected)
    #expect(record.cornerCount == Fixture.session.model.corners.count)
    #expect(record.bestTime == Fixture.session.model.bestLap?.time && record.length == laps.last?.trace?.grid.length)
    try history.rename(track: record.id, to: "Harbour")
    var filter = HistoryFilter()
    filter.track = "arbo"
    #expect(try history.trackList(filter).map(\.name) == ["Harbour"])
    filter.game = "f1"
    #expect(try history.trackList(filter).isEmpty)
    #expect(try history.fastestLapID(track: record.id) != nil)
  }

  @Test func aNameOfTheUserStaysAndANewOneIsTaken() throws {
    let history = try History(path: ":memory:")
    let model = try #require(Fixture.session.model.track)
    func named(_ name: String?) -> TrackModel {
      TrackModel(
        identifier: "iracing:Harbour Street", name: name, version: 1, grid: model.grid, line: nil, sectorStarts: [],
        sectorsAreOfficial: false, miniSectorStarts: [])
    }
    func store(_ name: String?) throws -> String? {
      try history.store(track: named(name), corners: [], game: "iracing", session: nil)
      return try history.trackList().first?.name
    }
    #expect(try store("Harbour Street") == "Harbour Street")
    try history.rename(track: try #require(try history.trackList().first).id, to: "Porto")
    #expect(try store("Harbour Street") == "Porto", "the game calls it as ever")
    #expect(try store(nil) == "Porto")
    #expect(try store("Porto Nuovo") == "Porto Nuovo", "named anew on the dashboard")
  }

  @Test func linesWithNoiseRoundTripAndDamagedOnesNeverTrap() throws {
    let line = try #require(Fixture.session.model.track?.line)
    let bytes = try TrackCoding.pack(line)
    let connection = try Connection(path: ":memory:")
    forAll(60) { random in
      var bad = bytes
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        bad[Int.random(in: 0..<bad.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
      }
      if Bool.random(using: &random) { bad = Array(bad.prefix(Int.random(in: 0..<bad.count, using: &random))) }
      let model = try? connection.row(
        "SELECT 1, 'a', 'b', 1, ?, ?, '', 0, '', ?, 1.0, ?, NULL, NULL",
        [.real(line.grid.length), .real(line.grid.spacing), .blob(bad), .blob(bad)]
      ) { TrackCoding.model(from: $0) }
      return (model ?? nil)?.map { $0.grid == line.grid } ?? true
    }
  }
}
