import Settings
import Simulation
import Coaching
import Dashboard
import Drawing
import Engine
import Glibc
import History
import Ingest
import Pipeline
import Screen
import Synchronization
import Telemetry
import Timing

/// The dashboard on a terminal: takes keys and samples, draws, does what the dashboard asks for. Main thread only.
final class DashboardRun {
  /// What a run is made of.
  struct Setup {
    /// Folder of what a demo keeps.
    var folder: String
    /// Path of the history.
    var history: String
    var driver: String
    var options: ScreenOptions
    var settings: SettingsDesk
    var theme: Theme
    var themes: [Theme]
    var reference: ReferenceChoice
    var verbosity: Coach.Verbosity
    /// Seconds between two frames while something moves.
    var frameTime: Double
    var feed: any Feed
  }

  /// What other threads tell the main one.
  private final class Inbox: Sendable {
    private let messages = Mutex<[Message]>([])
    private let waker = Mutex<ScreenWaker?>(nil)

    func use(_ screen: ScreenWaker) { waker.withLock { $0 = screen } }

    func put(_ message: Message) {
      messages.withLock { $0.append(message) }
      waker.withLock { $0?.wake() }
    }

    func take() -> [Message] {
      messages.withLock { messages in
        defer { messages.removeAll() }
        return messages
      }
    }
  }

  /// A feed with its engine and its history.
  private struct Drive {
    var feed: any Feed
    var runner: EngineRunner
    var keeper: HistoryKeeper?
    var path: String
  }

  /// Seconds between two looks at the clock while nothing moves.
  private static let restTime = 0.25
  /// A source that sends nothing for this long is silent, s.
  private static let silence = 1.5

  /// A car slower than this stands, m/s; one that stood for so long, s, is not on track.
  private static let standing = 2.0
  private static let driveEnd = 20.0

  private let setup: Setup
  private let screen: TerminalScreen
  private let inbox = Inbox()
  private let files = LapPair.Files()
  private let isIdle: Atomic<Bool> = Atomic(false)
  private var drive: Drive
  private var state: DashboardState
  private var canvas: Canvas
  private var theme: Theme
  private var themes: [Theme]
  private var themeStamp = Themes.stamp
  private var desk: SettingsDesk
  private var isDirty = true
  private var revision = -1
  private var fieldRevision = 0
  private var lastSampleAt = -Double.infinity
  private var lastSecond = 0.0
  private var countAtSecond = 0
  private var rate = 0.0
  private var exitStatus: Int32?
  private var sync: SyncWatch?
  private var lastMovingAt = -Double.infinity

  init(_ setup: Setup) throws {
    self.setup = setup
    theme = setup.theme
    do {
      screen = try TerminalScreen(setup.options)
    } catch {
      throw SettingsProblem(message: error.message)
    }
    desk = setup.settings
    themes = setup.themes
    state = DashboardState(themes: setup.themes.map(\.name))
    _ = update(&state, .settings(desk.rows))
    canvas = Canvas(width: screen.size.width, height: screen.size.height)
    inbox.use(screen.waker)
    drive = Self.makeDrive(setup.feed, setup: setup, inbox: inbox)
  }

  /// Runs until the user quits; returns the exit status. The terminal is given back in any case.
  func run() throws -> Int32 {
    defer { screen.close() }
    apply(.resized(width: screen.size.width, height: screen.size.height))
    showClock()
    present()
    try start()
    var due = SystemClock.monotonic()
    while exitStatus == nil {
      let now = SystemClock.monotonic()
      // Against the clock and not after the work, so that drawing does not slow the frames down.
      due = now - lastSampleAt < 0.5 ? max(due + setup.frameTime, now) : now + Self.restTime
      if let event = screen.nextEvent(timeout: due - now) { take(event) }
      while exitStatus == nil, let event = screen.nextEvent(timeout: 0) { take(event) }
      for message in inbox.take() { apply(message) }
      pull()
      everySecond()
      if isDirty, exitStatus == nil { present() }
    }
    drive.feed.stop()
    drive.runner.stop()
    screen.close()
    return max(exitStatus ?? ExitStatus.done, Self.end(drive.keeper))
  }

  /// Has a keeper store what waits and says on standard error what could not be; returns the exit status.
  static func end(_ keeper: HistoryKeeper?) -> Int32 {
    guard let problem = keeper?.finish() else { return ExitStatus.done }
    Console.error("tenths: not everything could be stored: \(problem)\n")
    return ExitStatus.failed
  }

