internal import Telemetry

/// The packet of EA Sports WRC as its stock structure "wrc" has it, 237 bytes. Documented only: no recording was available.
enum WRCLayout {
  static let size = 237
  static let totalTime = 8
  static let gear = 37
  static let neutralGear = 38
  static let reverseGear = 39
  static let acceleration = 73
  /// Unit vectors.
  static let left = 85
  static let forward = 97
  static let up = 109
  static let throttle = 197
  static let steering = 209
  static let stageTime = 217
  /// Two f64.
  static let distance = 221
  static let length = 229

  private static let order: [Wheel] = [.rearLeft, .rearRight, .frontLeft, .frontRight]

  static let table = BinaryTable(
    [
      BinaryField(41, .float32, .speed),
      BinaryField(49, .float32, .positionX),
      BinaryField(53, .float32, .positionY),
      BinaryField(57, .float32, .positionZ),
      BinaryField(61, .float32, .velocityX),
      BinaryField(69, .float32, .velocityZ),
      BinaryField(28, .float32, .shiftLightStart),
      BinaryField(185, .float32, .engineSpeedLimit),
      BinaryField(193, .float32, .engineSpeed),
      BinaryField(throttle, .float32, .throttle),
      BinaryField(201, .float32, .brake),
      BinaryField(205, .float32, .clutch),
      BinaryField(steering, .float32, .steering, scale: -1),
    ] + BinaryTable.wheels(153, .float32, .wheelSpeedFrontLeft, order: order)
      + BinaryTable.wheels(169, .float32, .brakeTemperatureFrontLeft, order: order))

  static let capabilities: Capabilities = [
    .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .wheelSlip, .pause,
  ]

  static func vector(_ datagram: RawSpan, _ offset: Int) -> (x: Float, y: Float, z: Float) {
    (datagram.float(offset), datagram.float(offset + 4), datagram.float(offset + 8))
  }

  static func double(_ datagram: RawSpan, _ offset: Int) -> Double {
    Double(bitPattern: datagram.integer(offset, as: UInt64.self))
  }

  /// The stock structure has no mark; three vectors of length one and a throttle between 0 and 1 are no accident.
  static func isPlausible(_ datagram: RawSpan) -> Bool {
    guard datagram.byteCount == size else { return false }
    func isUnit(_ offset: Int) -> Bool {
      let (x, y, z) = vector(datagram, offset)
      let square = x * x + y * y + z * z
      return square > 0.9 && square < 1.1
    }
    return isUnit(left) && isUnit(forward) && isUnit(up) && (0...1).contains(datagram.float(throttle))
      && (-1...1).contains(datagram.float(steering))
  }
}
