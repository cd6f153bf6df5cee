import Glibc

/// A GT3 car as a point mass: grip with downforce, power, drag, gears, fuel and tyres.
public struct Car: Sendable {
  public var name = "GT3"
  /// Without fuel, kg.
  public var mass = 1_330.0
  /// Peak power at the wheels, W.
  public var power = 395_000.0
  /// Drag, N per (m/s)²; downforce, N per (m/s)².
  public var drag = 0.68
  public var downforce = 1.6
  /// Tyre friction, new and warm.
  public var friction = 1.50
  /// Largest braking of the system, as a share of what the tyres hold.
  public var brakeShare = 0.94
  public var tankSize = 100.0
  /// Litres for each joule at the wheels.
  public var fuelPerJoule = 1 / 9.2e6
  /// Engine speed for each m/s, by gear, revolutions per minute.
  public var gearRatios = [262.0, 190.0, 152.0, 128.0, 110.0, 97.0]
  public var shiftLight = 7_600.0
  public var limiter = 8_300.0

  static let gravity = 9.81

  public init() {}

  /// Acceleration that the tyres hold in all, m/s².
  func grip(speed: Double, fuel: Double, wear: Double) -> Double {
    let total = mass + 0.75 * fuel
    return friction * (1 - 0.05 * wear) * (Self.gravity + downforce * speed * speed / total)
  }

  /// Speed that a curvature allows, m/s.
  func cornerSpeed(curvature: Double, fuel: Double, wear: Double) -> Double {
    let total = mass + 0.75 * fuel
    let mu = friction * (1 - 0.05 * wear)
    let rest = abs(curvature) - mu * downforce / total
    guard rest > 1e-6 else { return 120 }
    return min(120, (mu * Self.gravity / rest).squareRoot())
  }

  /// Acceleration at full throttle, m/s².
  func fullThrottle(speed: Double, fuel: Double) -> Double {
    let total = mass + 0.75 * fuel
    let force = min(power / max(12, speed), 0.62 * friction * total * Self.gravity)
    return (force - drag * speed * speed) / total
  }

  func gear(speed: Double) -> Int {
    for (index, ratio) in gearRatios.enumerated() where speed * ratio < shiftLight + 250 { return index + 1 }
    return gearRatios.count
  }

  func engineSpeed(speed: Double, gear: Int) -> Double { max(1_100, min(limiter, speed * gearRatios[gear - 1])) }
}
