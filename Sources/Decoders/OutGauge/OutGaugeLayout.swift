internal import Telemetry

/// The packets of OutGauge and of what goes with it: OutSim of Live for Speed, MotionSim of BeamNG. Documented only: no recording
/// was available. The axes of the world have z up; the plane is x to the east, y to the north, and becomes ours as x and z.
enum OutGaugeLayout {
  enum Kind: Sendable {
    /// The dashboard; some versions leave the number at the end out.
    case gauge
    /// OutSim as it always was.
    case classicSim
    /// OutSim with the options ff or 1ff, which begins with four letters.
    case fullSim
    /// BeamNG's MotionSim.
    case motionSim
  }

  static let gaugeSizes = [92, 96]
  static let classicSizes = [64, 68]
  static let fullSizes = [272, 276]
  static let motionSize = 88
  /// "LFST" and "BNG1".
  static let fullMark: UInt32 = 0x5453_464C
  static let motionMark: UInt32 = 0x3147_4E42

  enum Gauge {
    static let time = 0
    static let car = 4
    static let gear = 10
    static let speed = 12
    static let engineSpeed = 16
    static let fuel = 28
    static let lights = 44
    static let throttle = 48
    static let brake = 52
    static let clutch = 56
    static let limiterLight: UInt32 = 1 << 3
    static let tractionLight: UInt32 = 1 << 4
    static let antiLockLight: UInt32 = 1 << 10
  }

  /// The block of the car's motion, from its start.
  enum Motion {
    static let yawRate = 8
    static let heading = 12
    static let acceleration = 24
    static let velocity = 36
    static let position = 48
    static let size = 60
    /// Units of a metre.
    static let scale = 65_536.0
  }

  /// OutSim with its blocks, in the order of its options.
  enum Full {
    static let time = 8
    static let motion = 12
    /// Way along the track from the line; it falls when a lap ends.
    static let indexedDistance = 108
  }

  static let gauge = BinaryTable([
    BinaryField(Gauge.speed, .float32, .speed),
    BinaryField(Gauge.engineSpeed, .float32, .engineSpeed),
    BinaryField(20, .float32, .boost),
    BinaryField(24, .float32, .waterTemperature),
    BinaryField(Gauge.fuel, .float32, .fuelLevel, scale: 100),
    BinaryField(36, .float32, .oilTemperature),
    BinaryField(Gauge.throttle, .float32, .throttle),
    BinaryField(Gauge.brake, .float32, .brake),
    BinaryField(Gauge.clutch, .float32, .clutch),
  ])

  static let gaugeCapabilities: Capabilities = [.analogBrake, .fuel, .drivingAids]

  static func kind(of datagram: RawSpan) -> Kind? {
    let size = datagram.byteCount
    if gaugeSizes.contains(size) { return isGauge(datagram) ? .gauge : nil }
    if fullSizes.contains(size) {
      return datagram.integer(0, as: UInt32.self) == fullMark && isMotion(datagram, Full.motion) ? .fullSim : nil
    }
    if size == motionSize { return datagram.integer(0, as: UInt32.self) == motionMark ? .motionSim : nil }
    if classicSizes.contains(size) { return isMotion(datagram, 4) ? .classicSim : nil }
    return nil
  }

  private static func isShare(_ value: Float) -> Bool { value >= -0.01 && value <= 1.01 }

  private static func isGauge(_ datagram: RawSpan) -> Bool {
    let speed = datagram.float(Gauge.speed)
    let engine = datagram.float(Gauge.engineSpeed)
    guard speed >= -1, speed < 500, engine >= -1000, engine < 50_000, datagram.byte(Gauge.gear) < 32 else {
      return false
    }
    return [Gauge.fuel, Gauge.throttle, Gauge.brake, Gauge.clutch].allSatisfy { isShare(datagram.float($0)) }
  }

  private static func isMotion(_ datagram: RawSpan, _ base: Int) -> Bool {
    for offset in stride(from: base, to: base + Motion.position, by: 4) {
      // Radians, m/s² and m/s: nothing of a car is as much as this, and whole numbers read as such are far from it.
      let value = datagram.float(offset)
      guard value.isFinite, abs(value) < 2000, value == 0 || abs(value) > 1e-12 else { return false }
    }
    return true
  }
}
