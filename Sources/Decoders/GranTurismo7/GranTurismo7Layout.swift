internal import Telemetry

/// Where the numbers of a plain Gran Turismo 7 packet are, and what they feed.
///
/// Checked on recordings of kinds A and C. Left out on purpose: water and oil temperature, which are constants of the game.
/// The game's axes: x and z are the ground seen from above with z towards the reader, y is up; a positive yaw rate and steering
/// angle are to the left, its sideways acceleration is positive to the right (found on a lap of Spa, driven clockwise).
enum GranTurismo7Layout {
  static let packetID = 0x70
  static let lap = 0x74
  static let lapCount = 0x76
  static let bestLap = 0x78
  static let lastLap = 0x7C
  static let startPosition = 0x84
  static let carCount = 0x86
  static let flags = 0x8E
  static let gears = 0x90
  static let wheelRotation = 0xA4
  static let tyreRadius = 0xB4
  static let fuelLevel = 0x44
  static let fuelCapacity = 0x48
  static let boost = 0x50
  static let carID = 0x124
  static let surfaces = 0x158
  static let currentLapTime = 0x15C

  /// The nibble that stands for no gear.
  static let neutral: UInt8 = 15
  /// Surface of a wheel off the track, grass or gravel.
  static let looseSurface = UInt8(ascii: "G")
  static let tarmac = UInt8(ascii: "T")

  struct Flags: OptionSet {
    var rawValue: UInt16
    static let onTrack = Flags(rawValue: 1 << 0)
    static let paused = Flags(rawValue: 1 << 1)
    static let loading = Flags(rawValue: 1 << 2)
    static let inGear = Flags(rawValue: 1 << 3)
    static let turbo = Flags(rawValue: 1 << 4)
    static let revLimiter = Flags(rawValue: 1 << 5)
    static let tractionControl = Flags(rawValue: 1 << 11)
  }

  private static let base = BinaryTable(
    [
      BinaryField(0x04, .float32, .positionX),
      BinaryField(0x08, .float32, .positionY),
      BinaryField(0x0C, .float32, .positionZ),
      BinaryField(0x10, .float32, .velocityX),
      BinaryField(0x18, .float32, .velocityZ),
      BinaryField(0x30, .float32, .yawRate),
      BinaryField(0x38, .float32, .rideHeight),
      BinaryField(0x3C, .float32, .engineSpeed),
      BinaryField(0x4C, .float32, .speed),
      BinaryField(0x54, .float32, .oilPressure),
      BinaryField(0x88, .unsigned16, .shiftLightStart),
      BinaryField(0x8A, .unsigned16, .engineSpeedLimit),
      BinaryField(0x92, .unsigned8, .brake, scale: 1 / 255),
      BinaryField(0xF4, .float32, .clutch),
    ]
      + BinaryTable.wheels(0x60, .float32, .tyreTemperatureFrontLeft)
      + BinaryTable.wheels(0xC4, .float32, .suspensionFrontLeft))

  private static let body = [
    BinaryField(0x128, .float32, .steering),
    BinaryField(0x130, .float32, .lateralAcceleration, scale: -1),
    BinaryField(0x134, .float32, .verticalAcceleration),
    BinaryField(0x138, .float32, .longitudinalAcceleration),
  ]

  private static let throttleAfterAids = BinaryField(0x91, .unsigned8, .throttle, scale: 1 / 255)

  private static let pedals = [
    BinaryField(0x91, .unsigned8, .throttleApplied, scale: 1 / 255),
    BinaryField(0x13C, .unsigned8, .throttle, scale: 1 / 255),
    BinaryField(0x13D, .unsigned8, .brakeApplied, scale: 1 / 255),
  ]

  private static let tableA = base + [throttleAfterAids]
  private static let tableB = base + [throttleAfterAids] + body
  private static let tableTilde = base + body + pedals

  static func table(_ kind: GranTurismo7Packet) -> BinaryTable {
    switch kind {
    case .a: tableA
    case .b: tableB
    case .tilde, .c: tableTilde
    }
  }

  static func capabilities(_ kind: GranTurismo7Packet) -> Capabilities {
    let base: Capabilities = [.position, .analogBrake, .drivingAids, .wheelSlip, .tyreTemperature, .fuel, .pause]
    return switch kind {
    case .a: base
    case .b, .tilde: base.union(.steering)
    case .c: base.union([.steering, .surface, .liveLapTime])
    }
  }
}