  // MARK: Feeds

  private static func makeDrive(_ feed: any Feed, setup: Setup, inbox: Inbox) -> Drive {
    let path = Self.path(feed, setup: setup)
    let keeper: HistoryKeeper? =
      feed.kind == .replay
      ? nil
      : HistoryKeeper(path: path, driver: setup.driver, source: feed.kind == .demo ? "demo" : "live") { report in
        switch report {
        case .stored(let laps, _): inbox.put(.counters(Counters(stored: laps)))
        case .trouble(let problem): inbox.put(.notice(Notice(.error, problem)))
        case .recovered: inbox.put(.notice(Notice(.information, "all laps are stored again")))
        }
      }
    let runner = makeRunner(feed, setup: setup, keeper: keeper)
    return Drive(feed: feed, runner: runner, keeper: keeper, path: path)
  }

  /// The history of a feed: a demo keeps its own.
  static func path(_ feed: any Feed, setup: Setup) -> String {
    feed.kind == .demo ? setup.folder + "/demo.sqlite" : setup.history
  }

  /// The engine of a feed, whose events the keeper takes.
  static func makeRunner(_ feed: any Feed, setup: Setup, keeper: HistoryKeeper?) -> EngineRunner {
    let path = path(feed, setup: setup)
    var configuration = TelemetryEngine.Configuration()
    configuration.acceptsSpectated = feed.kind == .replay
    configuration.referenceChoice = setup.reference
    configuration.units = setup.settings.settings.units == .metric ? .metric : .imperial
    let driver = setup.driver
    return EngineRunner(
      configuration: configuration,
      knownTracks: { source in KnownTracks.find(for: source, path: path, driver: driver) },
      onEvents: { events in keeper?.take(events) })
  }

  private func start() throws {
    guard drive.runner.start() else { throw SettingsProblem(message: "the system gives no thread") }
    drive.runner.send(.setVerbosity(setup.verbosity))
    try drive.feed.start(into: drive.runner)
    apply(.ports(drive.feed.ports))
    startSync()
  }

  /// Exchanges with other computers, where the user has set that up; by itself only while it is driven for real.
  private func startSync() {
    guard sync == nil, drive.feed.kind != .demo else { return }
    do {
      let desk = try SyncDesk(history: setup.history)
      guard desk.isSetUp else { return }
      let inbox = inbox
      sync = SyncWatch(desk, isAutomatic: drive.feed.kind == .live) { inbox.put($0) }
    } catch {
      apply(.notice(Notice(.warning, ErrorText.line(error))))
    }
  }

  private func askSync(_ request: SyncRequest) {
    guard let sync else {
      let note = "off: nothing connects anywhere; tenths sync init PLACE in a shell sets it up"
      return apply(.sync(SyncState(rows: [.init(label: "state", value: note)])))
    }
    sync.ask(request)
  }

  private func stop() {
    sync?.stop()
    sync = nil
    drive.feed.stop()
    drive.runner.stop()
    if let problem = drive.keeper?.finish() { fail("not everything could be stored: \(problem)") }
  }

  private func startDemo() {
    stop()
    let demo = DemoFeed(circuit: .fuji, seed: 1, speed: 1)
    drive = Self.makeDrive(demo, setup: setup, inbox: inbox)
    revision = -1
    fieldRevision = 0
    apply(.field(nil))
    do {
      try start()
    } catch {
      apply(.notice(Notice(.error, ErrorText.line(error))))
    }
  }

  // MARK: Messages

  private func take(_ event: ScreenEvent) {
    switch event {
    case .key(let key): apply(.key(key))
    case .mouse(let mouse): apply(.mouse(mouse))
    case .resize(let width, let height):
      canvas = Canvas(width: width, height: height)
      apply(.resized(width: width, height: height))
    case .quit(let signal): exitStatus = signal == SIGINT ? ExitStatus.done : 128 + signal
    case .resumed:
      canvas = Canvas(width: screen.size.width, height: screen.size.height)
      apply(.resized(width: screen.size.width, height: screen.size.height))
      screen.invalidate()
    case .wake: break
    }
  }

  private func apply(_ message: Message) {
    isDirty = true
    var counted = message
    if case .counters(var counters) = message {
      counters.dropped = drive.runner.overrunCount
      counters.refused = drive.feed.refusedCount
      counted = .counters(counters)
    }
    for effect in update(&state, counted) { perform(effect) }
  }

