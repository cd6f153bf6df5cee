import Analysis
import Coaching
import Engine
import Foundation
import Simulation
import Telemetry
import Testing
import Timing

@testable import History

/// A folder that goes away with the test.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "tenths-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// A simulated drive, and how it is stored.
enum Fixture {
  /// A simulated session: its track, corners and laps.
  static let session: (model: SessionModel, comparisons: [Int: LapComparison]) = {
    var simulation = Simulation(circuit: .harbour, driver: .demo(seed: 1))
    var source = simulation.description(game: "gt7", gameName: "GT7")
    source.track = nil
    source.capabilities.remove(.lapDistance)
    let engine = TelemetryEngine(source: source)
    var comparisons: [Int: LapComparison] = [:]
    for _ in 0..<60 * 260 {
      var frame = simulation.next()
      frame[.lapDistance] = nil
      frame.currentLapTime = nil
      _ = engine.ingest(frame)
      for event in engine.events {
        if case .lapFinished(let lap, let comparison) = event { comparisons[lap.serial] = comparison }
      }
      engine.events.removeAll()
    }
    return (engine.model, comparisons)
  }()

  static let key = SessionKey(
    driver: "A. Driver", game: "gt7", gameName: "GT7", car: "GT3", source: "live", startedAt: 1_000_000)

  @discardableResult static func fill(_ history: History, as key: SessionKey = Fixture.key, at date: Double = 1_000_100)
    throws -> Int64
  {
    let id = try #require(try history.begin(key))
    let model = session.model
    try history.store(track: model.track!, corners: model.corners, game: "gt7", session: id)
    for lap in model.laps {
      try history.store(lap, comparison: session.comparisons[lap.serial], session: id, finishedAt: date)
    }
    return id
  }
}
