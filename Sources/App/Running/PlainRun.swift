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
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number) { _ in PlainRun.stop() } }
    // A reader that goes away ends the program by the error of writing, not by a signal in the middle of storing a lap.
    signal(SIGPIPE, SIG_IGN)
    try setup.feed.start(into: runner)
    var report = PlainReport(units: setup.settings.settings.units == .metric ? .metric : .imperial)
    for port in setup.feed.ports {
      Console.out("\(port.gameName): port \(port.port)\(port.problem.map { ", \($0)" } ?? "")\n")
    }
    while !isStopped.load(ordering: .relaxed) {
      tell(&report, runner)
      if let replay = setup.feed.replay, replay.duration > 0, replay.position >= replay.duration { break }
      usleep(nap)
    }
    setup.feed.stop()
    runner.stop()
    tell(&report, runner)
    keeper?.finish()
    return ExitStatus.done
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
