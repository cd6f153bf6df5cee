internal import Glibc
internal import Telemetry

/// Finds out how the gates of a `.vbo` file are meant: loggers write longitude or latitude first, and either the middle of the gate and
/// a point behind it, or its two ends.
struct VboGates: Sendable {
  private let plane: GeographicPlane
  private let east: [Float]
  private let south: [Float]
  private let isDegrees: Bool

  /// m; a gate farther from every sample belongs to another track.
  static let farthest = 2000.0
  /// m between the ends of a gate that is given by its middle.
  private static let usualWidth = 25.0
  /// Cosine of the angle up to which a heading is the one of a line: 45°.
  private static let alike = 0.7071

  init(_ plane: GeographicPlane, east: [Float], south: [Float], isDegrees: Bool) {
    self.plane = plane
    self.east = east
    self.south = south
    self.isDegrees = isDegrees
  }

  /// The gate, or how far from every sample it lies, m.
  enum Found {
    case gate(LineGate)
    case elsewhere(Double)
  }

  func find(_ gate: VboGate) -> Found? {
    let numbers = gate.numbers
    let orders = [
      (point(latitude: numbers[1], longitude: numbers[0]), point(latitude: numbers[3], longitude: numbers[2])),
      (point(latitude: numbers[0], longitude: numbers[1]), point(latitude: numbers[2], longitude: numbers[3])),
    ]
    var best: (distance: Double, sample: Int, first: (x: Double, z: Double), second: (x: Double, z: Double))?
    for case (let first?, let second?) in orders {
      guard let near = nearest(first) else { continue }
      if near.distance < best?.distance ?? .infinity { best = (near.distance, near.sample, first, second) }
    }
    guard let best else { return nil }
    guard best.distance <= Self.farthest else { return .elsewhere(best.distance) }
    let apart = (x: best.first.x - best.second.x, z: best.first.z - best.second.z)
    let length = (apart.x * apart.x + apart.z * apart.z).squareRoot()
    guard length > 0.1, let heading = heading(at: best.sample) else { return nil }
    let line = (x: apart.x / length, z: apart.z / length)
    let agreement = line.x * heading.x + line.z * heading.z
    if abs(agreement) > Self.alike {
      let sign = agreement < 0 ? -1.0 : 1
      return .gate(
        LineGate(
          x: best.first.x, z: best.first.z, directionX: sign * line.x, directionZ: sign * line.z,
          halfWidth: Self.usualWidth / 2))
    }
    let across = line.z * heading.x - line.x * heading.z < 0 ? -1.0 : 1
    return .gate(
      LineGate(
        x: (best.first.x + best.second.x) / 2, z: (best.first.z + best.second.z) / 2, directionX: across * line.z,
        directionZ: -across * line.x, halfWidth: length / 2))
  }

  /// A point of the file, whose longitudes are positive to the west.
  private func point(latitude: Double, longitude: Double) -> (x: Double, z: Double)? {
    let scale = isDegrees ? 1.0 : 1 / 60
    return plane.place(latitude: latitude * scale, longitude: -longitude * scale).map { ($0.east, $0.south) }
  }

  private func nearest(_ point: (x: Double, z: Double)) -> (distance: Double, sample: Int)? {
    var best: (distance: Double, sample: Int)?
    for index in east.indices where east[index].isFinite {
      let distance = hypot(Double(east[index]) - point.x, Double(south[index]) - point.z)
      if distance < best?.distance ?? .infinity { best = (distance, index) }
    }
    return best
  }

  /// The way the car goes at a sample: over the metres around it, since it may stand there later.
  private func heading(at sample: Int) -> (x: Double, z: Double)? {
    var before = sample
    var after = sample
    func apart(_ a: Int, _ b: Int) -> Double { hypot(Double(east[b] - east[a]), Double(south[b] - south[a])) }
    while before > 0, !(apart(before, sample) > 5) { before -= 1 }
    while after + 1 < east.count, !(apart(sample, after) > 5) { after += 1 }
    let length = apart(before, after)
    guard length > 1 else { return nil }
    return (Double(east[after] - east[before]) / length, Double(south[after] - south[before]) / length)
  }
}
