import Analysis
import Coaching
import Engine
import Glibc
import History
import Ingest
import Pipeline
import Synchronization
import Telemetry
import Timing

/// Stores what the engine reports, on a thread of its own: a slow or full disk delays nothing else, and nothing is forgotten
/// until it is stored.
final class HistoryKeeper: Sendable {
  /// What the thread works with.
  struct Desk {
    var history: History?
    var session: Int64?
    /// The session under way and its track as they were stored, so that they can be stored again where they are gone.
    var key: SessionKey?
    var track: (model: TrackModel, corners: [Corner])?
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
    /// When a history that could not be opened is tried again, on the clock that never jumps.
    var nextAttempt = -Double.infinity
    /// The date of the session is kept up by a clock that never jumps: what is set meanwhile changes no order of its laps.
    var clock = SessionClock()
  }

  /// The date, carried on from an instant by a clock that never jumps.
  struct SessionClock {
    /// s from the zero of the unbroken clock to 1970.
    private var offset = SystemClock.date() - SystemClock.unbroken()

    /// s since 1970 at an instant of the unbroken clock.
    func date(at instant: Double) -> Double { offset + instant }
  }

  /// Between two attempts to open a history, s.
  private static let retryTime = 1.0

  /// What the main thread is told.
  enum Report: Sendable {
    /// How many laps are stored by now, and the numbers of those that are so since the last report.
    case stored(laps: Int, numbers: [Int])
    /// What keeps laps from being stored; they wait.
    case trouble(String)
    /// What had waited is stored.
    case recovered
  }

