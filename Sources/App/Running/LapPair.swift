import Telemetry
import Analysis
import Dashboard
import Engine
import History
import Timing

/// Finds two laps, wherever they are kept, and compares them.
struct LapPair {
  struct Problem: Error {
    var text: String
  }

  var model: SessionModel
  var history: History

  /// A lap by its key, with the words under which it is shown.
  func lap(_ key: LapKey) throws -> ComparedLap {
    switch key {
    case .session(let serial):
      guard let lap = model.laps.first(where: { $0.serial == serial }) else {
        throw Problem(text: "that lap is not in this session")
      }
      guard lap.trace != nil else { throw Problem(text: "lap \(lap.number) has no samples: \(lap.kind.rawValue)") }
      return ComparedLap(key: key, label: "lap \(lap.number)", detail: "this session", lap: lap)
    case .reference:
      guard let reference = model.reference else { throw Problem(text: "there is no reference lap yet") }
      return ComparedLap(key: key, label: "lap \(reference.lap.number)", detail: reference.label, lap: reference.lap)
    case .stored(let id):
      guard let lap = try history.loadLap(id: id), let record = try history.lap(id: id) else {
        throw Problem(text: "lap \(id) is not in the history")
      }
      guard lap.trace != nil else { throw Problem(text: "lap \(lap.number) was stored without samples") }
      return ComparedLap(
        key: key, label: "lap \(lap.number)",
        detail: [Text.date(record.finishedAt), record.car].compactMap(\.self).joined(separator: " · "), lap: lap)
    }
  }

  /// Both laps over each other.
  func pair(_ a: LapKey, _ b: LapKey) throws -> ComparedPair {
    let first = try lap(a)
    let second = try lap(b)
    var track = model.track
    var corners = model.corners
    for key in [a, b] {
      // The session's own track does for laps on its axis; the history is asked for another one only.
      guard case .stored(let id) = key, track == nil || track?.grid != first.lap.trace?.grid,
        let stored = try history.track(ofLap: id)
      else { continue }
      (track, corners) = (stored.model, stored.corners)
    }
    guard let own = first.lap.trace, let best = second.lap.trace, own.grid == best.grid else {
      throw Problem(text: "the two laps are of different tracks, or of different versions of one")
    }
    return ComparedPair(
      a: first, b: second, comparison: LapComparer.compare(own, with: best, corners: corners), corners: corners,
      track: track)
  }
}
