import Telemetry
import Timing

/// Tells from the first stretch of driving which of the known lines it is.
struct TrackRecogniser {
  /// Driven distance after which the line has to be plain, m, and how far from it the car may be.
  private static let distance = 400.0
  private static let corridor = 14.0
  /// Angle that has to be turned through meanwhile, rad: straights are all alike.
  private static let angle = Double.pi / 3
  /// A step of the car shorter than this tells no direction, m.
  private static let shortestStep = 0.2

  /// How well one of the known lines fits so far.
  private struct Candidate {
    var index: Int
    var projector: Projector
    var travelled = 0.0
    var along = 0.0
    var turned = 0.0
    var last: Double?
  }

  private var candidates: [Candidate]
  private var lastPosition: Position?
  private var lastDirection: (x: Double, z: Double)?

  init(_ tracks: [KnownTrack]) {
    candidates = tracks.enumerated().compactMap { index, track in
      track.model.line.map { Candidate(index: index, projector: Projector(line: $0)) }
    }
  }

  /// Index of the only track that fits, once it is plain.
  mutating func ingest(_ frame: TelemetryFrame, step: Double) -> Int? {
    guard !candidates.isEmpty, let position = frame.position, (frame.speed ?? 0) > 5 else { return nil }
    let (moved, turn) = motion(to: position)
    let velocity = frame[.velocityX].flatMap { x in frame[.velocityZ].map { (x, $0) } }
    for slot in candidates.indices {
      let found = candidates[slot].projector.project(position, velocity: velocity, elapsed: step)
      guard let found, abs(found.offset) < Self.corridor else {
        candidates[slot].travelled = 0
        candidates[slot].along = 0
        candidates[slot].turned = 0
        candidates[slot].last = nil
        continue
      }
      if let last = candidates[slot].last {
        let advance = found.station - last
        if abs(advance) < 100 { candidates[slot].along += advance }
      }
      candidates[slot].last = found.station
      candidates[slot].travelled += moved
      candidates[slot].turned += turn
    }
    let fitting = candidates.filter {
      $0.travelled >= Self.distance && $0.turned >= Self.angle && $0.along > 0.9 * $0.travelled
        && $0.along < 1.1 * $0.travelled
    }
    return fitting.count == 1 ? fitting.first?.index : nil
  }

  /// Way and angle since the position before.
  private mutating func motion(to position: Position) -> (moved: Double, turn: Double) {
    guard let last = lastPosition else {
      lastPosition = position
      return (0, 0)
    }
    let dx = position.x - last.x
    let dz = position.z - last.z
    let moved = (dx * dx + dz * dz).squareRoot()
    guard moved > Self.shortestStep else { return (0, 0) }
    lastPosition = position
    let before = lastDirection
    lastDirection = (dx / moved, dz / moved)
    guard let before else { return (moved, 0) }
    let sine = abs(before.x * dz / moved - before.z * dx / moved)
    // Small steps: the sine is the angle. A jump is no turn.
    return (moved, min(sine, 0.2))
  }
}
