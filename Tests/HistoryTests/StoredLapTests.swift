import Analysis
import Engine
import Foundation
import History
import Simulation
import Telemetry
import Testing
import Timing

@Suite struct StoredLapTests {
  /// A drive's track, corners and timed laps.
  private struct Driven {
    var model: SessionModel
    var laps: [(lap: Lap, comparison: LapComparison?)] = []
  }

  private static let driven: Driven = {
    var simulation = Simulation(circuit: .harbour, driver: .demo(seed: 4))
    let engine = TelemetryEngine(source: simulation.description(game: "demo", gameName: "Simulation"))
    for _ in 0..<(60 * 320) { _ = engine.ingest(simulation.next()) }
    engine.finish()
    var driven = Driven(model: engine.model)
    for case .lapFinished(let lap, let comparison) in engine.events { driven.laps.append((lap, comparison)) }
    return driven
  }()

  /// Runs a test on a history in a file of its own.
  private func withHistory(_ body: (History, String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tenths-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "history.sqlite").path
    try body(try History(path: path), path)
  }

  private func begin(_ history: History, fingerprint: String? = nil) throws -> Int64? {
    try history.begin(
      SessionKey(
        driver: "Ada", game: "demo", gameName: "Simulation", car: "GT3", source: "live", fingerprint: fingerprint,
        startedAt: 1_700_000_000))
  }

  /// What is stored comes back as it was, within the steps in which columns are kept, also by another connection.
  @Test func aLapComesBack() throws {
    let driven = Self.driven
    let track = try #require(driven.model.track)
    let (lap, comparison) = try #require(driven.laps.last { $0.lap.isEligible })
    let trace = try #require(lap.trace)
    try withHistory { history, path in
      let begun = try begin(history)
      let session = try #require(begun)
      try history.store(track: track, corners: driven.model.corners, game: "demo", session: session)
      let id = try history.store(lap, comparison: comparison, session: session, finishedAt: 1_700_000_100)
      let other = try History(path: path)
      let loaded = try other.loadLap(id: id)
      let back = try #require(loaded)
      #expect(back.time == lap.time && back.sectors == lap.sectors && back.kind == lap.kind && back.flags == lap.flags)
      let stored = try #require(back.trace)
      #expect(stored.grid == trace.grid && Set(stored.columns.keys) == Set(trace.columns.keys))
      #expect(zip(stored.time, trace.time).allSatisfy { abs($0 - $1) <= 0.0001 })
      let speeds = zip(try #require(stored.columns[.speed]), try #require(trace.columns[.speed]))
      #expect(speeds.allSatisfy { abs($0 - $1) < 0.02 })
      let known = try #require(try other.tracks(game: "demo").first)
      #expect(known.model.identifier == track.identifier && known.corners.count == driven.model.corners.count)
      let counts = try other.counts()
      let integrity = try other.integrity()
      #expect(integrity == "ok" && counts == (1, 1))
    }
  }

  /// A folder imported twice is stored once.
  @Test func theSameFileIsTakenOnce() throws {
    try withHistory { history, _ in
      let sessions = try ["abc", "abc", "abd"].map { try begin(history, fingerprint: $0) }
      #expect(sessions[0] != nil && sessions[1] == nil && sessions[2] != nil)
    }
  }

  /// The journal becomes an incomplete lap only when no program works on it any more.
  @Test func aCrashLeavesAnIncompleteLap() throws {
    try withHistory { history, path in
      let begun = try begin(history)
      let session = try #require(begun)
      try history.journal(session: session, number: 5, station: 700, lapTime: 21.5, topSpeed: 60, at: 1000)
      let other = try History(path: path)
      let recovered = try [1000.0, 1001, 1001].map { try other.recoverJournal(before: $0) }
      #expect(recovered == [0, 1, 0])
      let laps = try other.laps()
      #expect(laps.count == 1 && laps[0].kind == .partial && laps[0].number == 5 && !laps[0].isEligible)
    }
  }
}
