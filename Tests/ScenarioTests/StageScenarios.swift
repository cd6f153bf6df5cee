import Analysis
import Decoders
import Engine
import Foundation
import Ingest
import Recordings
import Simulation
import Telemetry
import TestSupport
import Testing
import Timing

/// Runs of a stage from packets to the comparison.
@Suite struct StageScenarios {
  /// Share of a lap of the simulator's circuit that is the stage: it ends far from where it begins.
  private static let share = 0.7
  private static let runUp = 60.0

  private struct Stage {
    var frames: [TelemetryFrame] = []
    /// Official times of the runs, s.
    var times: [Double] = []
    var length: Double
  }

  /// Drives the same stage again and again: from a run-up past the start to behind the finish.
  private func drive(runs: Int) -> Stage {
    let circuit = Circuit.harbour
    var simulation = Simulation(circuit: circuit, driver: .demo(seed: 3))
    var stage = Stage(length: (circuit.length * Self.share).rounded())
    var before: (distance: Double, time: Double)?
    while stage.times.count < runs || (before?.distance ?? 0) < stage.length + 20 {
      let driven = simulation.next()
      guard let distance = driven.lapDistance, let lap = driven.lapNumber else { continue }
      var frame = driven
      frame.flags = [.onTrack, .stage]
      frame.lapCount = nil
      frame.currentLapTime = nil
      frame.lastLapTime = nil
      if distance > circuit.length - Self.runUp {
        frame.lapDistance = distance - circuit.length
      } else if lap > 0, distance <= stage.length, let time = driven.currentLapTime {
        frame.currentLapTime = max(0.001, time)
        before = (distance, time)
      } else if lap > 0, distance < stage.length + 25, let time = driven.currentLapTime {
        if stage.times.count < Int(lap), let before {
          let share = (stage.length - before.distance) / (distance - before.distance)
          stage.times.append(((before.time + (time - before.time) * share) * 1000).rounded() / 1000)
        }
        frame.lastLapTime = stage.times.last
        before = (distance, time)
      } else {
        continue
      }
      // The game's clock knows nothing of the way back to the start.
      frame.gameTime = Double(stage.frames.count) / 60
      stage.frames.append(frame)
    }
    return stage
  }

  @Test func twoRunsOfOneStageCompareLikeLaps() throws {
    let stage = drive(runs: 3)
    var encoder = DirtRallyEncoder(trackLength: stage.length)
    let run = try LiveRun(stage.frames.flatMap { encoder.datagrams($0) })
    #expect(run.refused == 0 && run.laps.count == 3)
    for (lap, time) in zip(run.laps, stage.times) {
      #expect(lap.kind == .pace && lap.time.map { abs($0 - time) < 0.0001 } == true, "\(lap.number) \(lap.flags)")
      #expect(lap.trace != nil && lap.sectors.count == 3)
    }
    #expect(run.laps.map(\.number) == [1, 2, 3])
    // The same packets without a socket, to look at the comparison.
    var decoder = DirtRallyDecoder()
    var engine: TelemetryEngine?
    encoder = DirtRallyEncoder(trackLength: stage.length)
    for frame in stage.frames {
      for datagram in encoder.datagrams(frame) {
        guard let frame = try decoder.decode(datagram.span.bytes, arrivalTime: frame.gameTime) else { continue }
        let current = engine ?? TelemetryEngine(source: decoder.description)
        engine = current
        _ = current.ingest(frame)
      }
    }
    let model = try #require(engine).model
    #expect(model.track?.length == stage.length && model.track?.line == nil && model.reference != nil)
    let comparison = try #require(model.lastComparison)
    let best = min(stage.times[0], stage.times[1])
    #expect(abs(comparison.total - (stage.times[2] - best)) < 0.01)
    #expect(!model.corners.isEmpty)
  }

  @Test(.enabled(if: RealData.isAvailable)) func theRecordedStageIsOneRun() throws {
    let path = RealData.folder.appendingPathComponent("live/dirt/dr2_noorinbee_202.5s.264.bin.gz").path
    let recording = try openRecording(try MappedFile.open(path: path), name: path)
    var cursor = recording.makeFrames(from: 0)
    let engine = TelemetryEngine(source: recording.description)
    while let frame = cursor.next() { _ = engine.ingest(frame) }
    engine.finish()
    #expect(engine.model.laps.map(\.time) == [202.52524] && engine.model.laps[0].kind == .pace)
    #expect(engine.model.track.map { abs($0.length - 5236.91) < 0.01 } == true && engine.model.corners.count > 5)
  }
}
