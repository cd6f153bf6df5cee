internal import Telemetry

/// Packet 13: what only the player's own car is sent with. Offsets from the end of the header.
struct F1MotionExLayout: Sendable {
  /// Suspension travel comes in millimetres. The angular velocity about the upward axis is positive to the left.
  let table = BinaryTable(
    BinaryTable.wheels(0, .float32, .suspensionFrontLeft, scale: 0.001, order: f1WheelOrder)
      + BinaryTable.wheels(48, .float32, .wheelSpeedFrontLeft, order: f1WheelOrder)
      + [BinaryField(148, .float32, .yawRate)])

  /// What becomes stale when the packet stops coming.
  static let channels: [Channel] = [
    .suspensionFrontLeft, .suspensionFrontRight, .suspensionRearLeft, .suspensionRearRight,
    .wheelSpeedFrontLeft, .wheelSpeedFrontRight, .wheelSpeedRearLeft, .wheelSpeedRearRight, .yawRate,
  ]
}
