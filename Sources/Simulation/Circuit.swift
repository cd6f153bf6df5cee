import Glibc

/// A circuit of the simulator: straights and arcs that close.
public struct Circuit: Sendable {
  /// Part of a lap: metres straight on, or degrees (positive left) at a radius.
  enum Part: Sendable {
    case straight(Double)
    case arc(Double, radius: Double)
  }

  /// Short name for the command line.
  public let identifier: String
  public let name: String
  /// Length of the lap, m.
  public let length: Double
  /// Stations of sectors two and three, m.
  public let sectorStarts: [Double]
  /// Place, heading (rad, positive left from the first axis) and curvature (1/m, positive left) at each metre.
  let x: [Double]
  let z: [Double]
  let height: [Double]
  let heading: [Double]
  let curvature: [Double]

  /// Metres over which curvature sets in: cars do not turn in at once.
  private static let transition = 45

  init(identifier: String, name: String, hills: Double, parts: [Part]) {
    self.identifier = identifier
    self.name = name
    var raw: [Double] = []
    var rest = 0.0
    func add(_ metres: Double, _ value: Double) {
      rest += metres
      while rest >= 1 {
        raw.append(value)
        rest -= 1
      }
    }
    for part in parts {
      switch part {
      case .straight(let metres): add(metres, 0)
      case .arc(let degrees, let radius): add(abs(degrees) * .pi / 180 * radius, degrees < 0 ? -1 / radius : 1 / radius)
      }
    }
    let count = raw.count
    let half = Self.transition / 2
    let weights = (-half...half).map { 0.5 + 0.5 * cos(.pi * Double($0) / Double(half + 1)) }
    let sum = weights.reduce(0, +)
    let smooth = (0..<count).map { index in
      weights.indices.reduce(0.0) { $0 + weights[$1] * raw[(index + $1 - half + count) % count] } / sum
    }
    // Rounding to metres leaves a fraction of a degree: it is shared out so that the lap closes.
    let turned = smooth.reduce(0, +)
    let whole = (turned / (2 * .pi)).rounded() * 2 * .pi
    let curvature = smooth.map { $0 + (whole - turned) / Double(count) }
    var x = [Double](repeating: 0, count: count)
    var z = x
    var heading = x
    var angle = 0.0
    for index in 1..<count {
      angle += (curvature[index - 1] + curvature[index]) / 2
      heading[index] = angle
      x[index] = x[index - 1] + cos((heading[index - 1] + angle) / 2)
      z[index] = z[index - 1] + sin((heading[index - 1] + angle) / 2)
    }
    let gapX = x[count - 1] + cos(angle)
    let gapZ = z[count - 1] + sin(angle)
    for index in 0..<count {
      let share = Double(index) / Double(count)
      x[index] -= gapX * share
      z[index] -= gapZ * share
    }
    self.x = x
    self.z = z
    self.heading = heading
    self.curvature = curvature
    height = (0..<count).map { hills * (1 - cos(2 * .pi * Double($0) / Double(count))) }
    length = Double(count)
    sectorStarts = [(Double(count) * 0.31).rounded(), (Double(count) * 0.68).rounded()]
  }

  /// The circuits that can be driven.
  public static let all: [Circuit] = [fuji, northmoor, harbour]

  /// Length, corner sequence and speeds of Fuji Speedway: 4563 m with a straight of 1475 m; the shape is our own.
  public static let fuji = Circuit(
    identifier: "fuji", name: "Fuji Speedway", hills: 12,
    parts: [
      .straight(775), .arc(-154.98, radius: 40), .straight(125.9), .arc(17.17, radius: 200), .straight(35.7),
      .arc(71.39, radius: 85), .straight(40.4), .arc(-81.45, radius: 105), .straight(15), .arc(-81.09, radius: 135),
      .straight(161.4), .arc(167.73, radius: 36), .straight(46.9), .arc(-42.38, radius: 180), .straight(15),
      .arc(-76.16, radius: 320), .straight(221.5), .arc(-109.36, radius: 26), .straight(140), .arc(87.28, radius: 34),
      .straight(51.7), .arc(23.24, radius: 140), .straight(80.1), .arc(-85.07, radius: 62), .straight(173.5),
      .arc(83.29, radius: 45), .straight(42.3), .arc(-70.89, radius: 48), .straight(190.5), .arc(-108.72, radius: 50),
      .straight(700),
    ])

  /// Fast and flowing, our own.
  public static let northmoor = Circuit(
    identifier: "northmoor", name: "Northmoor", hills: 20,
    parts: [
      .straight(467.1), .arc(-97.71, radius: 75), .straight(391.9), .arc(44.05, radius: 220), .straight(127.4),
      .arc(-45.2, radius: 200), .straight(472.5), .arc(-120.27, radius: 45), .straight(256.8), .arc(75.88, radius: 95),
      .straight(149.1), .arc(-62.35, radius: 90), .straight(622.6), .arc(-40.64, radius: 420), .straight(382.4),
      .arc(-112.59, radius: 58), .straight(136.9), .arc(63.58, radius: 60), .straight(316.6),
      .arc(-64.74, radius: 140), .straight(447.1),
    ])

  /// Short and slow between walls, anticlockwise, our own.
  public static let harbour = Circuit(
    identifier: "harbour", name: "Harbour Street", hills: 3,
    parts: [
      .straight(262.5), .arc(86.04, radius: 22), .straight(252.7), .arc(89.62, radius: 18), .straight(185),
      .arc(-62.2, radius: 40), .straight(162.1), .arc(74.67, radius: 35), .straight(297.2), .arc(86.26, radius: 16),
      .straight(111.4), .arc(-44.38, radius: 60), .straight(173.2), .arc(82.39, radius: 28), .straight(117.7),
      .arc(47.6, radius: 90), .straight(312.5),
    ])
}
