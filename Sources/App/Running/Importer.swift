import Analysis
import Engine
import History
import Ingest
import Recordings
import Telemetry
import Timing

/// Takes recordings into the history, one file after the other.
struct Importer {
  /// What became of a file.
  enum Outcome {
    case read(laps: Int, best: Double?, what: String)
    case skipped(String)
    case failed(String)
  }

  let history: History
  private let path: String
  private let named: Set<String>
  private let driver: String
  private let trackName: String?
  private let carName: String?

  /// - Parameters:
  ///   - path: of the history.
  ///   - named: files that the user named himself, which have to be recordings.
  ///   - driver: who drove, where a file does not say; so `track` and `car`.
  init(history: History, path: String, named: Set<String>, driver: String, track: String?, car: String?) {
    self.history = history
    self.path = path
    self.named = named
    self.driver = driver
    trackName = track
    carName = car
  }

  func take(_ file: String) -> Outcome {
    do {
      let files = try RecordingPlaces.files(for: file)
      if let why = passedOver(file, files) { return .skipped(why) }
      let recording = try RecordingAnalysis.open(file, startLines: KnownTracks.startLines(history))
      let fingerprint = Fingerprint.of(try files.open(file))
      let sessions = RecordingAnalysis.run(recording) { source in
        KnownTracks.find(for: source, path: path, driver: driver)
      }
      let timed = sessions.filter { session in session.laps.contains { $0.lap.kind.isComplete } }
      guard !timed.isEmpty else {
        return .skipped((["no complete lap"] + recording.notes.map(ErrorText.note)).joined(separator: "; "))
      }
      var count = 0
      var stored = 0
      for (index, session) in timed.enumerated() {
        let key = key(for: session, file: file, fingerprint: "\(fingerprint)-\(index)", modified: files.modified(file))
        guard let id = try history.begin(key) else { continue }
        stored += 1
        count += try store(session, as: id, key: key)
      }
      guard stored > 0 else { return .skipped("is in the history already") }
      return .read(laps: count, best: timed.compactMap { $0.best?.time }.min(), what: facts(timed))
    } catch let problem as FileProblem {
      if !named.contains(file), let why = Self.notForImport(problem.reason) { return .skipped(why) }
      return .failed(ErrorText.recording(problem.reason))
    } catch {
      return .failed(ErrorText.line(error))
    }
  }

  /// Why a file of a folder is passed over, `nil` for one that should have been read.
  private static func notForImport(_ reason: RecordingError) -> String? {
    switch reason {
    case .unknownFormat, .empty: "not a recording"
    case .malformed(_, _, .noColumnNames), .malformed(_, _, .missingColumn): ErrorText.recording(reason)
    case .malformed(_, _, .noTelemetry(let what)): what
    default: nil
    }
  }

  /// Why a file of a folder is not opened: it belongs to another, or one beside it holds the same laps better, as the official timing
  /// of a race does than what the cars' triggers saw, and of their three tables the one with the times.
  private func passedOver(_ file: String, _ files: any RecordingFiles) -> String? {
    guard !named.contains(file) else { return nil }
    let name = file.split(separator: "/").last.map(String.init) ?? file
    let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
    let siblings = files.names(in: folder).sorted()
    if name.lowercased().hasSuffix(".ldx") {
      let log = siblings.first {
        [".ld", ".ld.gz"].contains(String($0.dropFirst(name.count - 4)).lowercased()) && $0.hasPrefix(name.dropLast(4))
      }
      return log.map { "read with \(Text.safe($0))" } ?? "the laps of a log that is not beside it"
    }
    let own = RaceFileName(name)
    guard let kind = own.kind, [.lapStart, .lapEnd, .lapTime].contains(kind) else { return nil }
    let others = siblings.map { ($0, RaceFileName($0)) }.filter {
      $0.1.race == own.race && ($0.1.track == nil || $0.1.track == own.track)
    }
    let wanted: [RaceFileName.Kind] =
      switch kind {
      case .lapTime: [.timing]
      case .lapEnd: [.timing, .lapTime]
      default: [.timing, .lapTime, .lapEnd]
      }
    return wanted.lazy.compactMap { kind in others.first { $0.1.kind == kind }?.0 }.first.map {
      "its laps are in \(Text.safe($0)) beside it"
    }
  }

  private func facts(_ sessions: [SessionAnalysis]) -> String {
    guard let first = sessions.first else { return "" }
    var facts = [first.source.gameName, first.track?.name ?? first.source.track ?? "", first.source.session ?? ""]
    facts.append(sessions.count > 1 ? "\(sessions.count) sessions" : first.source.car ?? "")
    return facts.filter { !$0.isEmpty }.map(Text.safe).joined(separator: " · ")
  }

  private func key(for session: SessionAnalysis, file: String, fingerprint: String, modified: Double?) -> SessionKey {
    // Laps that were timed without samples have no track of their own: its name stands with the kind of session.
    let place = session.track == nil ? session.source.track ?? trackName : nil
    let kind = [session.source.session, place].compactMap(\.self)
    return SessionKey(
      driver: session.source.driver ?? driver, game: session.source.game, gameName: session.source.gameName,
      gameVersion: session.source.gameVersion, car: session.source.car ?? carName,
      kind: kind.isEmpty ? nil : kind.joined(separator: ", "), source: file, fingerprint: fingerprint,
      startedAt: session.source.startDate ?? modified ?? SystemClock.date())
  }

  private func store(_ session: SessionAnalysis, as id: Int64, key: SessionKey) throws -> Int {
    if var track = session.track {
      track.name = track.name ?? trackName
      try history.store(
        track: track, corners: session.corners,
        origin: CornerUpgrade.origin(of: session.corners, on: track, lap: session.fastestTraced?.trace),
        game: session.source.game, session: id)
    }
    let reference = try reference(of: session, key: key)
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
  private func reference(of session: SessionAnalysis, key: SessionKey) throws -> LapTrace? {
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
