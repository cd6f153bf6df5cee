import Engine
import History
import Telemetry
import Timing

/// Looks up what the history knows of a game's tracks, with the driver's best lap on each.
enum KnownTracks {
  /// Lines of at most this many tracks are compared with a drive whose game names no track.
  private static let most = 200

  static func find(for source: SourceDescription, path: String, driver: String) -> [KnownTrack] {
    // Without a history there is nothing known, and the keeper has said so.
    guard let history = try? History(path: path), let tracks = try? history.tracks(game: source.game) else { return [] }
    let wanted = tracks.filter { source.track == nil || $0.model.name == source.track }
    return wanted.prefix(most).map { track in
      KnownTrack(
        model: track.model, corners: track.corners,
        reference: try? history.bestLap(track: track.id, car: source.car, driver: source.driver ?? driver))
    }
  }
}
