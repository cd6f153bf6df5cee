import Telemetry

/// Tells whether a line that was just learnt is one that is known. COACHING 2.2.
public enum CircuitMatch {
  /// Length within this share; centre of the box around the line within m; its sides within this share.
  static let lengthShare = 0.04
  static let centre = 120.0
  static let sideShare = 0.20
  /// The median distance of the two lines, m, and how much nearer than the second best it has to be, m.
  static let distance = 12.0
  static let margin = 5.0
  /// Points of the line that are compared.
  private static let points = 240

  /// Index of the known track whose layout and direction the new one has; `nil` where none fits, or two do.
  public static func find(_ track: TrackModel, among known: [TrackModel]) -> Int? {
    guard let line = track.line else { return nil }
    let fitting = known.indices.compactMap { index -> (index: Int, distance: Double)? in
      guard let other = known[index].line, isAlike(line, other), let distance = medianDistance(line, other) else {
        return nil
      }
      return (index, distance)
    }.sorted { $0.distance < $1.distance }
    guard let best = fitting.first, best.distance < distance else { return nil }
    if fitting.count > 1, fitting[1].distance - best.distance < margin { return nil }
    return best.index
  }

  private static func isAlike(_ a: ReferenceLine, _ b: ReferenceLine) -> Bool {
    guard abs(a.grid.length - b.grid.length) <= lengthShare * max(a.grid.length, b.grid.length) else { return false }
    let boxA = box(a)
    let boxB = box(b)
    return abs(boxA.x - boxB.x) <= centre && abs(boxA.z - boxB.z) <= centre
      && abs(boxA.width - boxB.width) <= sideShare * max(boxA.width, boxB.width, 1)
      && abs(boxA.depth - boxB.depth) <= sideShare * max(boxA.depth, boxB.depth, 1)
  }

  private static func box(_ line: ReferenceLine) -> (x: Double, z: Double, width: Double, depth: Double) {
    let x = line.points.map(\.x)
    let z = line.points.map(\.z)
    let (left, right) = (x.min() ?? 0, x.max() ?? 0)
    let (near, far) = (z.min() ?? 0, z.max() ?? 0)
    return ((left + right) / 2, (near + far) / 2, right - left, far - near)
  }

  /// Median distance of points of one line from the other, m; `nil` where they are driven in opposite directions.
  private static func medianDistance(_ a: ReferenceLine, _ b: ReferenceLine) -> Double? {
    var distances: [Double] = []
    var ahead = 0
    var last: Double?
    for step in 0..<points {
      let place = a.point(at: a.grid.length * Double(step) / Double(points))
      var best = (distance: Double.infinity, station: 0.0)
      for (index, point) in b.points.enumerated() {
        let away = TrackLearning.planeDistance(place, point)
        if away < best.distance { best = (away, b.grid.station(index)) }
      }
      distances.append(best.distance)
      if let last {
        var advance = best.station - last
        if advance < -b.grid.length / 2 { advance += b.grid.length }
        if advance > b.grid.length / 2 { advance -= b.grid.length }
        ahead += advance > 0 ? 1 : advance < 0 ? -1 : 0
      }
      last = best.station
    }
    return ahead > points / 2 ? median(distances) : nil
  }
}
