internal import Telemetry

/// Packet 10: wear of every car's tyres. Offsets from a car's record.
struct F1CarDamageLayout: Sendable {
  let stride: Int
  let table = BinaryTable(BinaryTable.wheels(0, .float32, .tyreWearFrontLeft, scale: 0.01, order: f1WheelOrder))

  /// Wear of the worst tyre of a car's record, 0 new … 1 gone.
  func worstWear(_ packet: RawSpan, at base: Int) -> Double? {
    let worst = (0..<4).map { packet.float(base + 4 * $0) }.max() ?? 0
    return worst.isFinite && worst >= 0 ? Double(worst) / 100 : nil
  }

  init(year: UInt16) { stride = year >= 2025 ? 46 : 42 }
}
