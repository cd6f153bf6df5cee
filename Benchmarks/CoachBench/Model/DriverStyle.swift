import Glibc

/// How one driver varies from lap to lap without making a mistake. Every number is drawn by seed, lap and bend.
public struct DriverStyle: Sendable {
  /// What a driver does in one passage of a bend.
  struct Passage: Sendable {
    /// Change of the speed in the bend, as a share.
    var speed: Double
    /// Share of the grip that the brakes use.
    var brakeStrength: Double
    /// How much sooner than necessary the brake comes, m.
    var brakeMargin: Double
    /// Time between the pedals, s.
    var changeTime: Double
    /// How much later than possible the throttle comes, m.
    var throttleDelay: Double
  }

  let seed: Int
  /// Deviation of the path from its line, m.
  let wander: Double

  /// Time over which the path keeps its side of the line, s: 60 m in a bend, more on a straight where nobody weaves.
  private static let wanderTime = 1.9
  private static let shortestWander = 60.0
  /// Deviation of the sum of cubic splines with knots of deviation 1.
  private static let splineDeviation = 0.69

  public init(seed: Int) {
    self.seed = seed
    var random = SeededGenerator(seed, 1)
    wander = random.value(in: 0.7...1.2)
  }

  func passage(lap: Int, bend: Int) -> Passage {
    var random = SeededGenerator(seed, lap, bend, 2)
    return Passage(
      speed: -0.008 + 0.006 * random.normal(), brakeStrength: 0.92 + 0.02 * random.normal(),
      brakeMargin: max(0, 3 + 2 * random.normal()), changeTime: max(0.03, 0.08 + 0.025 * random.normal()),
      throttleDelay: max(0, 3 + 2 * random.normal()))
  }

  /// Offset of the path from the line at each metre of a lap and beyond, m, positive left; one lap's end is the next one's start.
  ///
  /// - Parameter speed: usual speed at each station of a lap, m/s.
  func offsets(lap: Int, count: Int, speed: [Double]) -> [Double] {
    let stretches = speed.map { 1 / max(Self.shortestWander, Self.wanderTime * $0) }
    let knots = max(8, Int(stretches.reduce(0, +).rounded()))
    let scale = Double(knots) / stretches.reduce(0, +)
    var heights: [Int: Double] = [:]
    func height(_ knot: Int) -> Double {
      if let known = heights[knot] { return known }
      var random = SeededGenerator(seed, lap * knots + knot, 3)
      let value = random.normal() * wander / Self.splineDeviation
      heights[knot] = value
      return value
    }
    var place = 0.0
    return (0..<count).map { index in
      defer { place += stretches[index % stretches.count] * scale }
      let knot = Int(place)
      let share = place - Double(knot)
      let rest = 1 - share
      let weights = [
        rest * rest * rest / 6, (3 * share * share * share - 6 * share * share + 4) / 6,
        (3 * rest * rest * rest - 6 * rest * rest + 4) / 6, share * share * share / 6,
      ]
      return weights.indices.reduce(0.0) { $0 + weights[$1] * height(knot + $1) }
    }
  }
}
