import Simulation
import Telemetry
import TestSupport
import Testing

@testable import Timing

/// The lap from which a line is learnt serves as the first reference.
@Suite struct FirstReferenceTests {
  /// The first two timed laps of a drive, both on the line that the first one gives.
  private func firstLaps(_ circuit: Circuit, seed: UInt64) throws -> (track: TrackModel, laps: [FinishedLap]) {
    let frames = SimulatedFrames.make(circuit, seconds: 260, seed: seed)
    var laps = SimulatedFrames.laps(of: frames).filter { $0.kind == .pace }
    let track = try #require(
      TrackLearning.learn(from: laps[0], source: SimulatedFrames.source(), identifier: "test", name: nil))
    LapTracker.place(&laps[0], on: track)
    return (track, laps)
  }

  private func trace(_ lap: FinishedLap, _ track: TrackModel) throws -> LapTrace {
    let time = try #require(lap.time)
    return try #require(Resampler.trace(of: lap, on: track.grid, lapTime: time, sampleRate: 60, line: track.line))
  }

  @Test(arguments: [1 as UInt64, 2, 5]) func goesFromLineToLine(seed: UInt64) throws {
    let (track, laps) = try firstLaps(.northmoor, seed: seed)
    let first = laps[0]
    let time = try #require(first.time)
    #expect(abs(try #require(first.measuredTime) - time) < 0.004)
    // The clock of its first sample is the way from the line to it.
    let sample = try #require(first.samples.first)
    #expect(abs(sample.clock - first.startClock - sample.station / sample.frame.speed!) < 1e-9)
    #expect(sample.station > -2 && sample.station < 2)
    #expect(abs(try #require(first.samples.last).station - track.length) < 2)
  }

  @Test(arguments: [1 as UInt64, 2, 5]) func theNextLapsDeltaAgainstIt(seed: UInt64) throws {
    let (track, laps) = try firstLaps(.northmoor, seed: seed)
    let reference = try trace(laps[0], track)
    let second = laps[1]
    let official = try #require(second.time) - reference.lapTime
    // As it is read live: at the last sample before the line, and at the first one behind it on the next lap.
    var deltas = DeltaTracker()
    deltas.startLap(finalDelta: nil)
    var last: DeltaTracker.Reading?
    for sample in second.samples where sample.station >= 0 && sample.station <= track.length {
      last =
        deltas.read(
          station: sample.station, lapTime: sample.clock - second.startClock, reference: reference, step: 1 / 60)
        ?? last
    }
    let reading = try #require(last)
    #expect(abs(reading.raw - official) < 0.002, "\(reading.raw) against \(official)")
    let lap = try trace(second, track)
    #expect(abs(lap.lapTime - reference.lapTime - official) < 1e-9)
  }

  @Test func aLapFarFromTheLineIsLeftAsItWas() throws {
    let (track, laps) = try firstLaps(.harbour, seed: 3)
    for change in [
      { (lap: inout FinishedLap) in lap.samples.removeFirst(120) }, { $0.samples.removeLast(200) },
      { $0.measuredTime = nil }, { $0.measuredTime! += 0.6 }, { $0.samples[0].frame.speed = 4 },
    ] {
      var lap = laps[0]
      change(&lap)
      var placed = lap
      LapTracker.place(&placed, on: track)
      #expect(placed.startClock == lap.startClock && placed.measuredTime == lap.measuredTime)
    }
  }

  @Test func laterLapsArePlacedFromLineToLineToo() throws {
    var tracker = LapTracker(source: SimulatedFrames.source(), track: nil, acceptsSpectated: false)
    var events: [LapTracker.Event] = []
    for frame in SimulatedFrames.make(.harbour, seconds: 260, seed: 3) { tracker.ingest(frame, events: &events) }
    let laps = events.compactMap { event -> FinishedLap? in
      guard case .lapFinished(let lap) = event, lap.kind == .pace else { return nil }
      return lap
    }
    let track = try #require(
      TrackLearning.learn(from: laps[0], source: SimulatedFrames.source(), identifier: "test", name: nil))
    #expect(laps.count >= 3)
    for unplaced in laps.dropFirst() {
      var lap = unplaced
      LapTracker.place(&lap, on: track)
      let first = try #require(lap.samples.first)
      #expect(abs(first.station) > 0.001 && abs(first.station) < 2, "a frame does not come just at the line")
      #expect(lap.startClock == first.clock - first.station / first.frame.speed!)
      #expect(abs(try #require(lap.measuredTime) - (try #require(lap.time))) < 0.004)
    }
  }

  @Test func ownMeasurementFollows() throws {
    let (track, laps) = try firstLaps(.harbour, seed: 3)
    var lap = laps[0]
    lap.flags.insert(.measuredTime)
    lap.time = 1
    LapTracker.place(&lap, on: track)
    #expect(lap.time == lap.measuredTime)
  }
}
