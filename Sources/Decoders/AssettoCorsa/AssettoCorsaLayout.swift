internal import Telemetry

/// Where the numbers of Assetto Corsa's packets are, and what they feed; wheels in the order front left, front right, rear left,
/// rear right. The car's packet was checked on a real lap of Monza, which goes clockwise: sideways acceleration is positive to the
/// left, the wheel's angle to the right. The reply to the handshake is documented only.
enum AssettoCorsaLayout {
  /// UDP port on which the game listens.
  static let gamePort: UInt16 = 9996

  /// The packet of the own car.
  enum Car {
    static let size = 328
    /// The letter a, then zeros.
    static let mark: UInt32 = 0x61
    static let declaredSize = 4
    static let antiLockAtWork = 21
    static let tractionControlAtWork = 22
    static let inPit = 24
    static let limiter = 25
    static let currentLap = 40
    static let lastLap = 44
    static let bestLap = 48
    static let lapCount = 52
    static let clutch = 64
    static let gear = 76
    static let wheelRotation = 84
    static let loadedRadius = 276
    static let normalisedPosition = 308
  }

  /// What the game answers to the handshake.
  enum Reply {
    static let size = 408
    static let car = 0
    static let driver = 100
    static let identifier = 200
    static let version = 204
    static let track = 208
    static let configuration = 308
    /// Characters of two bytes in each of the texts.
    static let textLength = 50
    static let expectedIdentifier: Int32 = 4242
  }

  static let gravity: Float = 9.80665

  static let car = BinaryTable([
    BinaryField(16, .float32, .speed),
    BinaryField(28, .float32, .lateralAcceleration, scale: gravity),
    BinaryField(32, .float32, .verticalAcceleration, scale: gravity),
    BinaryField(36, .float32, .longitudinalAcceleration, scale: gravity),
    BinaryField(56, .float32, .throttle),
    BinaryField(60, .float32, .brake),
    BinaryField(Car.clutch, .float32, .clutch, scale: -1, addend: 1),
    BinaryField(68, .float32, .engineSpeed),
    BinaryField(72, .float32, .steering, scale: -Float.pi / 180),
    BinaryField(316, .float32, .positionX),
    BinaryField(320, .float32, .positionY),
    BinaryField(324, .float32, .positionZ),
  ])

  static let capabilities: Capabilities = [
    .position, .liveLapTime, .steering, .analogBrake, .drivingAids, .wheelSlip, .pit, .pause,
  ]

  static func isCar(_ datagram: RawSpan) -> Bool {
    datagram.byteCount == Car.size && datagram.integer(0, as: UInt32.self) == Car.mark
      && datagram.integer(Car.declaredSize, as: Int32.self) == Int32(Car.size)
  }

  static func isReply(_ datagram: RawSpan) -> Bool {
    datagram.byteCount == Reply.size
      && datagram.integer(Reply.identifier, as: Int32.self) == Reply.expectedIdentifier
      && datagram.integer(Reply.version, as: Int32.self) == 1
  }

  /// A text of the reply: it ends with a zero or with a percent sign, what follows is left over from before.
  static func text(_ datagram: RawSpan, at offset: Int) -> String? {
    var units: [UInt16] = []
    for index in 0..<Reply.textLength {
      let unit: UInt16 = datagram.integer(offset + 2 * index)
      if unit == 0 || unit == UInt16(UInt8(ascii: "%")) { break }
      units.append(unit)
    }
    return units.isEmpty ? nil : String(decoding: units, as: UTF16.self)
  }
}
