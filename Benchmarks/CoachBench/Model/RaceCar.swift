import Glibc

/// A point mass with grip, wings, drag, an engine and gears.
public struct RaceCar: Sendable {
  public let name: String
  /// kg.
  let mass: Double
  /// Highest power at the wheels, W.
  let power: Double
  /// Drag divided by the square of speed, kg/m.
  let drag: Double
  /// Grip without wings, m/s², and what wings add for the square of speed, 1/m.
  let grip: Double
  let wings: Double
  /// Share of the grip that drives the car: the driven axle's load.
  let traction: Double
  /// Speed of each gear at the limiter, m/s.
  let gears: [Double]
  /// Revolutions per minute.
  let limiter: Double
  /// m; steering wheel angle for a wheel angle; degree to which the front runs wide with speed, s²/m².
  let wheelbase: Double
  let steeringRatio: Double
  let understeer: Double
  /// l, and l burnt at full power in a second.
  let tank: Double
  let thirst: Double

  /// Deceleration of the engine with a closed throttle, m/s².
  static let engineBraking = 0.5
  /// Share of the limiter's speed at which the driver changes up.
  static let shiftShare = 0.985
  /// Speed at which the whole brake pedal is as much as the tyres can take, m/s.
  static let pedalSpeed = 72.0

  static let gravity = 9.81

  /// What the tyres can give at a speed, m/s².
  func grip(_ speed: Double) -> Double { grip + wings * speed * speed }

  /// Deceleration of the whole brake pedal, m/s².
  var pedalDeceleration: Double { grip(Self.pedalSpeed) }

  /// Deceleration by drag, m/s².
  func drag(_ speed: Double) -> Double { drag * speed * speed / mass }

  /// The gear of a driver who changes at the right speed, from 1.
  func gear(_ speed: Double) -> Int {
    (gears.firstIndex { speed < Self.shiftShare * $0 } ?? gears.count - 1) + 1
  }

  func engineSpeed(_ speed: Double, gear: Int) -> Double {
    limiter * min(1.0, max(0.2, speed / gears[min(gears.count, max(1, gear)) - 1]))
  }

  /// Acceleration of the engine at full throttle without drag, m/s².
  func drive(_ speed: Double, gear: Int) -> Double {
    let share = engineSpeed(speed, gear: gear) / limiter
    let fall = share - 0.92
    let curve = max(0.25, 1 - 2.6 * fall * fall)
    return curve * power / mass / max(8, speed)
  }

  /// Highest speed at which a curvature can be driven, m/s.
  func cornerSpeed(_ curvature: Double, grip scale: Double) -> Double {
    let rest = abs(curvature) - wings * scale
    return rest > 1e-5 ? min(Self.fastest, (grip * scale / rest).squareRoot()) : Self.fastest
  }

  /// More than any of the cars can do, m/s.
  static let fastest = 130.0

  public static let all: [RaceCar] = [gt, hatchback, prototype]

  static let gt = RaceCar(
    name: "GT", mass: 1320, power: 385_000, drag: 0.78, grip: 15.2, wings: 0.0013, traction: 0.62,
    gears: [24, 34, 44, 55, 67, 84], limiter: 8_300, wheelbase: 2.65, steeringRatio: 13, understeer: 0.0012,
    tank: 100, thirst: 0.036)

  static let hatchback = RaceCar(
    name: "Hatchback", mass: 1_010, power: 128_000, drag: 0.46, grip: 12.4, wings: 0, traction: 0.52,
    gears: [17, 26, 36, 46, 58, 70], limiter: 7_400, wheelbase: 2.5, steeringRatio: 15, understeer: 0.0022,
    tank: 45, thirst: 0.014)

  static let prototype = RaceCar(
    name: "Prototype", mass: 980, power: 410_000, drag: 0.72, grip: 15.8, wings: 0.0042, traction: 0.62,
    gears: [27, 38, 49, 60, 72, 90], limiter: 8_800, wheelbase: 2.95, steeringRatio: 12, understeer: 0.0010,
    tank: 75, thirst: 0.032)
}
