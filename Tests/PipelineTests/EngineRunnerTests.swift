import Coaching
import Engine
import Glibc
import Pipeline
import Simulation
import Telemetry
import Testing
import Timing

@Suite struct EngineRunnerTests {
  /// What came out on the engine's thread; read after that thread has ended.
  private final class Outcome: @unchecked Sendable {
    var sessions: [SourceDescription] = []
    var laps: [Lap] = []
    var samples = 0
    var lastStation: Double?

    func take(_ events: [EngineEvent]) {
      for event in events {
        switch event {
        case .sessionStarted(let source, _): sessions.append(source)
        case .lapFinished(let lap, _): laps.append(lap)
        default: break
        }
      }
    }
  }

  /// What two laps have to agree in.
  private struct Summary: Equatable {
    var serial: Int
    var number: Int
    var kind: LapKind
    var flags: LapFlags
    var time: Double?
    var sectors: [Double]
    var topSpeed: Double?
    var trace: [Double]?

    init(_ lap: Lap) {
      serial = lap.serial
      number = lap.number
      kind = lap.kind
      flags = lap.flags
      time = lap.time
      sectors = lap.sectors
      topSpeed = lap.topSpeed
      trace = lap.trace?.time
    }
  }

  private static let simulation = Simulation(circuit: .harbour, driver: .demo(seed: 3))
  private static let source = simulation.description(game: "demo", gameName: "Simulation")

  private static func frames(seconds: Int) -> [TelemetryFrame] {
    var simulation = simulation
    return (0..<(seconds * 60)).map { _ in simulation.next() }
  }

  private func push(_ frames: [TelemetryFrame], into runner: EngineRunner, session: UInt32 = 0) {
    for var frame in frames {
      frame.sessionNumber = session
      while runner.waitingCount > EngineRunner.ringCapacity / 2 { usleep(100) }
      #expect(runner.push(frame))
    }
  }

  private func runner(_ outcome: Outcome) -> EngineRunner {
    EngineRunner(onEvents: { outcome.take($0) }) { sample in
      outcome.samples += 1
      outcome.lastStation = sample.station
    }
  }

  /// Waits for the engine's thread, ten seconds at most.
  private func wait(_ isDone: () -> Bool) -> Bool {
    for _ in 0..<10_000 where !isDone() { usleep(1000) }
    return isDone()
  }

  @Test func theThreadChangesNothing() {
    let frames = Self.frames(seconds: 250)
    let alone = TelemetryEngine(source: Self.source)
    let expected = Outcome()
    var lastStation: Double?
    for frame in frames {
      lastStation = alone.ingest(frame).station
      expected.take(alone.events)
      alone.events.removeAll()
    }
    alone.finish()
    expected.take(alone.events)

    let outcome = Outcome()
    let runner = runner(outcome)
    #expect(runner.start())
    runner.describe(Self.source, sessionNumber: 0)
    push(frames, into: runner)
    runner.stop()
    #expect(outcome.laps.map(Summary.init) == expected.laps.map(Summary.init))
    #expect(outcome.laps.count { $0.kind == .pace } >= 2)
    #expect(outcome.sessions == [Self.source] && outcome.lastStation == lastStation)
    #expect(outcome.samples == frames.count && runner.processedCount == frames.count && runner.overrunCount == 0)
    #expect(runner.slow().model.laps.map(Summary.init) == alone.model.laps.map(Summary.init))
    let (sample, isNew) = runner.latestSample()
    #expect(isNew && sample.frame == frames.last)
  }

  /// A game may tell its track after its first frames: what was driven before is driven for another source.
  @Test func aLateDescriptionStartsOver() {
    let outcome = Outcome()
    let runner = runner(outcome)
    #expect(runner.start())
    let frames = Self.frames(seconds: 180)
    let early = Array(frames[..<4_000])
    var unnamed = Self.source
    unnamed.track = nil
    runner.describe(unnamed, sessionNumber: 0)
    push(early, into: runner)
    #expect(wait { runner.processedCount == early.count })
    runner.describe(Self.source, sessionNumber: 0)
    push(Array(frames[4_000...]), into: runner)
    runner.stop()
    #expect(outcome.sessions == [unnamed, Self.source] && outcome.samples == frames.count)
    #expect(runner.slow().model.source == Self.source)

    let alone = TelemetryEngine(source: Self.source)
    for frame in frames[4_000...] { _ = alone.ingest(frame) }
    alone.finish()
    #expect(runner.slow().model.laps.map(Summary.init) == alone.model.laps.map(Summary.init))
  }

  /// The same description again, as a receiver may send it twice, changes nothing.
  @Test func theSameDescriptionGoesOn() {
    let outcome = Outcome()
    let runner = runner(outcome)
    #expect(runner.start())
    let frames = Self.frames(seconds: 20)
    for (index, frame) in frames.enumerated() {
      if index % 100 == 0 { runner.describe(Self.source, sessionNumber: 0) }
      runner.push(frame)
    }
    runner.stop()
    #expect(outcome.sessions == [Self.source])
  }

  /// A replay that is wound back is driven anew, although it is the same source.
  @Test func startingOverForgets() {
    let outcome = Outcome()
    let runner = runner(outcome)
    #expect(runner.start())
    let frames = Self.frames(seconds: 150)
    for session in [UInt32(1), 2] {
      runner.describe(Self.source, sessionNumber: session, startsOver: true)
      push(frames, into: runner, session: session)
    }
    runner.stop()
    #expect(outcome.sessions == [Self.source, Self.source])
    let half = outcome.laps.count / 2
    let first = outcome.laps.prefix(half).map(Summary.init)
    #expect(half > 0 && first == outcome.laps.suffix(half).map(Summary.init))
  }

  @Test func commandsReachTheEngine() {
    let runner = runner(Outcome())
    #expect(runner.start())
    runner.send(.setVerbosity(.off))
    runner.describe(Self.source, sessionNumber: 0)
    push(Self.frames(seconds: 1), into: runner)
    #expect(wait { runner.slow().model.isCoachMuted })
    runner.send(.setVerbosity(.focus))
    #expect(wait { !runner.slow().model.isCoachMuted })
    runner.stop()
  }

  @Test func endingWithoutAnythingIsFine() {
    let runner = runner(Outcome())
    #expect(runner.start())
    runner.stop()
    runner.stop()
    #expect(runner.processedCount == 0 && !runner.latestSample().isNew)
  }
}
