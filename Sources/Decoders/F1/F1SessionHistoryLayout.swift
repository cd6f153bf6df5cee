internal import Telemetry

/// Packet 11: the laps of one car so far. Offsets from the end of the header.
struct F1SessionHistoryLayout: Sendable {
  static let car = 0
  static let bestLap = 3
  static let laps = 7
  static let lapCapacity = 100

  let stride: Int

  init(year: UInt16) { stride = year == 2022 ? 11 : 14 }

  /// The best lap of the car, s, or `nil` where it has none yet. `header` is the size of the packet's header.
  func bestLapTime(_ packet: RawSpan, header: Int) -> Double? {
    let number = Int(packet.byte(header + Self.bestLap))
    guard number >= 1, number <= Self.lapCapacity else { return nil }
    let milliseconds: UInt32 = packet.integer(header + Self.laps + (number - 1) * stride)
    return milliseconds > 0 ? Double(milliseconds) / 1000 : nil
  }
}
