internal import Telemetry

/// Packet 10: wear of every car's tyres. Offsets from a car's record.
struct F1CarDamageLayout: Sendable {
  let stride: Int
  let table = BinaryTable(BinaryTable.wheels(0, .float32, .tyreWearFrontLeft, scale: 0.01, order: f1WheelOrder))

  init(year: UInt16) { stride = year >= 2025 ? 46 : 42 }
}
