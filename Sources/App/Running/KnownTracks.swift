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
    let wanted = tracks.filter { track in
      guard let name = source.track else { return true }
      return track.model.name == name || track.model.identifier == "\(source.game):\(name)"
    }
    return wanted.prefix(most).map { track in
      var model = track.model
      // A track that the user has renamed is recognised by the name that the game gives it.
      model.name = source.track ?? model.name
      return KnownTrack(
        model: model, corners: track.corners,
        reference: try? reference(for: source, track: track.id, driver: driver, history))
    }
  }

  /// The lap that the driver is measured against with this car: the one chosen by hand, else the best.
  private static func reference(
    for source: SourceDescription, track: Int64, driver: String, _ history: History
  ) throws -> Lap? {
    let baseline = try history.baselineID(
      track: track, car: source.car, driver: source.driver ?? driver, gameVersion: source.gameVersion)
    return try baseline.flatMap { try history.reference(baseline: $0) }
  }
}
