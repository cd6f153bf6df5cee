import Analysis
import Coaching
import Engine
import Glibc
import History
import Ingest
import Pipeline
import Telemetry
import Timing

/// Stores what the engine reports, on a thread of its own: a slow or full disk delays nothing else, and nothing is forgotten
/// until it is stored.
final class HistoryKeeper: Sendable {
  /// What the thread works with.
  struct Desk {
    var history: History?
    var session: Int64?
    /// Writes that failed and are tried again, oldest first.
    var waiting: [Write] = []
    var stored = 0
    /// Numbers of the stored laps that nobody has been told of.
    var untold: [Int] = []
    /// The corners of the track, and the version of its line on which the lap under way is stationed.
    var corners: [Corner] = []
    var lines = LineVersions()
    var notes = CoachNotes()
    /// Track for whose corners it is known where they come from, which takes a lap.
    var originSettled: String?
    var problem: String?
  }

  /// What the main thread is told.
  enum Report: Sendable {
    /// How many laps are stored by now, and the numbers of those that are so since the last report.
    case stored(laps: Int, numbers: [Int])
    /// What keeps laps from being stored; they wait.
    case trouble(String)
    /// What had waited is stored.
    case recovered
  }

  typealias Write = (inout Desk, History) throws -> Void

  private let worker: SerialWorker<Desk>
  private let path: String
  private let driver: String
  private let source: String
  private let report: @Sendable (Report) -> Void

  init(path: String, driver: String, source: String, report: @escaping @Sendable (Report) -> Void) {
    self.path = path
    self.driver = driver
    self.source = source
    self.report = report
    worker = SerialWorker { Desk() }
    worker.submit { [self] desk in
      do {
        let history = try History(path: path)
        try history.recoverJournal(before: SystemClock.date() - 30)
        desk.history = history
        keepCopy()
      } catch {
        let problem = ErrorText.line(error)
        desk.problem = problem
        report(.trouble(problem))
      }
    }
  }

  /// Makes the backup of the day, before the first lap is there to be stored. What is driven for show is worth none.
  private func keepCopy() {
    guard source != "demo" else { return }
    do {
      try HistoryBackup.writeDaily(path, at: SystemClock.date())
    } catch {
      report(.trouble("no backup today: \(ErrorText.line(error))"))
    }
  }

  /// Takes the engine's events.
  func take(_ events: [EngineEvent]) {
    let now = SystemClock.date()
    worker.submit { [self] desk in
      for event in events { enqueue(event, at: now, on: &desk) }
      work(&desk)
    }
  }

  /// Notes where the lap under way is.
  func journal(_ sample: LiveSample) {
    let now = SystemClock.date()
    worker.submit { [self] desk in
      guard let session = desk.session, desk.waiting.isEmpty, let history = desk.history else {
        work(&desk)
        return
      }
      try? history.journal(
        session: session, number: Int(sample.frame.lapNumber ?? 0), station: sample.station, lapTime: sample.lapTime,
        topSpeed: sample.frame.speed, at: now)
    }
  }

  /// Asks the history something; the answer is given on the keeper's thread.
  func ask(_ question: @escaping @Sendable (History) throws -> Void, failed: @escaping @Sendable (String) -> Void) {
    worker.submit { desk in
      guard let history = desk.history else {
        failed(desk.problem ?? "the history is not open")
        return
      }
      do { try question(history) } catch { failed(ErrorText.line(error)) }
    }
  }

  /// Stores what waits and ends.
  func finish() {
    worker.submit { [self] desk in
      work(&desk)
      if let session = desk.session { try? desk.history?.removeIfEmpty(session: session) }
    }
    worker.finish()
  }

  private func enqueue(_ event: EngineEvent, at now: Double, on desk: inout Desk) {
    switch event {
    case .sessionStarted(let source, _):
      let key = SessionKey(
        driver: source.driver ?? driver, game: source.game, gameName: source.gameName, gameVersion: source.gameVersion,
        car: source.car, kind: source.session, source: self.source, startedAt: now)
      desk.notes = CoachNotes()
      desk.lines = LineVersions()
      desk.corners = []
      desk.waiting.append { desk, history in
        if let before = desk.session { try history.removeIfEmpty(session: before) }
        desk.session = try history.begin(key)
      }
    case .trackFound(let track, let corners, _):
      desk.lines.found(track)
      desk.corners = corners
      desk.waiting.append { desk, history in
        try history.store(
          track: track, corners: corners, game: Self.game(of: track), session: desk.session)
      }
    case .lapFinished(let lap, let comparison): enqueue(lap, comparison: comparison, at: now, on: &desk)
    case .lapUndone(let number, _):
      desk.waiting.append { desk, history in
        if let session = desk.session { try history.markUndone(number: number, session: session) }
      }
    case .coached(let report):
      let goals = desk.notes.changed(report)
      desk.waiting.append { desk, history in
        if let session = desk.session {
          try CoachNotes.store(report, goals: goals, session: session, history: history, at: now)
        }
      }
    case .advised(let advice):
      desk.waiting.append { desk, history in
        if let session = desk.session {
          try history.store(advice, lapSerial: advice.finding?.lapSerial ?? 0, session: session)
        }
      }
    }
  }

  private static func game(of track: TrackModel) -> String {
    track.identifier.split(separator: ":").first.map(String.init) ?? ""
  }

  private func enqueue(_ lap: Lap, comparison: LapComparison?, at now: Double, on desk: inout Desk) {
    let stationed = desk.lines.lapFinished()
    // Parts of a lap before the first line are not worth a row.
    guard lap.kind.isComplete || (lap.topSpeed ?? 0) > 5 else { return }
    // The first lap has none to be held to but itself; its corners are measured all the same.
    let measured =
      comparison ?? lap.trace.flatMap { LapComparer.compare($0, with: $0, corners: desk.corners) }
    desk.waiting.append { [corners = desk.corners] desk, history in
      guard let session = desk.session else { return }
      if desk.originSettled != stationed?.identifier, let stationed, let trace = lap.trace {
        let origin = CornerUpgrade.origin(of: corners, on: stationed, lap: trace)
        try history.store(
          track: stationed, corners: corners, origin: origin, game: Self.game(of: stationed), session: session)
        desk.originSettled = stationed.identifier
      }
      try history.store(lap, comparison: measured, session: session, finishedAt: now, trackVersion: stationed?.version)
      guard lap.kind.isComplete else { return }
      desk.stored += 1
      desk.untold.append(lap.number)
    }
  }

  private func work(_ desk: inout Desk) {
    guard let history = desk.history else { return }
    let problem = desk.problem
    while let write = desk.waiting.first {
      do {
        try write(&desk, history)
        desk.waiting.removeFirst()
        desk.problem = nil
      } catch {
        desk.problem = ErrorText.line(error) + " (\(desk.waiting.count) waiting)"
        break
      }
    }
    if !desk.untold.isEmpty {
      report(.stored(laps: desk.stored, numbers: desk.untold))
      desk.untold = []
    }
    guard desk.problem != problem else { return }
    report(desk.problem.map { .trouble($0) } ?? .recovered)
  }
}
