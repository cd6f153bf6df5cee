import History
import Timing

/// Renames a track, or makes one of two where the name is taken in the same game.
enum TrackMerge {
  /// Why two tracks are not one.
  struct Problem: Error {
    var text: String
  }

  /// - Throws: `Problem` where another track has the name and the laps do not lie on its line.
  static func rename(
    track: Int64, to name: String, in history: History, at date: Double
  ) throws -> ChangeRecord? {
    var everything = HistoryFilter()
    everything.limit = .max
    let tracks = try history.trackList(everything)
    guard let own = tracks.first(where: { $0.id == track }) else { return nil }
    guard let other = tracks.first(where: { $0.id != track && $0.game == own.game && $0.name == name }) else {
      return try history.rename(.track, track, to: name, at: date)
    }
    guard let model = try history.track(id: other.id), let best = try history.fastestLapID(track: other.id),
      let reference = try history.loadCurrentLap(id: best)?.trace
    else { throw Problem(text: "\(name) has no lap to lay the others beside") }
    var laps: [Int64: StationedLap] = [:]
    for id in try history.lapIDs(track: track) {
      guard let trace = try history.loadLap(id: id)?.trace else { continue }
      do {
        let moved = try LapRestation.lap(trace, on: model, like: reference, isSameWorld: true)
        laps[id] = StationedLap(trace: moved, trackVersion: model.version)
      } catch {
        throw Problem(text: ErrorText.refusal(error))
      }
    }
    return try history.merge(track: track, into: other.id, laps: laps, at: date)
  }
}
