import Telemetry
import Testing

@testable import Timing

/// Runs of a stage, which begin and end in two places.
@Suite struct StageTests {
  private let length = 3000.0

  private var source: SourceDescription {
    var source = SourceDescription(game: "rally", gameName: "Rally")
    source.capabilities = [.position, .lapDistance, .liveLapTime]
    source.track = "Stage of 3000 m"
    source.trackLength = length
    return source
  }

  /// Waits at the start, drives with a speed of its own, stops behind the finish.
  private func run(
    _ number: Int32, speed: Double, from start: Double, until end: Double = .infinity, waiting: Double = 1
  ) -> [TelemetryFrame] {
    let official = length / speed
    return (0..<Int((waiting + official + 1.5) * 60)).compactMap { index in
      let time = Double(index) / 60 - waiting
      guard time < end else { return nil }
      var frame = TelemetryFrame()
      let driven = max(0, min(time, official + 0.5)) * speed
      frame.gameTime = start + Double(index) / 60
      frame.flags = [.onTrack, .stage]
      frame.lapNumber = number
      frame.speed = time > 0 && time < official + 0.5 ? speed : 0
      frame.lapDistance = time < 0 ? -2 : driven
      frame.position = Position(x: 0.6 * driven, y: 0, z: 0.8 * driven)
      if time > 0, time < official { frame.currentLapTime = time }
      if time >= official { frame.lastLapTime = (official * 1000).rounded() / 1000 }
      return frame
    }
  }

  private func follow(_ frames: [TelemetryFrame], isOver: Bool = true) -> [FinishedLap] {
    var tracker = LapTracker(source: source, track: nil, acceptsSpectated: false)
    var events: [LapTracker.Event] = []
    for frame in frames { tracker.ingest(frame, events: &events) }
    if isOver { tracker.finish(events: &events) }
    return events.compactMap { if case .lapFinished(let lap) = $0 { lap } else { nil } }
  }

  @Test func everyRunIsALapWithItsOfficialTime() {
    let laps = follow(run(1, speed: 40, from: 0) + run(2, speed: 37.5, from: 100) + run(3, speed: 41, from: 200))
    #expect(laps.map(\.number) == [1, 2, 3] && laps.map(\.kind) == [.pace, .pace, .pace])
    #expect(laps.map(\.time) == [75, 80, 73.171])
    for lap in laps {
      #expect(abs((lap.measuredTime ?? 0) - (lap.time ?? 1)) < 0.001 && !lap.flags.contains(.timebaseSuspect))
      #expect(lap.samples.allSatisfy { $0.frame.currentLapTime != nil })
      #expect((lap.samples.first?.station ?? 99) < 1 && (lap.samples.last?.station ?? 0) > 2998)
    }
  }

  @Test func anOpenTrackIsLearntFromARun() throws {
    let lap = try #require(follow(run(1, speed: 40, from: 0)).first)
    let track = try #require(TrackLearning.learn(from: lap, source: source, identifier: "x", name: "Stage"))
    #expect(track.length == length && track.line == nil)
    // And a run that is laid on it covers it.
    var tracker = LapTracker(source: source, track: track, acceptsSpectated: false)
    var events: [LapTracker.Event] = []
    for frame in run(1, speed: 39, from: 0) { tracker.ingest(frame, events: &events) }
    let finished = events.compactMap { event -> FinishedLap? in
      if case .lapFinished(let lap) = event { lap } else { nil }
    }
    #expect(finished.map(\.kind) == [.pace] && finished.first?.stationLength == length)
  }

  @Test func aRunThatIsGivenUpIsNoLap() {
    let laps = follow(run(1, speed: 40, from: 0, until: 30) + run(2, speed: 40, from: 100))
    #expect(laps.map(\.kind) == [.aborted, .pace] && laps.map(\.time) == [nil, 75])
  }

  @Test func aRunThatIsMetUnderWayHasNoTime() {
    let late = Array(run(1, speed: 40, from: 0).dropFirst(60 * 20))
    let laps = follow(late + run(2, speed: 40, from: 100))
    #expect(laps.last?.time == 75 && laps.dropLast().allSatisfy { $0.time == nil && $0.kind != .pace })
  }

  @Test func aRecordingThatEndsAtTheFinishHasItsRun() {
    let whole = run(1, speed: 40, from: 0).prefix { $0.lastLapTime == nil }
    let lap = follow(Array(whole)).first
    #expect(lap?.kind == .pace && lap?.flags.contains(.measuredTime) == true)
    #expect(abs((lap?.time ?? 0) - 75) < 1.0 / 60)
    // One that ends before has none.
    #expect(follow(Array(whole.dropLast(30))).map(\.kind) == [.partial])
  }
}
