import Analysis
import Dashboard
import Engine
import History
import Synchronization
import Telemetry
import Timing

/// Finds laps, wherever they are kept, and lays them over each other.
struct LapPair {
  struct Problem: Error {
    var text: String
  }

  /// Recordings that were read for a comparison, so that each is read once.
  final class Files: Sendable {
    private let read = Mutex<[String: [SessionAnalysis]]>([:])

    /// - Throws: what is wrong with the file.
    func sessions(of path: String) throws -> [SessionAnalysis] {
      if let known = read.withLock({ $0[path] }) { return known }
      let sessions = RecordingAnalysis.run(try RecordingAnalysis.open(path))
      read.withLock { $0[path] = sessions }
      return sessions
    }
  }

  var model: SessionModel
  var history: History
  var files: Files

  /// A lap with what is known of where it was driven.
  private struct Found {
    var lap: ComparedLap
    var track: TrackModel?
    var corners: [Corner]
    var game: String
  }

  /// A lap by its key, with the words under which it is shown.
  func lap(_ key: LapKey) throws -> ComparedLap { try find(key).lap }

  private func find(_ key: LapKey) throws -> Found {
    let game = model.source?.game ?? ""
    switch key {
    case .session(let serial):
      guard let lap = model.laps.first(where: { $0.serial == serial }) else {
        throw Problem(text: "that lap is not in this session")
      }
      guard lap.trace != nil else { throw Problem(text: "lap \(lap.number) has no samples: \(lap.kind.rawValue)") }
      let shown = ComparedLap(key: key, label: "lap \(lap.number)", detail: "this session", lap: lap)
      return Found(lap: shown, track: model.track, corners: model.corners, game: game)
    case .reference:
      guard let reference = model.reference else { throw Problem(text: "there is no reference lap yet") }
      let shown = ComparedLap(
        key: key, label: "lap \(reference.lap.number)", detail: reference.label, lap: reference.lap)
      return Found(lap: shown, track: model.track, corners: model.corners, game: game)
    case .stored(let id):
      guard let lap = try history.loadLap(id: id), let record = try history.lap(id: id) else {
        throw Problem(text: "lap \(id) is not in the history")
      }
      guard lap.trace != nil else { throw Problem(text: "lap \(lap.number) was stored without samples") }
      let detail = [Text.date(record.finishedAt), record.car, record.driver].compactMap(\.self)
      let shown = ComparedLap(
        key: key, label: "lap \(lap.number)", detail: detail.joined(separator: " · "), lap: lap)
      let stored = try history.track(ofLap: id)
      return Found(lap: shown, track: stored?.model, corners: stored?.corners ?? [], game: record.game)
    case .file(let path, let number): return try find(number, of: path)
    }
  }

  private func find(_ number: Int?, of path: String) throws -> Found {
    let sessions: [SessionAnalysis]
    do {
      sessions = try files.sessions(of: path)
    } catch {
      throw Problem(text: ErrorText.line(error))
    }
    let all = sessions.flatMap { session in
      session.laps.filter { $0.lap.trace != nil && $0.lap.kind.isComplete }.map { (session, $0.lap) }
    }
    let found =
      number.map { number in all.first { $0.1.number == number } }
      ?? all.min { ($0.1.time ?? .infinity) < ($1.1.time ?? .infinity) }
    guard let (session, lap) = found else {
      let numbers = all.map { "\($0.1.number)" }.joined(separator: ", ")
      throw Problem(
        text: "\(Text.safe(path)) has no complete lap\(number.map { " \($0)" } ?? "")"
          + (numbers.isEmpty ? "" : "; it has \(numbers)"))
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let shown = ComparedLap(
      key: .file(path, lap: lap.number), label: "lap \(lap.number)", detail: Text.safe(name), lap: lap)
    return Found(lap: shown, track: session.track, corners: session.corners, game: session.source.game)
  }

  /// The laps over each other, on the stations of the first one.
  func pair(_ a: LapKey, _ b: LapKey, and extras: [LapKey] = []) throws -> ComparedPair {
    let first = try find(a)
    let second = try find(b)
    let corners = first.corners.isEmpty ? second.corners : first.corners
    let track = first.track ?? second.track
    let base = try fitted(second, to: first)
    let others = try extras.map { try fitted(find($0), to: first) }
    func compared(_ lap: ComparedLap) -> LapComparison? {
      guard let own = lap.lap.trace, let best = base.lap.trace else { return nil }
      return LapComparer.compare(own, with: best, corners: corners)
    }
    return ComparedPair(
      a: first.lap, b: base, extras: others.map { ComparedPair.Extra(lap: $0, comparison: compared($0)) },
      comparison: compared(first.lap), corners: corners, track: track)
  }

  /// A lap on the stations of the first one: of another game or version of the track it is laid there by its place or its turns.
  private func fitted(_ found: Found, to first: Found) throws -> ComparedLap {
    guard let trace = found.lap.lap.trace, let own = first.lap.lap.trace else { return found.lap }
    var lap = found.lap
    do {
      lap.lap.trace = try CompareCommand.fitted(
        trace, to: own, of: first.track, isSameWorld: found.game == first.game)
    } catch let problem as SettingsProblem {
      throw Problem(text: problem.message)
    }
    return lap
  }
}
