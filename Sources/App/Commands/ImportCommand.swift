import Analysis
import Engine
import Glibc
import History
import Ingest
import Recordings
import Telemetry
import Timing

struct ImportCommand: Command {
  let name = "import"
  let summary = "recordings, or folders of them, into the history; a second time changes nothing"
  let operands = "PATH…"
  let options = [
    CommandOption("driver", value: "NAME", "who drove, where the file does not say"),
    CommandOption("track", value: "NAME", "name of the track, where the file does not say"),
    CommandOption("car", value: "NAME", "name of the car, where the file does not say"),
    CommandOption(
      "map", value: "COLUMN=CHANNEL",
      "what a column of a table is, as in \"Tempo=speed km/h\"; remembered, may be repeated"),
  ]

  /// What became of a file.
  private enum Outcome {
    case read(laps: Int, best: Double?, what: String)
    case skipped(String)
    case failed(String)
  }

  func run(_ arguments: Arguments) throws -> Int32 {
    guard !arguments.operands.isEmpty else { throw UsageError(message: "import needs a file or a folder") }
    try ColumnFile.remember(arguments.all("map"))
    let path = try DashboardOptions.history(arguments)
    let history = try History(path: path)
    var rows: [[String]] = []
    var failures = 0
    let files = arguments.operands.flatMap { FileTree.files(under: $0) }
    for (index, file) in files.enumerated() {
      if Console.showsProgress { Console.error("\r\u{1B}[K\(index + 1)/\(files.count) \(Text.safe(file))") }
      let outcome = take(file, into: history, path: path, arguments: arguments)
      switch outcome {
      case .read(let laps, let best, let what):
        rows.append([Text.safe(file), "read", "\(laps)", Text.lapTime(best), what])
      case .skipped(let why): rows.append([Text.safe(file), "skipped", "", "", why])
      case .failed(let why):
        failures += 1
        rows.append([Text.safe(file), "failed", "", "", why])
      }
    }
    if Console.showsProgress { Console.error("\r\u{1B}[K") }
    Console.out(Text.table(["file", "result", "laps", "best", ""], rows, right: [2, 3]))
    // In a folder what is no recording is passed over; a file that was named and cannot be read is a failure.
    return failures > 0 ? ExitStatus.failed : ExitStatus.done
  }

  private func take(_ file: String, into history: History, path: String, arguments: Arguments) -> Outcome {
    let named = arguments.operands.contains(file)
    do {
      let recording = try RecordingAnalysis.open(file)
      let driver = arguments.value("driver") ?? Folders.environment("TENTHS_DRIVER") ?? "guest"
      let fingerprint = try Fingerprint.of(path: file)
      let sessions = RecordingAnalysis.run(recording) { source in
        KnownTracks.find(for: source, path: path, driver: driver)
      }
      let timed = sessions.filter { session in session.laps.contains { $0.lap.kind.isComplete } }
      guard !timed.isEmpty else { return .skipped("no complete lap") }
      var count = 0
      for (index, session) in timed.enumerated() {
        let key = key(for: session, file: file, fingerprint: "\(fingerprint)-\(index)", driver: driver, arguments)
        guard let id = try history.begin(key) else { return .skipped("is in the history already") }
        count += try store(session, as: id, key: key, history: history, arguments: arguments)
      }
      let best = timed.compactMap { $0.best?.time }.min()
      let facts =
        timed.first.map { [$0.source.gameName, $0.track?.name ?? $0.source.track ?? "", $0.source.car ?? ""] } ?? []
      return .read(laps: count, best: best, what: facts.filter { !$0.isEmpty }.map(Text.safe).joined(separator: " · "))
    } catch let problem as FileProblem {
      if !named, problem.reason == .unknownFormat { return .skipped("not a recording") }
      return .failed(ErrorText.recording(problem.reason))
    } catch {
      return .failed(ErrorText.line(error))
    }
  }

  private func key(
    for session: SessionAnalysis, file: String, fingerprint: String, driver: String, _ arguments: Arguments
  ) -> SessionKey {
    SessionKey(
      driver: session.source.driver ?? driver, game: session.source.game, gameName: session.source.gameName,
      gameVersion: session.source.gameVersion, car: session.source.car ?? arguments.value("car"),
      kind: session.source.session, source: file, fingerprint: fingerprint,
      startedAt: session.source.startDate ?? FileTree.modified(file) ?? SystemClock.date())
  }

  private func store(
    _ session: SessionAnalysis, as id: Int64, key: SessionKey, history: History, arguments: Arguments
  ) throws -> Int {
    if var track = session.track {
      track.name = track.name ?? arguments.value("track")
      try history.store(
        track: track, corners: session.corners,
        origin: CornerUpgrade.origin(of: session.corners, on: track, lap: session.fastestTraced?.trace),
        game: session.source.game, session: id)
    }
    let reference = try reference(of: session, key: key, history: history)
    var count = 0
    for entry in session.laps where entry.lap.kind.isComplete || (entry.lap.topSpeed ?? 0) > 5 {
      let comparison =
        reference.flatMap { best in
          entry.lap.trace.flatMap { LapComparer.compare($0, with: best, corners: session.corners) }
        } ?? entry.comparison
      let date = key.startedAt + entry.lap.startTime
      try history.store(entry.lap, comparison: comparison, session: id, finishedAt: date)
      if entry.lap.kind.isComplete { count += 1 }
    }
    var notes = CoachNotes()
    for report in session.reports {
      try CoachNotes.store(report, goals: notes.changed(report), session: id, history: history, at: key.startedAt)
    }
    return count
  }

  /// The lap that every lap of a session is held to: the driver's best here, of the history or of the file.
  private func reference(
    of session: SessionAnalysis, key: SessionKey, history: History
  ) throws -> LapTrace? {
    let own = session.fastestTraced
    guard let track = session.track, let grid = own?.trace?.grid,
      let known = try history.tracks(game: key.game).first(where: { $0.model.identifier == track.identifier }),
      let baseline = try history.baselineID(
        track: known.id, car: key.car, driver: key.driver, gameVersion: key.gameVersion),
      let stored = try history.reference(baseline: baseline), stored.trace?.grid == grid,
      (stored.time ?? .infinity) < (own?.time ?? .infinity)
    else { return own?.trace }
    return stored.trace
  }
}
