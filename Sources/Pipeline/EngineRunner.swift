public import Coaching
public import Engine
import Glibc
import Synchronization
public import Telemetry
public import Timing

/// Runs the engine: frames come in through a ring, the newest sample and the model go out.
///
/// What takes microseconds, nearly every frame, is done where the frame arrives; a lap's end, a new session and what the user asks
/// are done by the engine's own thread, and whatever arrives meanwhile waits in the ring. Only one thread at a time is inside.
public final class EngineRunner: Sendable {
  /// What a user asks of the engine while it runs.
  public enum Command: Sendable {
    case choose(ReferenceChoice)
    case chooseLap(Lap, label: String)
    case setVerbosity(Coach.Verbosity)
    case toggleMuteCorner(Int)
    case toggleMuteRule(String)
    case nameTrack(String)
    /// Names a corner by its number.
    case nameCorner(Int, String)
  }

  /// Everything that changes a few times a lap.
  public struct Slow: Sendable {
    public var model: SessionModel
    public var liveTrace: LiveTrace?
    public var droppedFrames: Int
    /// Every car of the session, where the source sends them, and how often that has changed.
    public var field: RaceField?
    public var fieldRevision = 0
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
  private let desk = Desk()
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

  /// Hands over every car of the session; a few times a second at most.
  public func show(field: RaceField?) {
    shared.withLock { shared in
      guard shared.slow.field != field else { return }
      shared.slow.field = field
      shared.slow.fieldRevision += 1
    }
  }

  /// Frames that wait; a producer that can wait itself keeps this below the ring's capacity.
  public var waitingCount: Int { ring.count }

  /// Hands a frame over; `false`, and counted, where the engine is too far behind. One producer thread only.
  @discardableResult
  public func push(_ frame: TelemetryFrame) -> Bool {
    let taken = ring.push(frame)
    // Waking a thread takes longer than most frames do: where the engine is free, the frame is driven through it at once.
    if desk.enter() {
      let isDone = driveLightly()
      desk.leave()
      if !isDone || !ring.isEmpty || hasCommands.load(ordering: .acquiring) { wakeUp.wake() }
    } else {
      wakeUp.wake()
    }
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
    while true {
      guard desk.enter() else {
        // Somebody drives a frame through: that is over in microseconds.
        sched_yield()
        continue
      }
      driveAll()
      let isOver = isStopping.load(ordering: .acquiring) && ring.isEmpty
      if isOver { finish() }
      desk.leave()
      if isOver { return }
      wakeUp.sleep { [self] in
        !ring.isEmpty || desk.hasHalfDone || hasCommands.load(ordering: .acquiring)
          || isStopping.load(ordering: .acquiring)
      }
    }
  }

  /// Drives waiting frames as long as that is quick; `false` where something is left for the engine's thread.
  private func driveLightly() -> Bool {
    while let frame = ring.peek() {
      guard let engine = desk.engine, frame.sessionNumber == desk.session, !desk.hasHalfDone,
        !hasNewSource.load(ordering: .acquiring)
      else { return false }
      _ = ring.pop()
      guard !engine.begin(frame) else {
        desk.leaveHalfDone(frame)
        return false
      }
      show(engine.complete(frame), of: engine)
    }
    return true
  }

  /// Does everything that waits.
  private func driveAll() {
    if let frame = desk.takeHalfDone(), let engine = desk.engine { show(engine.complete(frame), of: engine) }
    takeCommands()
    while let frame = ring.pop() {
      // A game may tell its track and its driver only after its first frames: then the session begins anew.
      let told = hasNewSource.exchange(false, ordering: .acquiringAndReleasing)
      if frame.sessionNumber != desk.session || desk.engine == nil || told { begin(session: frame.sessionNumber) }
      if let engine = desk.engine { show(engine.ingest(frame), of: engine) }
    }
  }

  private func show(_ sample: LiveSample, of engine: TelemetryEngine) {
    latest.store(sample)
    processed.add(1, ordering: .relaxed)
    onSample?(sample)
    publish(engine)
  }

  private func takeCommands() {
    guard hasCommands.exchange(false, ordering: .acquiringAndReleasing) else { return }
    let commands = shared.withLock { shared in
      defer { shared.commands.removeAll() }
      return shared.commands
    }
    guard let engine = desk.engine else {
      desk.chosen += commands
      return
    }
    for command in commands { perform(command, on: engine) }
    publish(engine)
  }

  private func finish() {
    desk.engine?.finish()
    if let engine = desk.engine { publish(engine) }
  }

  /// Begins a session: with the same engine where only the game's session changed, with a new one for another car or track.
  private func begin(session: UInt32) {
    let isSame = desk.session == session
    desk.session = session
    guard let described = shared.withLock({ $0.sources[session] }) else { return }
    let source = described.source
    if let before = desk.engine {
      if before.model.source == source, !described.startsOver || isSame { return }
      before.finish()
      publish(before)
    }
    desk.published = -1
    let engine = TelemetryEngine(source: source, knownTracks: knownTracks(source), configuration: configuration)
    desk.engine = engine
    for command in desk.chosen { perform(command, on: engine) }
    desk.chosen.removeAll()
  }

  private func perform(_ command: Command, on engine: TelemetryEngine) {
    switch command {
    case .choose(let choice): engine.choose(choice)
    case .chooseLap(let lap, let label): engine.choose(lap, label: label)
    case .setVerbosity(let verbosity): engine.setVerbosity(verbosity)
    case .toggleMuteCorner(let corner): engine.toggleMute(corner: corner)
    case .toggleMuteRule(let rule): engine.toggleMute(rule: rule)
    case .nameTrack(let name): engine.name(track: name)
    case .nameCorner(let number, let name): engine.name(corner: number, name)
    }
  }

  private func publish(_ engine: TelemetryEngine) {
    guard engine.model.revision != desk.published || !engine.events.isEmpty else { return }
    desk.published = engine.model.revision
    shared.withLock { shared in
      shared.slow.model = engine.model
      shared.slow.liveTrace = engine.liveTrace
      shared.slow.droppedFrames = engine.droppedFrames
    }
    guard !engine.events.isEmpty else { return }
    onEvents(engine.events)
    engine.events.removeAll(keepingCapacity: true)
  }
}
