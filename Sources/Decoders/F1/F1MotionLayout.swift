internal import Telemetry

/// Packet 0: place, velocity and acceleration of every car.
///
/// The game's axes are those of Gran Turismo: y up, x and z the ground seen from above with z towards the reader (its forward
/// and right vectors say so). Lateral acceleration is positive to the left: real packets have it opposite to the steering sign.
struct F1MotionLayout: Sendable {
  static let gravity: Float = 9.80665
  /// Three f32 of the world velocity.
  static let velocity = 12

  let stride: Int
  let table: BinaryTable
  /// Where 2022 has the player's extra numbers that later years moved to packet 13, from the end of the header.
  let extras: Int?

  /// The extras of 2022, from their start: the same numbers as in packet 13, in another place.
  static let extrasTable = BinaryTable(
    BinaryTable.wheels(0, .float32, .suspensionFrontLeft, scale: 0.001, order: f1WheelOrder)
      + BinaryTable.wheels(48, .float32, .wheelSpeedFrontLeft, order: f1WheelOrder)
      + [BinaryField(96, .float32, .yawRate)])

  init(year: UInt16) {
    let isShort = year >= 2026
    stride = isShort ? 54 : 60
    extras = year == 2022 ? 22 * 60 : nil
    let type = isShort ? BinaryType.signed16 : .float32
    let scale = isShort ? Self.gravity / 1000 : Self.gravity
    table = BinaryTable([
      BinaryField(0, .float32, .positionX),
      BinaryField(4, .float32, .positionY),
      BinaryField(8, .float32, .positionZ),
      BinaryField(Self.velocity, .float32, .velocityX),
      BinaryField(Self.velocity + 8, .float32, .velocityZ),
      BinaryField(36, type, .lateralAcceleration, scale: scale),
      BinaryField(36 + type.size, type, .longitudinalAcceleration, scale: scale),
      BinaryField(36 + 2 * type.size, type, .verticalAcceleration, scale: scale),
    ])
  }
}

/// The order of wheels in every packet of the F1 games.
let f1WheelOrder: [Wheel] = [.rearLeft, .rearRight, .frontLeft, .frontRight]
