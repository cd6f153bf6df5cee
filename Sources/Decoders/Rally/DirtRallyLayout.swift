internal import Telemetry

/// The 66 numbers of a packet of the DiRT family with "extradata" 3; wheels in the order rear left, rear right, front left, front
/// right. Checked on recordings of DiRT Rally and DiRT Rally 2.0: the plane is that of Gran Turismo (its forward and right vectors
/// say so), sideways acceleration is positive to the left, the wheel's angle to the right.
enum DirtRallyLayout {
  static let size = 264
  /// Datagrams of a lower "extradata" level are shorter, and whole numbers of four bytes.
  static let shortSizes = [152, 136, 64]

  static let runTime = 0
  static let lapTime = 4
  static let distance = 8
  static let progress = 12
  static let velocity = 32
  /// Unit vectors to the right and ahead.
  static let right = 44
  static let forward = 56
  static let throttle = 116
  static let gear = 132
  static let currentLap = 144
  static let engineRate = 148
  static let place = 156
  static let inPit = 188
  static let sector = 192
  static let firstSector = 196
  static let secondSector = 200
  static let tyrePressure = 220
  static let lapsCompleted = 236
  static let totalLaps = 240
  static let trackLength = 244
  static let lastLap = 248
  static let maximumRate = 252
  static let idleRate = 256
  static let gearCount = 260

  /// Engine speeds come in radians a second; 8000 revolutions a minute are sent as 837.7581.
  static let perMinute: Float = 60 / (2 * .pi)
  static let gravity: Float = 9.80665
  static let kilopascalsPerPSI: Float = 6.894757
  /// The reverse gear of some titles; others send −1.
  static let reverse: Float = 10

  private static let order: [Wheel] = [.rearLeft, .rearRight, .frontLeft, .frontRight]

  static let table = BinaryTable(
    [
      BinaryField(16, .float32, .positionX),
      BinaryField(20, .float32, .positionY),
      BinaryField(24, .float32, .positionZ),
      BinaryField(28, .float32, .speed),
      BinaryField(velocity, .float32, .velocityX),
      BinaryField(velocity + 8, .float32, .velocityZ),
      BinaryField(throttle, .float32, .throttle),
      BinaryField(120, .float32, .steering, scale: -1),
      BinaryField(124, .float32, .brake),
      BinaryField(128, .float32, .clutch),
      BinaryField(136, .float32, .lateralAcceleration, scale: gravity),
      BinaryField(140, .float32, .longitudinalAcceleration, scale: gravity),
      BinaryField(engineRate, .float32, .engineSpeed, scale: perMinute),
      BinaryField(maximumRate, .float32, .engineSpeedLimit, scale: perMinute),
      BinaryField(distance, .float32, .lapDistance),
    ] + BinaryTable.wheels(68, .float32, .suspensionFrontLeft, scale: 0.001, order: order)
      + BinaryTable.wheels(100, .float32, .wheelSpeedFrontLeft, order: order)
      + BinaryTable.wheels(204, .float32, .brakeTemperatureFrontLeft, order: order))

  static let pressures = BinaryTable(
    BinaryTable.wheels(tyrePressure, .float32, .tyrePressureFrontLeft, scale: kilopascalsPerPSI, order: order))

  static let capabilities: Capabilities = [
    .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .wheelSlip, .pause,
  ]

  /// There is no mark in the packet; two vectors of length one and pedals between 0 and 1 are no accident.
  static func isPlausible(_ datagram: RawSpan) -> Bool {
    guard datagram.byteCount == size else { return false }
    func isUnit(_ offset: Int) -> Bool {
      let x = datagram.float(offset)
      let y = datagram.float(offset + 4)
      let z = datagram.float(offset + 8)
      let square = x * x + y * y + z * z
      return square > 0.9 && square < 1.1
    }
    func isShare(_ offset: Int) -> Bool { (0...1).contains(datagram.float(offset)) }
    return isUnit(right) && isUnit(forward) && isShare(throttle) && isShare(124) && isShare(128)
  }
}
