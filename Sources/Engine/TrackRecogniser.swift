import Telemetry
import Timing

/// Tells from the first stretch of driving which of the known lines it is.
struct TrackRecogniser {
  /// Driven distance after which the line has to be plain, m, and how far from it the car may be.
  private static let distance = 400.0
  private static let corridor = 14.0

  private var candidates: [(index: Int, projector: Projector, travelled: Double, along: Double, last: Double?)]
  private var lastPosition: Position?

  init(_ tracks: [KnownTrack]) {
    candidates = tracks.enumerated().compactMap { index, track in
      track.model.line.map { (index, Projector(line: $0), 0, 0, nil) }
    }
  }

  /// Index of the only track that fits, once it is plain.
  mutating func ingest(_ frame: TelemetryFrame, step: Double) -> Int? {
    guard !candidates.isEmpty, let position = frame.position, (frame.speed ?? 0) > 5 else { return nil }
    var moved = 0.0
    if let last = lastPosition {
      let dx = position.x - last.x
      let dz = position.z - last.z
      moved = (dx * dx + dz * dz).squareRoot()
    }
    lastPosition = position
    let velocity = frame[.velocityX].flatMap { x in frame[.velocityZ].map { (x, $0) } }
    for slot in candidates.indices {
      let found = candidates[slot].projector.project(position, velocity: velocity, elapsed: step)
      guard let found, abs(found.offset) < Self.corridor else {
        candidates[slot].travelled = 0
        candidates[slot].along = 0
        candidates[slot].last = nil
        continue
      }
      if let last = candidates[slot].last {
        let advance = found.station - last
        if abs(advance) < 100 { candidates[slot].along += advance }
      }
      candidates[slot].last = found.station
      candidates[slot].travelled += moved
    }
    let fitting = candidates.filter {
      $0.travelled >= Self.distance && $0.along > 0.9 * $0.travelled && $0.along < 1.1 * $0.travelled
    }
    return fitting.count == 1 ? fitting.first?.index : nil
  }
}
