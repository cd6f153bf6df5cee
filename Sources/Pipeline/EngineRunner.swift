public import Engine
import Synchronization
public import Telemetry
public import Timing

/// Runs the engine on a thread of its own: frames come in through a ring, the newest sample and the model go out.
public final class EngineRunner: Sendable {
  /// What a user asks of the engine while it runs.
  public enum Command: Sendable {
    case choose(ReferenceChoice)
    case chooseLap(Lap, label: String)
    case muteCoach(Bool)
    case nameTrack(String)
  }

  /// Everything that changes a few times a lap.
  public struct Slow: Sendable {
    public var model: SessionModel
    public var liveTrace: LiveTrace?
    public var droppedFrames: Int
  }

  /// Frames that may wait: over two minutes at 60 Hz, so that a long lap end drops nothing.
  public static let ringCapacity = 8_192

  private struct Shared {
    var slow = Slow(model: SessionModel(), liveTrace: nil, droppedFrames: 0)
    var commands: [Command] = []
    var sources: [UInt32: Session] = [:]
  }

  private struct Session {
    var source: SourceDescription
    var startsOver: Bool
  }

  private let ring = FrameRing<TelemetryFrame>(capacity: ringCapacity, filler: TelemetryFrame())
  private let latest = LatestValue<LiveSample>(LiveSample())
  private let wakeUp = WakeUp()
  private let shared = Mutex(Shared())
  private let hasCommands = Atomic<Bool>(false)
  private let hasNewSource = Atomic<Bool>(false)
  private let isStopping = Atomic<Bool>(false)
  private let processed = Atomic<Int>(0)
  private let thread = Mutex<PlainThread?>(nil)
  private let knownTracks: @Sendable (SourceDescription) -> [KnownTrack]
  private let configuration: TelemetryEngine.Configuration
  private let onEvents: @Sendable ([EngineEvent]) -> Void
  private let onSample: (@Sendable (LiveSample) -> Void)?

  /// - Parameters:
  ///   - knownTracks: asked on the engine's thread when a session begins.
  ///   - onEvents: told on the engine's thread what happened; must not wait.
  ///   - onSample: called on the engine's thread after each sample is published; for measurements.
  public init(
    configuration: TelemetryEngine.Configuration = TelemetryEngine.Configuration(),
    knownTracks: @escaping @Sendable (SourceDescription) -> [KnownTrack] = { _ in [] },
    onEvents: @escaping @Sendable ([EngineEvent]) -> Void = { _ in },
    onSample: (@Sendable (LiveSample) -> Void)? = nil
  ) {
    self.onEvents = onEvents
    self.configuration = configuration
    self.knownTracks = knownTracks
    self.onSample = onSample
  }

  /// Starts the thread; `false` where the system gives none.
  public func start() -> Bool {
    let started = PlainThread { [self] in run() }
    thread.withLock { $0 = started }
    return started != nil
  }

  /// Settles what is pending and ends the thread. The events are complete afterwards.
  public func stop() {
    isStopping.store(true, ordering: .releasing)
    wakeUp.wake()
    let running = thread.withLock { taken -> PlainThread? in
      defer { taken = nil }
      return taken
    }
    running?.join()
  }

  // MARK: The producer's side

  /// Says what the frames of a session number come from; before its first frame.
  ///
  /// - Parameter startsOver: whether everything is forgotten even if it is the same source, as when a replay is wound back.
  public func describe(_ source: SourceDescription, sessionNumber: UInt32, startsOver: Bool = false) {
    shared.withLock { $0.sources[sessionNumber] = Session(source: source, startsOver: startsOver) }
    hasNewSource.store(true, ordering: .releasing)
  }

  /// Frames that wait; a producer that can wait itself keeps this below the ring's capacity.
  public var waitingCount: Int { ring.count }

