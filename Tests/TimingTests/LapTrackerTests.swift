import Simulation
import Telemetry
import TestSupport
import Testing
import Timing

@Suite struct LapTrackerTests {
  private func pace(_ laps: [FinishedLap]) -> [FinishedLap] { laps.filter { $0.kind == .pace } }

  @Test func officialTimesOfPlainLaps() {
    let frames = SimulatedFrames.make(seconds: 200)
    let official = frames.compactMap(\.lastLapTime).reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    let laps = SimulatedFrames.laps(of: frames)
    #expect(pace(laps).map(\.time) == official)
    #expect(pace(laps).map(\.number) == Array(1...official.count))
    #expect(laps.first?.kind == .partial, "the run-up to the line is no lap")
    #expect(laps.last?.kind == .partial, "the lap under way at the end is no lap")
  }

  @Test func measuredTimeIsWithinAFewMillisecondsOnceTheTrackIsKnown() {
    let laps = pace(SimulatedFrames.laps(of: SimulatedFrames.make(seconds: 320)))
    #expect(laps.count >= 4)
    for lap in laps.dropFirst() { #expect(abs(lap.time! - lap.measuredTime!) < 0.01) }
  }

  @Test func pauseAddsNothing() {
    var ticks = 0
    let frames = SimulatedFrames.make(seconds: 200)
    var paused: [TelemetryFrame] = []
    var shift = 0.0
    for var frame in frames {
      ticks += 1
      frame.gameTime += shift
      paused.append(frame)
      guard ticks == 5_000 else { continue }
      // The game's packet counter runs on in a pause; the car stands where it was.
      for _ in 0..<600 {
        shift += 1.0 / 60
        var still = frame
        still.gameTime += shift - 0
        still.flags.insert(.paused)
        paused.append(still)
      }
    }
    let plain = pace(SimulatedFrames.laps(of: frames))
    let withPause = pace(SimulatedFrames.laps(of: paused))
    #expect(withPause.map(\.time) == plain.map(\.time))
    #expect(withPause.filter { $0.flags.contains(.paused) }.count == 1)
    for (a, b) in zip(plain, withPause) { #expect(abs(a.measuredTime! - b.measuredTime!) < 0.02) }
  }

  @Test func doubledAndReorderedFramesAreDropped() {
    let frames = SimulatedFrames.make(seconds: 200)
    var shuffled: [TelemetryFrame] = []
    for (index, frame) in frames.enumerated() {
      shuffled.append(frame)
      if index % 7 == 0 { shuffled.append(frame) }
      if index % 11 == 0, index > 3 { shuffled.append(frames[index - 2]) }
    }
    #expect(pace(SimulatedFrames.laps(of: shuffled)).map(\.time) == pace(SimulatedFrames.laps(of: frames)).map(\.time))
  }

  @Test func lostFramesChangeNoLapTime() {
    var random = SplitMix64(seed: 4)
    let whole = SimulatedFrames.make(seconds: 200)
    let thinned = whole.filter { _ in Double.random(in: 0..<1, using: &random) > 0.03 }
    #expect(pace(SimulatedFrames.laps(of: thinned)).map(\.time) == pace(SimulatedFrames.laps(of: whole)).map(\.time))
  }

  @Test func counterThatJumpsMakesNoLap() {
    let frames = SimulatedFrames.make(seconds: 200)
    let wild = frames.enumerated().map { index, frame -> TelemetryFrame in
      var frame = frame
      if (6_000..<6_010).contains(index) { frame.lapNumber = 57 }
      return frame
    }
    let real = Set(pace(SimulatedFrames.laps(of: frames)).compactMap(\.time))
    let found = SimulatedFrames.laps(of: wild)
    #expect(pace(found).allSatisfy { real.contains($0.time!) })
    #expect(found.contains { $0.kind == .aborted })
    #expect(!found.contains { $0.number == 57 && $0.time != nil })
  }

  @Test func counterThatStepsEarlyMakesNoLap() {
    let frames = SimulatedFrames.make(seconds: 200)
    let wild = frames.enumerated().map { index, frame -> TelemetryFrame in
      var frame = frame
      if index > 6_000 { frame.lapNumber = frame.lapNumber.map { $0 + 1 } }
      return frame
    }
    let real = Set(pace(SimulatedFrames.laps(of: frames)).compactMap(\.time))
    #expect(pace(SimulatedFrames.laps(of: wild)).allSatisfy { real.contains($0.time!) })
  }

  @Test func teleportAbortsTheLap() {
    let frames = SimulatedFrames.make(seconds: 260).enumerated().map { index, frame -> TelemetryFrame in
      var frame = frame
      if (8_000..<8_100).contains(index) { frame[.positionX] = 4_000 }
      return frame
    }
    let laps = SimulatedFrames.laps(of: frames)
    #expect(laps.contains { $0.kind == .aborted && $0.flags.contains(.teleport) })
    let real = Set(frames.compactMap(\.lastLapTime))
    #expect(pace(laps).allSatisfy { real.contains($0.time!) })
  }

  @Test func rewindWithinALapIsMarked() {
    var frames = SimulatedFrames.make(seconds: 200)
    // 3 s are driven again in the middle of lap 2.
    let again = frames[5_000..<5_180].map { frame -> TelemetryFrame in
      var frame = frame
      if frame.gameTime == frames[5_000].gameTime { frame.flags.insert(.rewound) }
      return frame
    }
    frames.insert(contentsOf: again, at: 5_180)
    let laps = SimulatedFrames.laps(of: frames)
    let marked = pace(laps).filter { $0.flags.contains(.rewound) }
    #expect(marked.count == 1)
    #expect(abs((marked.first?.measuredTime ?? 0) - (marked.first?.time ?? 1)) < 0.05)
  }

  @Test func rewindOverTheLineUndoesTheLap() throws {
    let frames = SimulatedFrames.make(seconds: 200)
    let line = try #require(frames.firstIndex { $0.lapNumber == 3 })
    var driven = Array(frames[..<(line + 120)])
    driven.append(contentsOf: frames[(line - 180)...])
    var tracker = LapTracker(source: SimulatedFrames.source(), track: nil, acceptsSpectated: false)
    var events: [LapTracker.Event] = []
    for frame in driven { tracker.ingest(frame, events: &events) }
    let undone = events.compactMap { event -> Int? in
      if case .lapUndone(let number) = event { return number }
      return nil
    }
    #expect(undone == [2])
    let second = events.compactMap { event -> FinishedLap? in
      if case .lapFinished(let lap) = event, lap.number == 2, lap.kind == .pace { return lap }
      return nil
    }
    #expect(second.count == 2)
    #expect(second.last?.flags.contains(.rewound) == true)
  }

  @Test func anotherSessionEndsEverything() {
    let frames = SimulatedFrames.make(seconds: 100).enumerated().map { index, frame -> TelemetryFrame in
      var frame = frame
      if index > 4_500 { frame.sessionNumber = 2 }
      return frame
    }
    var tracker = LapTracker(source: SimulatedFrames.source(), track: nil, acceptsSpectated: false)
    var events: [LapTracker.Event] = []
    for frame in frames { tracker.ingest(frame, events: &events) }
    #expect(events.contains { if case .sessionChanged = $0 { true } else { false } })
  }

  @Test func spectatedLapsAreNotThisDriversUnlessAskedFor() {
    let frames = SimulatedFrames.make(seconds: 200) { frame in
      var frame = frame
      frame.flags = .spectating
      return frame
    }
    #expect(SimulatedFrames.laps(of: frames).allSatisfy { $0.kind != .pace })
    #expect(SimulatedFrames.laps(of: frames).contains { $0.kind == .replayOrOther && $0.time != nil })
  }

  @Test func pitAtEitherEndMakesOutAndInLaps() throws {
    let plain = SimulatedFrames.make(seconds: 330)
    let starts = (1...5).compactMap { number in plain.firstIndex { $0.lapNumber == Int32(number) } }
    try #require(starts.count == 5)
    let frames = plain.enumerated().map { index, frame -> TelemetryFrame in
      var frame = frame
      if index > starts[2] - 300, index < starts[2] + 300 { frame.flags.insert(.inPit) }
      return frame
    }
    let laps = SimulatedFrames.laps(of: frames)
    #expect(laps.first { $0.number == 2 }?.kind == .in)
    #expect(laps.first { $0.number == 3 }?.kind == .out)
    #expect(laps.first { $0.number == 4 }?.kind == .pace)
  }

  @Test func thePitLaneIsKnownWithoutAFlag() throws {
    let plain = SimulatedFrames.make(seconds: 330)
    let starts = (1...5).compactMap { number in plain.firstIndex { $0.lapNumber == Int32(number) } }
    try #require(starts.count == 5)
    // Through the lane at the limiter's 80 km/h, 9 m beside the line, from 5 s before the end of lap 2 to 7 s into lap 3.
    var clock = 0.0
    var frames: [TelemetryFrame] = []
    for (index, frame) in plain.enumerated() {
      var frame = frame
      if index >= starts[2] - 300, index < starts[2] + 420 {
        let vx = frame[.velocityX]! / frame.speed!
        let vz = frame[.velocityZ]! / frame.speed!
        // A slower car takes longer for the same way.
        clock += (frame.speed! / 22.2 - 1) / 60
        let aside = 9 * min(1, Double(min(index - (starts[2] - 300), starts[2] + 420 - index)) / 60)
        frame[.positionX] = frame[.positionX]! + vz * aside
        frame[.positionZ] = frame[.positionZ]! - vx * aside
        frame.speed = 22.2
        frame[.velocityX] = vx * 22.2
        frame[.velocityZ] = vz * 22.2
      }
      frame.gameTime += clock
      frames.append(frame)
    }
    let laps = SimulatedFrames.laps(
      of: frames.map { frame in
        var frame = frame
        frame.lastLapTime = nil
        return frame
      })
    let second = try #require(laps.first { $0.number == 2 })
    #expect(second.kind == .in && second.flags.contains(.pit))
    #expect(laps.first { $0.number == 3 }?.kind == .out)
    #expect(laps.first { $0.number == 4 }?.kind == .pace)
    #expect(laps.first { $0.number == 1 }?.flags.contains(.pit) == false)
  }

  @Test func officialTimeThatComesLateIsWaitedFor() throws {
    let frames = SimulatedFrames.make(seconds: 200)
    var shown: Double?
    var due: [(Double, Double)] = []
    let late = frames.map { frame -> TelemetryFrame in
      var frame = frame
      if let official = frame.lastLapTime, due.last?.1 != official { due.append((frame.gameTime + 1.4, official)) }
      if let next = due.first(where: { $0.0 <= frame.gameTime && $0.1 != shown }) {
        shown = due.last { $0.0 <= frame.gameTime }?.1 ?? next.1
      }
      frame.lastLapTime = shown
      return frame
    }
    let expected = pace(SimulatedFrames.laps(of: frames)).map(\.time)
    #expect(pace(SimulatedFrames.laps(of: late)).map(\.time) == expected)
  }

  @Test func sourceWithoutOfficialTimesIsMeasured() {
    let frames = SimulatedFrames.make(seconds: 260) { frame in
      var frame = frame
      frame.lastLapTime = nil
      return frame
    }
    let official = pace(SimulatedFrames.laps(of: SimulatedFrames.make(seconds: 260)))
    let measured = pace(SimulatedFrames.laps(of: frames))
    #expect(measured.count == official.count)
    #expect(measured.allSatisfy { $0.flags.contains(.measuredTime) })
    for (a, b) in zip(measured, official).dropFirst() { #expect(abs(a.time! - b.time!) < 0.01) }
  }

  /// Frames as a game with its own lap distance sends them.
  private func framesWithDistance(seconds: Double, positions: Bool) -> [TelemetryFrame] {
    var simulation = Simulation(circuit: .harbour, driver: Driver(seed: 1))
    return (0..<Int(seconds * 60)).map { _ in
      var frame = simulation.next()
      if !positions { frame.position = nil }
      return frame
    }
  }

  private func laps(_ frames: [TelemetryFrame], _ source: SourceDescription) -> [FinishedLap] {
    let track = TrackLearning.model(ofLength: Circuit.harbour.length, source: source, identifier: "x")
    var tracker = LapTracker(source: source, track: track, acceptsSpectated: false)
    var events: [LapTracker.Event] = []
    for frame in frames { tracker.ingest(frame, events: &events) }
    tracker.finish(events: &events)
    return events.compactMap { event in
      if case .lapFinished(let lap) = event { return lap }
      return nil
    }
  }

  @Test func lapDistanceAloneIsEnough() {
    var source = SimulatedFrames.source()
    source.capabilities = [.lapDistance]
    let frames = framesWithDistance(seconds: 260, positions: false)
    let found = pace(laps(frames, source))
    let official = frames.compactMap(\.lastLapTime).reduce(into: [Double]()) { if $0.last != $1 { $0.append($1) } }
    #expect(found.map(\.time) == official)
    for lap in found {
      #expect(abs(lap.measuredTime! - lap.time!) < 0.005)
      #expect(abs(lap.sectors.reduce(0, +) - lap.time!) < 0.002)
    }
  }

  @Test func theChequeredFlagEndsALapUnderTheSameNumber() throws {
    var source = SimulatedFrames.source()
    source.capabilities = [.lapDistance]
    let frames = framesWithDistance(seconds: 260, positions: false).map { frame -> TelemetryFrame in
      var frame = frame
      guard let number = frame.lapNumber, number > 3 else { return frame }
      // The counter stands still; only the official time and the flag tell.
      frame.lapNumber = 3
      frame.flags.insert(.chequeredFlag)
      return frame
    }
    let found = pace(laps(frames, source))
    #expect(found.map(\.number) == [1, 2, 3])
  }

  @Test func aRunUpWithNegativeDistanceIsNoPartOfTheLap() {
    var source = SimulatedFrames.source()
    source.capabilities = [.lapDistance]
    let frames = framesWithDistance(seconds: 140, positions: false).map { frame -> TelemetryFrame in
      var frame = frame
      if frame.lapNumber == 0 {
        frame.lapNumber = 1
        frame[.lapDistance] = frame.lapDistance! - Circuit.harbour.length
      }
      return frame
    }
    let found = pace(laps(frames, source))
    #expect(found.map(\.number) == [1, 2])
    #expect(found.allSatisfy { abs($0.measuredTime! - $0.time!) < 0.005 })
  }

  @Test func absurdFramesNeverTrap() {
    forAll(40) { random in
      var tracker = LapTracker(source: SimulatedFrames.source(), track: nil, acceptsSpectated: true)
      var events: [LapTracker.Event] = []
      let extremes: [Double] = [0, -1, 1e30, -1e30, .nan, .infinity, 1e-30, 60, 100_000]
      for _ in 0..<400 {
        var frame = TelemetryFrame()
        frame.gameTime = extremes.randomElement(using: &random)! * Double.random(in: 0...1, using: &random)
        frame.lapNumber = [nil, 0, 1, 2, .max, .min].randomElement(using: &random)!
        frame.lastLapTime = extremes.randomElement(using: &random)!
        frame.currentLapTime = extremes.randomElement(using: &random)!
        for channel in Channel.allCases where Bool.random(using: &random) {
          frame[channel] = extremes.randomElement(using: &random)! * Double.random(in: -1...1, using: &random)
        }
        frame.flags = FrameFlags(rawValue: UInt32.random(in: 0...0x7FFFF, using: &random))
        tracker.ingest(frame, events: &events)
        events.removeAll()
      }
      tracker.finish(events: &events)
      return true
    }
  }
}
