import Timing

/// Tells on which version of a track's line a lap was stationed: the lap that brings a new version about was driven on the one before.
struct LineVersions {
  private var current: TrackModel?
  private var next: TrackModel?

  /// Takes a track that the engine reports.
  mutating func found(_ track: TrackModel) {
    if let current, current.identifier == track.identifier, track.version > current.version {
      next = track
    } else {
      current = track
      next = nil
    }
  }

  /// The track as it was when a lap that has just ended was stationed.
  mutating func lapFinished() -> TrackModel? {
    defer {
      current = next ?? current
      next = nil
    }
    return current
  }
}
