import Glibc
public import Telemetry

/// Where a car is along the reference line, followed from sample to sample.
public struct Projector: Sendable {
  public enum Mode: Sendable {
    case on
    /// Too far from the line to compare; the car is still followed.
    case offLine
    /// Not near the line at all; the whole line is searched.
    case lost
  }

  /// A place along the line.
  public struct Projection: Sendable, BitwiseCopyable {
    /// Metres from the line's start, 0 ..< length.
    public var station: Double
    /// Metres from the line, positive left.
    public var offset: Double
  }

  /// Share of the corridor within which a car is on the line again.
  static let returnShare = 0.7
  /// Time within that share before it counts, s.
  static let returnTime = 0.5
  /// Time without any candidate before the whole line is searched, s.
  static let lostTime = 0.5
  /// A car slower than this may face any way, m/s.
  static let headingSpeed = 8.0

  public let line: ReferenceLine
  public private(set) var mode = Mode.lost
  private var last: Projection?
  private var timeWithoutCandidate = 0.0
  private var timeNearLine = 0.0

  public init(line: ReferenceLine) { self.line = line }

  /// Forgets where the car was: the next sample is searched along the whole line.
  public mutating func reset() {
    mode = .lost
    last = nil
    timeWithoutCandidate = 0
    timeNearLine = 0
  }

  /// Finds the car on the line.
  ///
  /// - Parameters:
  ///   - velocity: m/s along x and z, `nil` where unknown.
  ///   - elapsed: s since the sample before.
  /// - Returns: `nil` where no part of the line is near.
  public mutating func project(
    _ position: Position, velocity: (x: Double, z: Double)?, elapsed: Double
  ) -> Projection? {
    guard position.x.isFinite, position.y.isFinite, position.z.isFinite else { return nil }
    let speed = velocity.map { ($0.x * $0.x + $0.z * $0.z).squareRoot() } ?? 0
    var found: Projection?
    if let last {
      let ahead = max(30, 3 * speed * min(max(elapsed, 0), 1) + 10)
      found = nearest(to: position, velocity: velocity, speed: speed, from: last.station - 15, to: last.station + ahead)
    }
    let reach = mode == .offLine ? 4.0 : 2.5
    if let candidate = found, abs(candidate.offset) > reach * line.corridor(at: candidate.station) { found = nil }
    if found == nil {
      timeWithoutCandidate += max(0, elapsed)
      guard last == nil || timeWithoutCandidate >= Self.lostTime else { return nil }
      mode = .lost
      found = nearest(to: position, velocity: velocity, speed: speed, from: 0, to: line.grid.length)
      if let candidate = found, abs(candidate.offset) > 2.5 * line.corridor(at: candidate.station) { found = nil }
    }
    guard let found else { return nil }
    timeWithoutCandidate = 0
    updateMode(offset: abs(found.offset), corridor: line.corridor(at: found.station), elapsed: elapsed)
    last = found
    return found
  }

  private mutating func updateMode(offset: Double, corridor: Double, elapsed: Double) {
    switch mode {
    case .on:
      if offset > corridor {
        mode = .offLine
        timeNearLine = 0
      }
    case .offLine:
      timeNearLine = offset < Self.returnShare * corridor ? timeNearLine + max(0, elapsed) : 0
      if timeNearLine >= Self.returnTime { mode = .on }
    case .lost:
      mode = offset <= corridor ? .on : .offLine
      timeNearLine = 0
    }
  }

  private func nearest(
    to position: Position, velocity: (x: Double, z: Double)?, speed: Double, from start: Double, to end: Double
  ) -> Projection? {
    let grid = line.grid
    let count = grid.count
    let first = Int((start / grid.spacing).rounded(.down))
    let length = min(count, Int(((end - start) / grid.spacing).rounded(.up)) + 1)
    var best: Projection?
    var bestError = Double.infinity
    line.points.withUnsafeBufferPointer { points in
      for step in 0..<max(1, length) {
        let index = ((first + step) % count + count) % count
        let a = points[index]
        let b = points[index + 1 == count ? 0 : index + 1]
        let dx = b.x - a.x
        let dz = b.z - a.z
        let squared = dx * dx + dz * dz
        guard squared > 1e-9 else { continue }
        if speed > Self.headingSpeed, let velocity, velocity.x * dx + velocity.z * dz < 0 { continue }
        let share = min(1, max(0, ((position.x - a.x) * dx + (position.z - a.z) * dz) / squared))
        let awayX = position.x - (a.x + share * dx)
        let awayZ = position.z - (a.z + share * dz)
        // Height tells a bridge from the road below it.
        let height = 2 * (position.y - (a.y + share * (b.y - a.y)))
        let error = awayX * awayX + awayZ * awayZ + height * height
        guard error < bestError else { continue }
        bestError = error
        let stretch = index + 1 == count ? grid.length - grid.station(index) : grid.spacing
        let side = (dx * awayZ - dz * awayX) * line.leftSign
        let distance = (awayX * awayX + awayZ * awayZ).squareRoot()
        best = Projection(
          station: grid.station(index) + share * stretch, offset: side < 0 ? -distance : distance)
      }
    }
    guard var best else { return nil }
    if best.station >= grid.length { best.station -= grid.length }
    return best
  }
}
