import Analysis
import Coaching
import Engine
import Simulation
import Telemetry
import Testing
import Timing

@Suite struct EngineTests {
  @Test(arguments: Circuit.all.map(\.identifier))
  func lossesAddUpToTheLapWithinAMillisecond(name: String) throws {
    let circuit = try #require(Circuit.all.first { $0.identifier == name })
    let outcome = Drives.run(circuit, driver: .demo(seed: 5), seconds: 620)
    #expect(outcome.comparisonTotals.count >= 3)
    for entry in outcome.comparisonTotals { #expect(abs(entry.sum - entry.total) < 0.001) }
  }

  @Test func liveDeltaAtTheLineAgreesWithTheOfficialDifference() throws {
    var errors: [Double] = []
    for seed in 1...4 {
      for circuit in Circuit.all {
        let outcome = Drives.run(circuit, driver: .demo(seed: UInt64(seed)), seconds: 420)
        errors += outcome.deltasAtLine.map { abs($0.live - $0.official) }
      }
    }
    errors.sort()
    #expect(errors.count > 30)
    #expect(errors[Int(Double(errors.count - 1) * 0.99)] <= 0.010, "p99 of \(errors.count) laps")
  }

  @Test func sectorsAddUpToTheLap() {
    for lap in Drives.run(driver: .demo(seed: 2), seconds: 260).laps where lap.kind == .pace {
      #expect(abs(lap.sectors.reduce(0, +) - lap.time!) < 0.002)
    }
  }

  @Test func aReplayGivesWhatTheLiveRunGave() {
    let first = Drives.run(driver: .demo(seed: 3), seconds: 400)
    let second = Drives.run(driver: .demo(seed: 3), seconds: 400)
    #expect(first.laps.map(\.time) == second.laps.map(\.time))
    #expect(first.comparisonTotals.map(\.total) == second.comparisonTotals.map(\.total))
    #expect(first.advice.map(\.advice.text) == second.advice.map(\.advice.text))
    #expect(first.engine.model.findings.map(\.text) == second.engine.model.findings.map(\.text))
  }

  @Test func theBestLapIsTheReferenceAndIsNamed() throws {
    let outcome = Drives.run(driver: .demo(seed: 1), seconds: 400)
    let best = try #require(outcome.laps.filter { $0.kind == .pace }.min { $0.time! < $1.time! })
    #expect(outcome.engine.model.reference?.lap.serial == best.serial)
    #expect(outcome.engine.model.reference?.label == "best")
    #expect(outcome.engine.model.bestLap?.time == best.time)
  }

  @Test func theoreticalBestsAreInOrder() throws {
    let outcome = Drives.run(driver: .demo(seed: 1), seconds: 500)
    let model = outcome.engine.model
    let ideal = try #require(model.theoretical.ideal)
    let corner = try #require(model.theoretical.cornerIdeal)
    let best = try #require(model.bestLap?.time)
    #expect(ideal <= corner + 0.02)
    #expect(corner <= best + 0.001)
    #expect(try #require(model.theoretical.rollingBest) <= best)
  }

  @Test func knownTrackIsRecognisedFromItsShapeAndGivesADeltaInTheFirstLap() throws {
    let first = Drives.run(.northmoor, driver: .demo(seed: 1), seconds: 330)
    let others = Drives.run(.harbour, driver: .demo(seed: 1), seconds: 140)
    let known = [others, first].map { outcome in
      KnownTrack(
        model: outcome.engine.model.track!, corners: outcome.engine.model.corners,
        reference: outcome.engine.model.bestLap)
    }
    var deltas = 0
    var simulation = Simulation(circuit: .northmoor, driver: Driver(seed: 9))
    let engine = TelemetryEngine(source: Drives.gt7Source(simulation), knownTracks: known)
    for _ in 0..<60 * 60 {
      var frame = simulation.next()
      frame[.lapDistance] = nil
      frame.currentLapTime = nil
      let sample = engine.ingest(frame)
      if sample.delta != nil { deltas += 1 }
    }
    #expect(engine.model.track?.identifier == first.engine.model.track?.identifier)
    #expect(engine.model.reference?.label == "all-time best")
    #expect(deltas > 1_000)
  }

  @Test func unknownTrackIsNotTakenForAnother() {
    let other = Drives.run(.harbour, driver: .demo(seed: 1), seconds: 140)
    let known = KnownTrack(
      model: other.engine.model.track!, corners: other.engine.model.corners, reference: other.engine.model.bestLap)
    let outcome = Drives.run(.northmoor, driver: .demo(seed: 1), seconds: 60, knownTracks: [known])
    #expect(outcome.engine.model.track == nil)
  }

  @Test func statesFollowTheDrive() {
    var simulation = Simulation(circuit: .harbour, driver: Driver(seed: 1))
    let engine = TelemetryEngine(source: Drives.gt7Source(simulation))
    var seen: [LiveState] = []
    for index in 0..<60 * 160 {
      var frame = simulation.next()
      frame[.lapDistance] = nil
      frame.currentLapTime = nil
      if (9_000..<9_010).contains(index) { frame.flags.insert(.paused) }
      if (9_100..<9_110).contains(index) { frame.flags.insert(.inPit) }
      let state = engine.ingest(frame).state
      if seen.last != state { seen.append(state) }
    }
    #expect(seen.prefix(3) == [.outLap, .learning, .live])
    #expect(seen.contains(.paused) && seen.contains(.pit))
  }

  @Test func memoryKeepsAFewTracesOnly() {
    let outcome = Drives.run(driver: .demo(seed: 1), seconds: 60 * 26)
    let model = outcome.engine.model
    #expect(model.laps.count > 24)
    #expect(model.laps.filter { $0.trace != nil }.count <= 21)
    #expect(model.bestLap?.trace != nil)
  }

  @Test func liveTraceHoldsTheLapUnderWay() throws {
    var simulation = Simulation(circuit: .harbour, driver: Driver(seed: 1))
    let engine = TelemetryEngine(source: Drives.gt7Source(simulation))
    var last = LiveSample()
    for _ in 0..<60 * 150 {
      var frame = simulation.next()
      frame[.lapDistance] = nil
      last = engine.ingest(frame)
    }
    let trace = try #require(engine.liveTrace)
    let station = try #require(last.station)
    #expect(trace.count == trace.grid.index(at: station) + 1)
    #expect(abs(Double(trace.value(.speed, at: trace.count - 1)) - last.frame.speed!) < 0.5)
    #expect(trace.value(.speed, at: trace.count).isNaN)
    #expect(trace.value(.positionX, at: 0).isNaN, "only the drawn channels are kept")
  }

  @Test func aRewindShortensTheTrace() throws {
    var simulation = Simulation(circuit: .harbour, driver: Driver(seed: 1))
    let engine = TelemetryEngine(source: Drives.gt7Source(simulation))
    var frames = (0..<60 * 150).map { _ in
      var frame = simulation.next()
      frame[.lapDistance] = nil
      return frame
    }
    for frame in frames { _ = engine.ingest(frame) }
    let before = try #require(engine.liveTrace)
    let count = before.count
    frames[9_000 - 240].flags.insert(.rewound)
    let sample = engine.ingest(frames[9_000 - 240])
    let after = try #require(engine.liveTrace)
    #expect(after !== before && before.count == count)
    #expect(after.count < count && after.count > 0)
    #expect(abs(after.grid.station(after.count) - (sample.station ?? 0)) < 4)
    for index in 0..<after.count - 2 { #expect(after.value(.speed, at: index) == before.value(.speed, at: index)) }
  }

  @Test func referenceCanBeChosen() throws {
    let outcome = Drives.run(driver: .demo(seed: 1), seconds: 400)
    let engine = outcome.engine
    engine.choose(.lastLap)
    #expect(engine.model.reference?.lap.serial == engine.model.laps.last { $0.isEligible }?.serial)
    let other = try #require(engine.model.laps.first { $0.isEligible })
    engine.choose(other, label: "a friend")
    #expect(engine.model.reference?.label == "a friend")
    #expect(engine.model.reference?.lap.serial == other.serial)
  }
}
