import Coaching
import Engine
import History
import Recordings
import Telemetry
import Timing

/// Looks up what the history knows of a game's tracks: the lap that the driver is measured against on each, his goals, and what
/// strategy remembers.
enum KnownTracks {
  /// Lines of at most this many tracks are compared with a drive whose game names no track.
  private static let most = 200

  static func find(for source: SourceDescription, path: String, driver: String) -> [KnownTrack] {
    // Without a history nothing is known, and the keeper has said so. A slow disk is not waited for.
    guard let history = try? History.forLookingUp(path), let tracks = try? history.tracks(game: source.game) else {
      return []
    }
    let wanted = tracks.filter { track in
      guard let name = source.track else { return true }
      return track.model.name == name || track.model.identifier == "\(source.game):\(name)"
    }
    return wanted.prefix(most).map { track in
      var model = track.model
      // A track that the user has renamed is recognised by the name that the game gives it.
      model.name = source.track ?? model.name
      let baseline = try? history.baselineID(
        track: track.id, car: source.car, driver: source.driver ?? driver, gameVersion: source.gameVersion)
      guard let baseline else { return KnownTrack(model: model, corners: track.corners, reference: nil) }
      return KnownTrack(
        model: model, corners: track.corners, reference: try? history.reference(baseline: baseline),
        goals: (try? history.goals(baseline: baseline, onlyOpen: true).reversed()) ?? [],
        strategy: (try? history.strategy(baseline: baseline)) ?? StrategyHistory())
    }
  }

  /// Sources whose planes are those of places on the globe, so that the line of one is a line for all.
  private static let onTheGlobe = ["vbo", "racechrono", "trackaddict", "aim", "csv", "garage61", "grcup", "motec"]

  /// The start lines of the tracks that loggers have seen.
  static func startLines(_ history: History) -> [StartLine] {
    onTheGlobe.flatMap { game in ((try? history.tracks(game: game)) ?? []).prefix(most) }.compactMap { track in
      guard let line = track.model.line, let first = line.points.first else { return nil }
      let next = line.point(at: 10)
      return StartLine(x: first.x, z: first.z, directionX: next.x - first.x, directionZ: next.z - first.z)
    }
  }
}
