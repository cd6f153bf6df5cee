import Glibc

/// The line of a circuit, metre by metre, with its bends.
public struct Circuit: Sendable {
  /// A piece of the description: metres straight on, or degrees (positive left) at a radius in m.
  public enum Part: Sendable, Equatable {
    case straight(Double)
    case bend(Double, radius: Double)

    /// The number that may give way for the lap to close.
    var variable: Double {
      switch self {
      case .straight(let metres): metres
      case .bend(let degrees, _): degrees
      }
    }

    func with(_ value: Double) -> Part {
      switch self {
      case .straight: .straight(value)
      case .bend(_, let radius): .bend(value, radius: radius)
      }
    }

    /// m.
    var length: Double {
      switch self {
      case .straight(let metres): metres
      case .bend(let degrees, let radius): abs(degrees) * .pi / 180 * radius
      }
    }
  }

  /// An official corner.
  public struct Bend: Sendable, Equatable {
    /// Counts from 1 as the circuit does.
    public let number: Int
    /// Stations of the arc, m.
    public let start: Double
    public let apex: Double
    public let end: Double
    public let isLeft: Bool
    /// Degrees turned through, positive.
    public let angle: Double
  }

  public let name: String
  /// Length of the lap, m; there is one station a metre.
  public let count: Int
  public let bends: [Bend]
  /// Place (x to the right, z away), m; height, m; heading, rad positive left; curvature, 1/m positive left.
  let x: [Double]
  let z: [Double]
  let height: [Double]
  let heading: [Double]
  let curvature: [Double]
  /// Distance between the ends of the lap before the last rest was shared out, m.
  let rest: Double

  public var length: Double { Double(count) }

  /// Half of the stretch over which curvature sets in, m.
  private static let easing = 18

  /// - Parameters:
  ///   - turns: degrees of a whole lap, positive left; 0 for a figure of eight.
  ///   - hills: half of the height between valley and top, m.
  init(name: String, length: Double, turns: Double, hills: Double, parts described: [Part]) {
    self.name = name
    count = Int(length.rounded())
    var gap = (x: 0.0, z: 0.0)
    var parts = described
    var line = Line(curvature: [])
    // Easing the curvature in moves the end by some metres: the sharp lap aims that far beside.
    for _ in 0..<6 {
      parts = CircuitClosing.close(described, turns: turns, length: Double(count), gap: gap)
      line = Line(curvature: Self.curvature(of: parts, count: count, turns: turns))
      gap = (gap.x - line.gap.x, gap.z - line.gap.z)
    }
    rest = (line.gap.x * line.gap.x + line.gap.z * line.gap.z).squareRoot()
    let total = Double(count)
    x = line.x.indices.map { line.x[$0] - line.gap.x * Double($0) / total }
    z = line.z.indices.map { line.z[$0] - line.gap.z * Double($0) / total }
    heading = line.heading
    curvature = line.curvature
    height = (0..<count).map { index in
      let angle = 2 * Double.pi * Double(index) / total
      return hills * (sin(angle) + 0.4 * sin(3 * angle + 1))
    }
    bends = Self.bends(of: parts)
  }

  /// Curvature and place as functions of the station, before the ends are joined.
  private struct Line {
    var curvature: [Double]
    var heading: [Double] = []
    var x: [Double] = []
    var z: [Double] = []
    var gap = (x: 0.0, z: 0.0)

    init(curvature: [Double]) {
      self.curvature = curvature
      var (angle, px, pz) = (0.0, 0.0, 0.0)
      for index in curvature.indices {
        heading.append(angle)
        x.append(px)
        z.append(pz)
        let next = angle + (curvature[index] + curvature[(index + 1) % curvature.count]) / 2
        px += cos((angle + next) / 2)
        pz += sin((angle + next) / 2)
        angle = next
      }
      gap = (px, pz)
    }
  }

  private static func curvature(of parts: [Part], count: Int, turns: Double) -> [Double] {
    var sharp = [Double](repeating: 0, count: count)
    var start = 0.0
    for part in parts {
      let end = start + part.length
      if case .bend(let degrees, let radius) = part {
        for index in max(0, Int(start))..<min(count, Int(end) + 1) {
          let share = min(end, Double(index) + 1) - max(start, Double(index))
          sharp[index] += max(0, share) * (degrees < 0 ? -1 : 1) / radius
        }
      }
      start = end
    }
    let weights = (-easing...easing).map { 0.5 + 0.5 * cos(.pi * Double($0) / Double(easing + 1)) }
    let sum = weights.reduce(0, +)
    let smooth = (0..<count).map { index in
      weights.indices.reduce(0.0) { $0 + weights[$1] * sharp[(index + $1 - easing + count) % count] } / sum
    }
    let missing = turns * .pi / 180 - smooth.reduce(0, +)
    return smooth.map { $0 + missing / Double(count) }
  }

  private static func bends(of parts: [Part]) -> [Bend] {
    var bends: [Bend] = []
    var start = 0.0
    for part in parts {
      if case .bend(let degrees, _) = part {
        bends.append(
          Bend(
            number: bends.count + 1, start: start, apex: start + part.length / 2, end: start + part.length,
            isLeft: degrees > 0, angle: abs(degrees)))
      }
      start += part.length
    }
    return bends
  }
}
