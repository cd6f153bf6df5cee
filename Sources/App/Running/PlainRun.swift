import Dashboard
import Engine
import Glibc
import Ingest
import Pipeline
import Settings
import Synchronization

/// The drive as lines on standard output, for screen readers, logs and pipes. The laps are stored as by the dashboard.
enum PlainRun {
  /// Time between two looks, µs: a sector is told within a twentieth of a second.
  private static let nap: UInt32 = 50_000
  private static let isStopped = Atomic<Bool>(false)

  /// Runs until a signal or the end of the recording; returns the exit status.
  static func run(_ setup: DashboardRun.Setup) throws -> Int32 {
    let keeper = setup.feed.kind == .replay ? nil : makeKeeper(setup)
    let runner = DashboardRun.makeRunner(setup.feed, setup: setup, keeper: keeper)
    guard runner.start() else { throw SettingsProblem(message: "the system gives no thread") }
    runner.send(.setVerbosity(setup.verbosity))
    var ending = sigset_t()
    sigemptyset(&ending)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { _ in PlainRun.stop() }
      sigaddset(&ending, number)
    }
    // Who starts the program may have held them back, and would have no other way to end it well.
    pthread_sigmask(SIG_UNBLOCK, &ending, nil)
    // A reader that goes away ends the program by the error of writing, not by a signal in the middle of storing a lap.
    signal(SIGPIPE, SIG_IGN)
    try setup.feed.start(into: runner)
    var report = PlainReport(units: setup.settings.settings.units == .metric ? .metric : .imperial)
    for port in setup.feed.ports {
      Console.out("\(port.gameName): port \(port.port)\(port.problem.map { ", \($0)" } ?? "")\n")
    }
    var journal = Journal()
    while !isStopped.load(ordering: .relaxed) {
      tell(&report, runner)
      if let keeper { journal.keep(runner, keeper) }
      if let replay = setup.feed.replay, replay.duration > 0, replay.position >= replay.duration { break }
      usleep(nap)
    }
    setup.feed.stop()
    runner.stop()
    tell(&report, runner)
    return DashboardRun.end(keeper)
  }

  /// Has the keeper note where the lap under way is, once a second as long as something moves.
  private struct Journal {
    private var due = -Double.infinity
    private var count = 0

    mutating func keep(_ runner: EngineRunner, _ keeper: HistoryKeeper) {
      let now = SystemClock.monotonic()
      guard now >= due, runner.processedCount != count else { return }
      due = now + 1
      count = runner.processedCount
      keeper.journal(runner.latestSample().value)
    }
  }

  private static func stop() { isStopped.store(true, ordering: .relaxed) }

  private static func tell(_ report: inout PlainReport, _ runner: EngineRunner) {
    let slow = runner.slow()
    for line in report.lines(runner.latestSample().value, slow.model) { Console.out(line + "\n") }
  }

  private static func makeKeeper(_ setup: DashboardRun.Setup) -> HistoryKeeper {
    HistoryKeeper(
      path: DashboardRun.path(setup.feed, setup: setup), driver: setup.driver,
      source: setup.feed.kind == .demo ? "demo" : "live"
    ) { report in
      switch report {
      case .stored(_, let numbers): for number in numbers { Console.out("Stored: lap \(number).\n") }
      case .trouble(let problem): Console.error("tenths: \(problem)\n")
      case .recovered: Console.error("tenths: all laps are stored again\n")
      }
    }
  }
}
