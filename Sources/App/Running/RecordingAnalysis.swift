import Analysis
import Coaching
import Engine
import Ingest
import Recordings
import Telemetry
import Timing

/// One session of a recording, driven through the engine.
struct SessionAnalysis {
  var source: SourceDescription
  var track: TrackModel?
  var corners: [Corner]
  /// Every lap, with its trace where it has one, and its comparison with the best lap before it.
  var laps: [(lap: Lap, comparison: LapComparison?)]
  var findings: [Finding]
  /// What the rules saw and do not say, the lines about the last lap, what was said of fuel and tyres, and the goals.
  var suppressed: [Suppressed] = []
  var lapLines: [LapLine] = []
  var strategyNotes: [StrategyMessage] = []
  var goals: [Goal] = []
  /// Robust deviation of the pace laps, s; `nil` below six.
  var consistency: Double?
  /// What the coach reported after each lap, the last one at the end.
  var reports: [CoachReport]
  var theoretical: TheoreticalBest
  var bestSerial: Int?

  var best: Lap? { bestSerial.flatMap { serial in laps.first { $0.lap.serial == serial }?.lap } }

  /// The lap with a trace that is the fastest, eligible or not, for files that hold nothing better.
  var fastestTraced: Lap? {
    best
      ?? laps.map(\.lap).filter { $0.trace != nil && $0.time != nil && $0.kind.isComplete }
      .min { ($0.time ?? 0) < ($1.time ?? 0) }
  }
}

/// Drives a recording through the same engine as a live game, as fast as it goes.
enum RecordingAnalysis {
  /// Opens a file by its content.
  ///
  /// - Parameter startLines: of tracks that were driven before, for a recording that marks no laps.
  static func open(_ path: String, startLines: [StartLine] = []) throws -> any Recording {
    let files = try RecordingPlaces.files(for: path)
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    var surroundings = RecordingSurroundings(
      columns: try ColumnFile.mapping(), folders: files.folders(of: path),
      companion: { sibling in try? files.open(folder + sibling) },
      siblings: { files.names(in: folder.isEmpty ? "." : folder) })
    surroundings.startLines = startLines
    do {
      return try openRecording(try files.open(path), name: name, surroundings: surroundings)
    } catch let error as RecordingError {
      throw FileProblem(path: path, reason: error)
    }
  }

  /// The sessions of a recording; one where the car, the track or the game's session never change.
  static func run(
    _ recording: any Recording, configuration: TelemetryEngine.Configuration? = nil,
    knownTracks: (SourceDescription) -> [KnownTrack] = { _ in [] }
  ) -> [SessionAnalysis] {
    guard recording.timedSessions.isEmpty else { return recording.timedSessions.map(TimedLaps.analysis) }
    var setup = configuration ?? TelemetryEngine.Configuration()
    setup.acceptsSpectated = true
    var sessions: [SessionAnalysis] = []
    var engine: TelemetryEngine?
    var number: UInt32?
    var cursor = recording.makeFrames()
    while let frame = cursor.next() {
      if engine == nil || number != frame.sessionNumber {
        if let done = engine { sessions.append(finish(done)) }
        number = frame.sessionNumber
        engine = TelemetryEngine(
          source: cursor.description, knownTracks: knownTracks(cursor.description), configuration: setup)
      }
      _ = engine?.ingest(frame)
    }
    if let engine { sessions.append(finish(engine)) }
    return sessions
  }

  private static func finish(_ engine: TelemetryEngine) -> SessionAnalysis {
    engine.finish()
    var laps: [(lap: Lap, comparison: LapComparison?)] = []
    var reports: [CoachReport] = []
    var lines = LineVersions()
    for event in engine.events {
      switch event {
      case .trackFound(let track, _, _): lines.found(track)
      case .lapFinished(var lap, let comparison):
        // All laps of a session lie on the newest line, whichever they were driven on.
        if let old = lines.lapFinished(), let new = engine.model.track, old.version != new.version {
          lap.trace = lap.trace.map { TrackRefinement.carry($0, from: old, to: new) }
        }
        laps.append((lap, comparison))
      case .coached(let report): reports.append(report)
      case .sessionStarted, .lapUndone, .advised: break
      }
    }
    // Flags that came later, as for a lap that was undone, are on the model's laps.
    for index in laps.indices {
      if let later = engine.model.laps.first(where: { $0.serial == laps[index].lap.serial }) {
        laps[index].lap.flags = later.flags
      }
    }
    var analysis = SessionAnalysis(
      source: engine.model.source ?? SourceDescription(game: "", gameName: ""), track: engine.model.track,
      corners: engine.model.corners, laps: laps, findings: engine.model.findings, reports: reports,
      theoretical: engine.model.theoretical, bestSerial: engine.model.bestLapSerial)
    analysis.suppressed = engine.model.suppressed
    analysis.lapLines = engine.model.lapLines
    analysis.strategyNotes = engine.model.strategyNotes
    analysis.goals = engine.model.goals
    analysis.consistency = engine.model.consistency
    return analysis
  }
}

/// A file that cannot be read, and why.
struct FileProblem: Error, Equatable {
  var path: String
  var reason: RecordingError
}
