internal import Telemetry

/// Where the numbers of a Forza packet are, and what they feed.
///
/// Checked on real sessions of Motorsport 7; what Horizon and Motorsport (2023) add is documented only. The car's own axes have x
/// to the right; the world's turn the other way round than ours, so yaw rate and sideways acceleration change their sign.
enum ForzaLayout {
  static let isRaceOn = 0
  static let timestamp = 4
  static let maximumEngineSpeed = 8
  static let engineSpeed = 16
  /// Three f32 of the velocity in the car's axes.
  static let velocity = 32
  static let carOrdinal = 212
  static let drivetrain = 224
  static let cylinders = 228
  /// Wear of four tyres, then the number of the track, in Motorsport (2023).
  static let tyreWear = 311
  static let trackOrdinal = 327

  /// Largest number of a drivetrain, and more cylinders than any car of the games has.
  static let lastDrivetrain: Int32 = 2
  static let mostCylinders: Int32 = 24
  static let highestEngineSpeed: Float = 40_000

  /// The numbers of the dashboard, from its start.
  enum Dash {
    static let speed = 12
    static let fuel = 44
    static let distance = 48
    static let bestLap = 52
    static let lastLap = 56
    static let currentLap = 60
    static let raceTime = 64
    static let lap = 68
    static let place = 70
    static let gear = 75
    static let size = 79
  }

  /// The gear that Horizon sends for neutral; Motorsport has none.
  static let neutral: UInt8 = 11

  static let sled = BinaryTable(
    [
      BinaryField(maximumEngineSpeed, .float32, .engineSpeedLimit),
      BinaryField(engineSpeed, .float32, .engineSpeed),
      BinaryField(20, .float32, .lateralAcceleration, scale: -1),
      BinaryField(24, .float32, .verticalAcceleration),
      BinaryField(28, .float32, .longitudinalAcceleration),
      BinaryField(48, .float32, .yawRate, scale: -1),
    ] + BinaryTable.wheels(196, .float32, .suspensionFrontLeft))

  /// Degrees Fahrenheit, pounds per square inch, bytes of 255.
  static let dash = BinaryTable(
    [
      BinaryField(0, .float32, .positionX),
      BinaryField(4, .float32, .positionY),
      BinaryField(8, .float32, .positionZ),
      BinaryField(Dash.speed, .float32, .speed),
      BinaryField(40, .float32, .boost, scale: 0.06894757),
      BinaryField(71, .unsigned8, .throttle, scale: 1 / 255),
      BinaryField(72, .unsigned8, .brake, scale: 1 / 255),
      BinaryField(73, .unsigned8, .clutch, scale: 1 / 255),
      BinaryField(76, .signed8, .steering, scale: -1 / 127),
    ] + BinaryTable.wheels(24, .float32, .tyreTemperatureFrontLeft, scale: 5 / 9, addend: -160 / 9))

  static let wear = BinaryTable(BinaryTable.wheels(tyreWear, .float32, .tyreWearFrontLeft))

  static func capabilities(_ packet: ForzaPacket) -> Capabilities {
    let dash: Capabilities = [.position, .liveLapTime, .steering, .analogBrake, .tyreTemperature, .pause, .rewind]
    return switch packet {
    case .sled: []
    case .dash: dash.union(.fuel)
    case .horizon: dash
    case .motorsport: dash.union([.fuel, .tyreWear])
    }
  }
}