  /// Takes what the engine has published.
  private func pull() {
    let (sample, isNew) = drive.runner.latestSample()
    guard isNew else { return }
    lastSampleAt = SystemClock.monotonic()
    let slow = drive.runner.slow()
    if slow.model.revision != revision {
      revision = slow.model.revision
      apply(.model(slow.model))
    }
    if slow.fieldRevision != fieldRevision {
      fieldRevision = slow.fieldRevision
      apply(.field(slow.field))
    }
    apply(.sample(sample, slow.liveTrace))
  }

  private func everySecond() {
    let now = SystemClock.monotonic()
    guard now - lastSecond >= 1 else {
      if drive.feed.kind == .replay { apply(.replay(drive.feed.replay)) }
      return
    }
    let count = drive.runner.processedCount
    if lastSecond > 0 { rate = Double(count - countAtSecond) / (now - lastSecond) }
    countAtSecond = count
    lastSecond = now
    showClock()
    watchThemes()
    apply(.ports(drive.feed.ports))
    apply(.replay(drive.feed.replay))
    if let source = state.model.source {
      let silent = now - lastSampleAt
      apply(
        .source(
          SourceStatus(
            kind: drive.feed.kind, name: source.gameName, rate: rate,
            silentFor: silent > Self.silence && drive.feed.kind != .replay ? silent : nil)))
    }
    apply(.counters(state.counters))
    if now - lastSampleAt < 1 { drive.keeper?.journal(state.sample) }
    if now - lastSampleAt < 1, Double(state.sample.frame[.speed] ?? 0) > Self.standing { lastMovingAt = now }
    sync?.note(isDriving: now - lastMovingAt < Self.driveEnd)
  }

  private func showClock() {
    let format = desk.settings.clock == .hours24 ? "%H:%M:%S" : "%I:%M:%S %p"
    apply(.clock(Text.date(SystemClock.date(), format: format)))
  }

  private func present() {
    // What is left out now is drawn as soon as the terminal has taken what it was given.
    guard screen.isReady else { return }
    draw(state, on: &canvas)
    screen.present(canvas, theme: theme)
    isDirty = false
  }

  // MARK: Effects

  private func perform(_ effect: Effect) {
    switch effect {
    case .quit: exitStatus = ExitStatus.done
    case .suspend: screen.suspend()
    case .redraw: screen.invalidate()
    case .startDemo: startDemo()
    case .replay(let command): drive.feed.perform(command)
    case .chooseReference(let choice): drive.runner.send(.choose(choice))
    case .chooseReferenceLap(let key): chooseReference(key)
    case .setVerbosity(let verbosity): drive.runner.send(.setVerbosity(verbosity))
    case .toggleMuteCorner(let corner): drive.runner.send(.toggleMuteCorner(corner))
    case .toggleMuteRule(let rule): drive.runner.send(.toggleMuteRule(rule))
    case .loadSessions: ask { history, answer in answer(.sessions(try HistoryQuestions.sessions(history))) }
    case .loadLaps(let session):
      ask { history, answer in
        answer(.laps(try HistoryQuestions.laps(session: session, history), session: session))
      }
    case .loadCorners(let key): ask { history, answer in answer(.corners(try HistoryQuestions.corners(key, history))) }
    case .edit(let change): edit(change)
    case .compare(let a, let b, let extras): compare(a, b, extras)
    case .loadComparable: loadComparable()
    case .set(let name, let value): set(name, value)
    case .nameTrack(let name): drive.runner.send(.nameTrack(name))
    case .nameCorner(let number, let name): nameCorner(number, name)
    case .export(let key): export(key)
    case .sync(let request): askSync(request)
    }
  }

  private func set(_ name: String, _ value: String) {
    do {
      try desk.set(name, to: value)
    } catch {
      return apply(.notice(Notice(.warning, ErrorText.line(error))))
    }
    apply(.settings(desk.rows))
    switch name {
    case "theme": use(theme: value)
    case "clock": showClock()
    case "reference": drive.runner.send(.choose(DashboardOptions.reference(desk.settings.reference)))
    case "coach": drive.runner.send(.setVerbosity(DashboardOptions.verbosity(desk.settings.coach)))
    default: break
    }
    let later = state.settings.first { $0.name == name }?.needsRestart == true ? ", in force after a restart" : ""
    apply(.notice(Notice(.information, "\(name) is kept in \(Text.safe(desk.file))\(later)")))
  }

