import Telemetry
import Timing

/// A name for a track that nobody named: from the game and from where and how long it is.
enum TrackIdentity {
  static func identifier(for source: SourceDescription, lap: FinishedLap) -> String {
    if let name = source.track { return "\(source.game):\(name)" }
    var x = 0.0
    var z = 0.0
    var count = 0.0
    for sample in lap.samples {
      guard let place = sample.frame.position, place.x.isFinite, place.z.isFinite else { continue }
      x += place.x
      z += place.z
      count += 1
    }
    guard count > 0 else { return "\(source.game):unnamed" }
    func tens(_ value: Double) -> Int { Int(max(-1e9, min(1e9, value / 10))) }
    return "\(source.game):shape-\(tens(x / count))-\(tens(z / count))"
  }
}
