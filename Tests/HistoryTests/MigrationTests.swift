import Database
import Analysis
import Foundation
import Engine
import Telemetry
import Testing
import Timing

@testable import History

/// A database of every released version, with rows in it, is brought to the newest.
@Suite struct MigrationTests {
  /// A database as the first version left it: two laps of one session on a track with one corner.
  private func firstVersion(_ path: String) throws {
    let connection = try Connection(path: path)
    try connection.execute("PRAGMA foreign_keys = ON")
    try Migrator.migrate(connection, to: Array(migrations.prefix(1)))
    let track = try #require(Fixture.session.model.track)
    let line = try TrackCoding.pack(try #require(track.line))
    try connection.execute(
      "INSERT INTO driver VALUES (1, 'A. Driver'); INSERT INTO car VALUES (1, 'gt7', 'GT3')")
    try connection.run(
      "INSERT INTO track VALUES (1, ?, 'gt7', 'Harbour', 1, ?, ?, ?, 0, ?, ?, ?)",
      [
        .text(track.identifier), .real(track.length), .real(track.grid.spacing),
        .text(TrackCoding.list(track.sectorStarts)), .text(TrackCoding.list(track.miniSectorStarts)), .blob(line),
        .real(track.line?.leftSign ?? 1),
      ])
    try connection.execute(
      """
      INSERT INTO corner VALUES (1, 1, 'T1', 'left', 'slow', 100, 120, 140, 50, 1, 1.2, 1);
      INSERT INTO session VALUES (1, 1, 1, 1, 'gt7', 'GT7', '1.49.2', NULL, 'live', NULL, 1000);
      INSERT INTO session VALUES (2, 1, 1, NULL, 'gt7', 'GT7', '1.49.2', NULL, 'live', NULL, 1000);
      """)
    let lap = try #require(Fixture.session.model.laps.first { $0.isEligible })
    let trace = try #require(lap.trace)
    for id in 1...2 {
      try connection.run(
        "INSERT INTO lap VALUES (?, 1, ?, ?, 'pace', 0, ?, '20.0 30.0', 60, 15, 1.5, 0, ?, 1, ?, ?)",
        [
          .integer(Int64(id)), .integer(Int64(id)), .integer(Int64(id)), .optional(lap.time), .real(1_000 + Double(id)),
          .real(trace.grid.length), .real(trace.grid.spacing),
        ])
      let time = try ColumnCoding.pack(trace.time, step: 0.0001)
      try connection.run(
        "INSERT INTO lap_channel VALUES (?, 'time', ?, ?, ?, ?, ?)",
        [
          .integer(Int64(id)), .real(time.step), .real(time.origin), .integer(Int64(time.count)),
          .integer(Int64(time.size)), .blob(time.data),
        ])
      try connection.run(
        "INSERT INTO lap_corner VALUES (?, 1, 0.2, 0.1, 0.1, 0, 0, 9.5, 80, 0.9, 100, 50, 20, 121, 30, 130, 150, 2)",
        [.integer(Int64(id))])
    }
    try connection.execute(
      """
      INSERT INTO finding VALUES (1, 1, 2, 'brake-early', 1, 0.2, 'T1: brake 12 m later', 'lapEnd', 55);
      INSERT INTO journal VALUES (2, 3, 400, 20, 50, 1000);
      """)
  }

  @Test func theFirstVersionComesAlong() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    try firstVersion(path)
    let history = try History(path: path)
    #expect(try history.integrity() == "ok")
    #expect(try history.laps().count == 2 && history.sessions().count == 2)
    let track = try #require(try history.tracks(game: "gt7").first)
    #expect(track.model.grid == Fixture.session.model.track?.grid && track.model.name == "Harbour")
    #expect(track.model.line?.points.count == track.model.grid.count && track.model.line?.corridor.isEmpty == true)
    #expect(track.corners.map(\.name) == ["T1"] && track.corners[0].start == 100)
    #expect(try history.track(ofLap: 1)?.model.version == 1)
    #expect(try history.loadLap(id: 1)?.trace?.grid == track.model.grid)

    let baseline = try #require(try history.baselines().first)
    #expect(baseline.gameVersion == "1" && baseline.driver == "A. Driver" && baseline.car == "GT3")
    #expect(baseline.lapCount == 2 && baseline.epoch == 1 && baseline.lap != nil)
    let best = try history.bestLap(track: track.id, car: "GT3", driver: "A. Driver", gameVersion: "1.50")
    #expect(best?.trace != nil)

    let passage = try #require(try history.passages(lap: 1).first)
    #expect(passage.loss == 0.2 && passage.isUsable && passage.cornerClass == .slow)
    #expect(passage.metrics?.segmentTime == 9.5 && passage.metrics?.fullThrottle == 150)
    #expect(try history.staleLaps().map(\.id) == [1, 2], "laps of the old engine are measured anew")
    let connection = try Connection(path: path)
    #expect(try connection.row("SELECT text FROM advice WHERE rule = 'brake-early'") { $0.text(0) } != nil)
    #expect(try history.recoverJournal(at: 1_080) == 1)
  }

  @Test func migratingTwiceChangesNothing() throws {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    try firstVersion(path)
    let before = try History(path: path).baselines()
    let connection = try Connection(path: path)
    let names = try connection.rows("SELECT name FROM migration ORDER BY name") { $0.text(0) ?? "" }
    #expect(names.count == migrations.count && Set(names) == Set(migrations.map(\.name)))
    #expect(try History(path: path).baselines() == before)
  }

  @Test func everyVersionOnTheWayComesToTheSameTables() throws {
    func schema(from count: Int) throws -> [String] {
      let connection = try Connection(path: ":memory:")
      try Migrator.migrate(connection, to: Array(migrations.prefix(count)))
      try Migrator.migrate(connection)
      return try connection.rows("SELECT coalesce(sql, name) FROM sqlite_schema ORDER BY name") { $0.text(0) ?? "" }
    }
    let whole = try schema(from: 0)
    for count in 1...migrations.count { #expect(try schema(from: count) == whole) }
  }
}