  /// Reads the themes again where one of their files has changed.
  private func watchThemes() {
    let stamp = Themes.stamp
    guard stamp != themeStamp else { return }
    themeStamp = stamp
    do {
      themes = try Themes.all()
    } catch {
      return apply(.notice(Notice(.warning, ErrorText.line(error))))
    }
    desk.themes = themes.map(\.name)
    apply(.settings(desk.rows))
    use(theme: theme.name)
  }

  private func use(theme name: String) {
    guard let found = themes.first(where: { $0.name == name }) else { return }
    theme = found
    screen.invalidate()
    isDirty = true
  }

  private func fail(_ text: String) { inbox.put(.notice(Notice(.error, text))) }

  private func ask(_ question: @escaping @Sendable (History, @Sendable (Message) -> Void) throws -> Void) {
    let inbox = inbox
    let path = drive.path
    guard let keeper = drive.keeper else {
      // A replay keeps nothing; what is asked of the history is read from the user's own.
      do { try question(try History(path: path)) { inbox.put($0) } } catch { fail(ErrorText.line(error)) }
      return
    }
    keeper.ask(
      { history in try question(history) { inbox.put($0) } }, failed: { inbox.put(.notice(Notice(.error, $0))) })
  }

  private func edit(_ edit: HistoryEdit) {
    let open = state.history.openSession
    ask { history, answer in
      do {
        let notice = try HistoryQuestions.perform(edit, history)
        answer(.sessions(try HistoryQuestions.sessions(history)))
        if let open { answer(.laps(try HistoryQuestions.laps(session: open, history), session: open)) }
        answer(.notice(notice))
      } catch let problem as TrackMerge.Problem {
        answer(.notice(Notice(.warning, problem.text)))
      }
    }
  }

  private func chooseReference(_ key: LapKey) {
    let runner = drive.runner
    let inbox = inbox
    switch key {
    case .session(let serial):
      guard let lap = state.model.laps.first(where: { $0.serial == serial }), lap.trace != nil else {
        return fail("that lap has no samples any more")
      }
      runner.send(.chooseLap(lap, label: "lap \(lap.number)"))
      inbox.put(.notice(Notice(.information, "the delta runs against lap \(lap.number) now")))
    case .stored(let id):
      let grid = state.model.track?.grid
      ask { history, _ in
        guard let lap = try history.loadLap(id: id), lap.trace != nil else {
          inbox.put(.notice(Notice(.warning, "that lap has no samples")))
          return
        }
        // The engine would be left without a reference.
        guard lap.trace?.grid == grid else {
          inbox.put(.notice(Notice(.warning, "that lap is of another track than the one being driven")))
          return
        }
        runner.send(.chooseLap(lap, label: "stored lap \(lap.number)"))
        inbox.put(.notice(Notice(.information, "the delta runs against stored lap \(lap.number) now")))
      }
    case .reference: runner.send(.choose(.allTimeBest))
    case .file: fail("a lap of a recording is compared, not raced against: import it first")
    }
  }

  private func compare(_ a: LapKey, _ b: LapKey, _ extras: [LapKey]) {
    let model = state.model
    let files = files
    ask { history, answer in
      let comparison = LapPair(model: model, history: history, files: files)
      do {
        answer(.compared(try comparison.pair(a, b, and: extras)))
      } catch let problem as LapPair.Problem {
        answer(.notCompared(problem.text))
      }
    }
  }

  private func nameCorner(_ number: Int, _ name: String) {
    guard let track = state.model.track else { return }
    let runner = drive.runner
    ask { history, answer in
      answer(.notice(try HistoryQuestions.name(corner: number, name, of: track, history)))
      runner.send(.nameCorner(number, name))
    }
  }

  private func loadComparable() {
    let name = state.compare.pair?.track?.name ?? state.model.track?.name
    let identifier = state.compare.pair?.track?.identifier ?? state.model.track?.identifier
    guard let track = name ?? identifier else { return }
    ask { history, answer in answer(.comparable(try HistoryQuestions.comparable(track: track, history))) }
  }

  private func export(_ key: LapKey) {
    let model = state.model
    let files = files
    ask { history, answer in
      do {
        let lap = try LapPair(model: model, history: history, files: files).lap(key)
        let name =
          "tenths-\(lap.label.split(separator: " ").joined(separator: "-"))-\(Text.lapTime(lap.lap.time).split(separator: ":").joined(separator: "-")).csv"
        try CSVExport.write(lap.lap, to: name)
        answer(.notice(Notice(.information, "written to \(name)")))
      } catch let problem as LapPair.Problem {
        answer(.notice(Notice(.warning, problem.text)))
      }
    }
  }
}