  /// Hands a frame over; `false`, and counted, where the engine is too far behind. One producer thread only.
  @discardableResult
  public func push(_ frame: TelemetryFrame) -> Bool {
    let taken = ring.push(frame)
    wakeUp.wake()
    return taken
  }

  // MARK: The reader's side

  /// The newest sample, and whether it is new. One reader thread only.
  public func latestSample() -> (value: LiveSample, isNew: Bool) { latest.load() }

  /// Model and trace as they were published last.
  public func slow() -> Slow { shared.withLock { $0.slow } }

  /// Frames that were dropped since the engine was too far behind.
  public var overrunCount: Int { ring.overrunCount }

  /// Frames that the engine has taken.
  public var processedCount: Int { processed.load(ordering: .relaxed) }

  public func send(_ command: Command) {
    shared.withLock { $0.commands.append(command) }
    hasCommands.store(true, ordering: .releasing)
    wakeUp.wake()
  }

  // MARK: The thread

  private func run() {
    var engine: TelemetryEngine?
    var session: UInt32?
    var published = -1
    var chosen: [Command] = []
    while !isStopping.load(ordering: .acquiring) || !ring.isEmpty {
      if hasCommands.exchange(false, ordering: .acquiringAndReleasing) {
        let commands = shared.withLock { shared in
          defer { shared.commands.removeAll() }
          return shared.commands
        }
        for command in commands {
          if let engine { perform(command, on: engine) } else { chosen.append(command) }
        }
        if let engine { publish(engine, &published) }
      }
      guard let frame = ring.pop() else {
        guard !isStopping.load(ordering: .acquiring) else { break }
        wakeUp.sleep { [self] in
          !ring.isEmpty || hasCommands.load(ordering: .acquiring) || isStopping.load(ordering: .acquiring)
        }
        continue
      }
      // A game may tell its track and its driver only after its first frames: then the session begins anew.
      let told = hasNewSource.exchange(false, ordering: .acquiringAndReleasing)
      if frame.sessionNumber != session || engine == nil || told {
        let isSame = session == frame.sessionNumber
        session = frame.sessionNumber
        engine = begin(session: frame.sessionNumber, isSameSession: isSame, before: engine, &published)
        for command in chosen { if let engine { perform(command, on: engine) } }
        chosen.removeAll()
      }
      guard let engine else { continue }
      let sample = engine.ingest(frame)
      latest.store(sample)
      processed.add(1, ordering: .relaxed)
      onSample?(sample)
      publish(engine, &published)
    }
    engine?.finish()
    if let engine { publish(engine, &published) }
  }

  /// The engine for a session: the same one where only the game's session changed, a new one for another car or track.
  private func begin(
    session: UInt32, isSameSession: Bool, before: TelemetryEngine?, _ published: inout Int
  ) -> TelemetryEngine? {
    guard let described = shared.withLock({ $0.sources[session] }) else { return before }
    let source = described.source
    if let before, before.model.source == source, !described.startsOver || isSameSession { return before }
    if let before {
      before.finish()
      publish(before, &published)
    }
    published = -1
    return TelemetryEngine(source: source, knownTracks: knownTracks(source), configuration: configuration)
  }

  private func perform(_ command: Command, on engine: TelemetryEngine) {
    switch command {
    case .choose(let choice): engine.choose(choice)
    case .chooseLap(let lap, let label): engine.choose(lap, label: label)
    case .muteCoach(let muted): engine.setCoachMuted(muted)
    case .nameTrack(let name): engine.name(track: name)
    }
  }

  private func publish(_ engine: TelemetryEngine, _ published: inout Int) {
    guard engine.model.revision != published || !engine.events.isEmpty else { return }
    published = engine.model.revision
    let slow = Slow(model: engine.model, liveTrace: engine.liveTrace, droppedFrames: engine.droppedFrames)
    shared.withLock { $0.slow = slow }
    guard !engine.events.isEmpty else { return }
    onEvents(engine.events)
    engine.events.removeAll(keepingCapacity: true)
  }
}
