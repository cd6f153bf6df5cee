import Dashboard
import Glibc
import Ingest
import Pipeline
import Recordings
import Synchronization
import Telemetry

/// A recording, through the same engine as a game.
final class ReplayFeed: Feed {
  let kind = SourceStatus.Kind.replay
  private let recording: any Recording
  private let clock: Mutex<ReplayClock>
  private let isStopping = Atomic<Bool>(false)
  private let thread = Mutex<PlainThread?>(nil)
  private let lapStarts = Mutex<[LapStart]?>(nil)

  private struct LapStart: Sendable {
    var number: Int
    var time: Double
  }

  /// How long the thread sleeps between two looks at the clock, µs: well below a frame of the screen.
  private static let nap: UInt32 = 2_000
  /// s between two hand-overs of the whole field.
  private static let fieldInterval = 0.2

  /// - Parameter lap: the lap at whose start the replay begins, by the source's number.
  init(_ recording: any Recording, speed: Double, lap: Int?, isPaused: Bool) {
    self.recording = recording
    var clock = ReplayClock(duration: recording.duration, at: SystemClock.monotonic(), isPaused: isPaused)
    clock.setSpeed(speed, at: SystemClock.monotonic())
    self.clock = Mutex(clock)
    if let lap { perform(.goToLap(lap)) }
  }

  func start(into runner: EngineRunner) throws {
    let started = PlainThread { [self] in run(into: runner) }
    thread.withLock { $0 = started }
  }

  func stop() {
    isStopping.store(true, ordering: .releasing)
    let running = thread.withLock { taken -> PlainThread? in
      defer { taken = nil }
      return taken
    }
    running?.join()
  }

  var ports: [ListeningPort] { [] }
  var refusedCount: Int { 0 }

  var replay: ReplayStatus? {
    let now = SystemClock.monotonic()
    return clock.withLock { clock in
      ReplayStatus(
        position: clock.position(at: now), duration: clock.duration, speed: clock.speed,
        isPaused: clock.isPaused || clock.isAtEnd(at: now))
    }
  }

  func perform(_ command: ReplayCommand) {
    let now = SystemClock.monotonic()
    let starts: [LapStart]
    switch command {
    case .lap, .goToLap: starts = findLapStarts()
    default: starts = []
    }
    clock.withLock { clock in
      switch command {
      case .togglePause:
        if clock.isAtEnd(at: now) {
          clock.seek(to: 0, at: now)
          clock.resume(at: now)
        } else if clock.isPaused {
          clock.resume(at: now)
        } else {
          clock.pause(at: now)
        }
      case .setSpeed(let speed): clock.setSpeed(speed, at: now)
      case .step(let frames):
        clock.step(by: Double(frames) / max(1, recording.description.sampleRate), at: now)
      case .skip(let seconds): clock.seek(to: clock.position(at: now) + seconds, at: now)
      case .lap(let laps): clock.jump(laps: laps, starts: starts.map(\.time), at: now)
      case .goToTime(let time): clock.seek(to: time, at: now)
      case .goToLap(let number):
        if let start = starts.first(where: { $0.number == number }) { clock.seek(to: start.time, at: now) }
      }
    }
  }

  /// Where laps start, found once.
  private func findLapStarts() -> [LapStart] {
    lapStarts.withLock { known in
      if let known { return known }
      var starts: [LapStart] = []
      var last: Int32?
      var first: Double?
      var cursor = recording.makeFrames()
      while let frame = cursor.next() {
        let begin = first ?? frame.arrivalTime
        first = begin
        if let number = frame.lapNumber, number != last {
          starts.append(LapStart(number: Int(number), time: frame.arrivalTime - begin))
          last = number
        }
      }
      known = starts
      return starts
    }
  }

  private func run(into runner: EngineRunner) {
    var player = ReplayPlayer(recording)
    var generation: UInt32 = 0
    var described: UInt32?
    var fieldAt = -Double.infinity
    while !isStopping.load(ordering: .acquiring) {
      if player.move(to: clock.withLock({ $0.position(at: SystemClock.monotonic()) })) {
        generation += 1
        described = nil
      }
      while !isStopping.load(ordering: .acquiring), var frame = player.next() {
        // Another number, so that the engine forgets what was driven before the jump back.
        frame.sessionNumber &+= generation &* Self.generationStep
        if described != frame.sessionNumber {
          described = frame.sessionNumber
          runner.describe(player.description, sessionNumber: frame.sessionNumber, startsOver: true)
        }
        while runner.waitingCount > EngineRunner.ringCapacity / 2, !isStopping.load(ordering: .acquiring) {
          usleep(200)
        }
        runner.push(frame)
        let now = SystemClock.monotonic()
        if now - fieldAt >= Self.fieldInterval {
          fieldAt = now
          runner.show(field: player.field)
        }
      }
      usleep(Self.nap)
    }
  }

  /// More sessions than any recording has.
  private static let generationStep: UInt32 = 1_000_000
}