  /// Something to be stored.
  struct Write {
    var isLap = false
    var run: (inout Desk, History) throws -> Void
  }

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
      if ready(&desk) != nil { keepCopy() } else { tell(&desk, since: nil) }
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
    let now = SystemClock.unbroken()
    worker.submit { [self] desk in
      for event in events { enqueue(event, at: now, on: &desk) }
      work(&desk)
    }
  }

  /// Notes where the lap under way is.
  func journal(_ sample: LiveSample) {
    // The day's clock: another program judges by it whether this one is still there.
    let now = SystemClock.date()
    worker.submit { [self] desk in
      guard let session = desk.session, desk.waiting.isEmpty, desk.problem == nil, let history = desk.history,
        history.isInPlace
      else {
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
    worker.submit { [path] desk in
      do {
        try question(try desk.history ?? History(path: path))
      } catch {
        failed(ErrorText.line(error))
      }
    }
  }

  /// Stores what waits and ends.
  ///
  /// - Returns: what could not be stored and why; `nil` where all is.
  func finish() -> String? {
    let left = Mutex<String?>(nil)
    worker.submit { [self] desk in
      desk.nextAttempt = -.infinity
      work(&desk)
      if let session = desk.session { try? desk.history?.removeIfEmpty(session: session) }
      left.withLock { $0 = desk.waiting.isEmpty ? nil : desk.problem }
    }
    worker.finish()
    return left.withLock { $0 }
  }

  /// - Parameter instant: on the unbroken clock.
  private func enqueue(_ event: EngineEvent, at instant: Double, on desk: inout Desk) {
    if case .sessionStarted = event { desk.clock = SessionClock() }
    let date = desk.clock.date(at: instant)
    switch event {
    case .sessionStarted(let source, _):
      let key = SessionKey(
        driver: source.driver ?? driver, game: source.game, gameName: source.gameName, gameVersion: source.gameVersion,
        car: source.car, kind: source.session, source: self.source, startedAt: date)
      desk.notes = CoachNotes()
      desk.lines = LineVersions()
      desk.corners = []
      desk.waiting.append(
        Write { desk, history in
          if let before = desk.session { try history.removeIfEmpty(session: before) }
          desk.session = nil
          desk.key = key
          desk.track = nil
          desk.session = try history.begin(key)
        })
    case .trackFound(let track, let corners, _):
      desk.lines.found(track)
      desk.corners = corners
      desk.waiting.append(
        Write { desk, history in
          try history.store(
            track: track, corners: corners, game: Self.game(of: track), session: desk.session)
          desk.track = (track, corners)
        })
    case .lapFinished(let lap, let comparison): enqueue(lap, comparison: comparison, at: date, on: &desk)
    case .lapUndone(let number, _):
      desk.waiting.append(
        Write { desk, history in
          if let session = desk.session { try history.markUndone(number: number, session: session) }
        })
    case .coached(let report):
      let goals = desk.notes.changed(report)
      desk.waiting.append(
        Write { desk, history in
          if let session = desk.session {
            try CoachNotes.store(report, goals: goals, session: session, history: history, at: date)
          }
        })
    case .advised(let advice):
      desk.waiting.append(
        Write { desk, history in
          if let session = desk.session {
            try history.store(advice, lapSerial: advice.finding?.lapSerial ?? 0, session: session)
          }
        })
    }
  }

  private static func game(of track: TrackModel) -> String {
    track.identifier.split(separator: ":").first.map(String.init) ?? ""
  }

  private func enqueue(_ lap: Lap, comparison: LapComparison?, at date: Double, on desk: inout Desk) {
    let stationed = desk.lines.lapFinished()
    // Parts of a lap before the first line are not worth a row.
    guard lap.kind.isComplete || (lap.topSpeed ?? 0) > 5 else { return }
    // The first lap has none to be held to but itself; its corners are measured all the same.
    let measured =
      comparison ?? lap.trace.flatMap { LapComparer.compare($0, with: $0, corners: desk.corners) }
    let write = Write(isLap: true) { [corners = desk.corners] desk, history in
      guard let session = desk.session else { return }
      if desk.originSettled != stationed?.identifier, let stationed, let trace = lap.trace {
        let origin = CornerUpgrade.origin(of: corners, on: stationed, lap: trace)
        try history.store(
          track: stationed, corners: corners, origin: origin, game: Self.game(of: stationed), session: session)
        desk.originSettled = stationed.identifier
      }
      try history.store(lap, comparison: measured, session: session, finishedAt: date, trackVersion: stationed?.version)
      guard lap.kind.isComplete else { return }
      desk.stored += 1
      desk.untold.append(lap.number)
    }
    desk.waiting.append(write)
  }

  /// The history, opened where it is not or not any more; `nil` where it cannot be.
  private func ready(_ desk: inout Desk) -> History? {
    if let history = desk.history {
      if history.isInPlace { return history }
      // What lies there now, if anything, knows nothing of the session.
      desk.history = nil
      desk.session = nil
    }
    let now = SystemClock.unbroken()
    guard now >= desk.nextAttempt else { return nil }
    desk.nextAttempt = now + Self.retryTime
    do {
      let history = try History(path: path, mayOnlyRead: false)
      try history.recoverJournal(at: SystemClock.date())
      desk.history = history
      return history
    } catch {
      desk.problem = ErrorText.line(error) + waitingText(desk)
      return nil
    }
  }

  /// Begins the session again where it is gone with its file, or was deleted by another program.
  private func resume(_ desk: inout Desk, _ history: History) throws {
    guard let key = desk.key else { return }
    if let session = desk.session, try history.holds(session: session) { return }
    desk.session = try history.begin(key)
    desk.originSettled = nil
    guard let track = desk.track else { return }
    try history.store(
      track: track.model, corners: track.corners, game: Self.game(of: track.model), session: desk.session)
  }

  private func waitingText(_ desk: Desk) -> String {
    let laps = desk.waiting.count { $0.isLap }
    return laps == 0 ? "" : " (\(laps) \(laps == 1 ? "lap waits" : "laps wait"))"
  }

  private func work(_ desk: inout Desk) {
    let problem = desk.problem
    if let history = ready(&desk) {
      desk.problem = nil
      while let write = desk.waiting.first {
        do {
          try resume(&desk, history)
          try write.run(&desk, history)
          desk.waiting.removeFirst()
        } catch {
          guard Self.mayPass(error) else {
            // Waiting for it would keep everything behind it waiting for ever.
            desk.waiting.removeFirst()
            report(.trouble("something of this lap cannot be stored and is left out: \(ErrorText.line(error))"))
            continue
          }
          desk.problem = ErrorText.line(error) + waitingText(desk)
          break
        }
      }
    }
    tell(&desk, since: problem)
  }

  private func tell(_ desk: inout Desk, since problem: String?) {
    if !desk.untold.isEmpty {
      report(.stored(laps: desk.stored, numbers: desk.untold))
      desk.untold = []
    }
    guard desk.problem != problem else { return }
    report(desk.problem.map { .trouble($0) } ?? .recovered)
  }

  /// Whether it is worth trying again: a damaged file may be replaced by a backup meanwhile.
  private static func mayPass(_ error: any Error) -> Bool {
    guard let error = error as? HistoryError else { return false }
    return error.mayPass || error.isDamage
  }
}
