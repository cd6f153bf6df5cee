internal import Telemetry

/// Packet 11: the laps of one car so far. Offsets from the end of the header.
struct F1SessionHistoryLayout: Sendable {
  static let car = 0
  static let lapCount = 1
  static let bestLap = 3
  static let laps = 7
  static let lapCapacity = 100

  let stride: Int

  init(year: UInt16) { stride = year == 2022 ? 11 : 14 }

  /// The best lap of the car, s, or `nil` where it has none yet. `header` is the size of the packet's header.
  func bestLapTime(_ packet: RawSpan, header: Int) -> Double? {
    lapTime(packet, header: header, lap: Int(packet.byte(header + Self.bestLap)))
  }

  /// The time of a lap, counted from 1, s; `nil` where it is not complete.
  func lapTime(_ packet: RawSpan, header: Int, lap: Int) -> Double? {
    guard lap >= 1, lap <= Self.lapCapacity else { return nil }
    let milliseconds: UInt32 = packet.integer(header + Self.laps + (lap - 1) * stride)
    return milliseconds > 0 ? Double(milliseconds) / 1000 : nil
  }

  /// Writes the history of a car that has driven one lap worth telling, the best, under the number given.
  func encode(car: UInt8, lap: Int, time: Double?, into buffer: inout [UInt8], header: Int) {
    for offset in header..<buffer.count { buffer[offset] = 0 }
    buffer.store(car, at: header + Self.car)
    let lap = max(1, min(lap, Self.lapCapacity))
    buffer.store(UInt8(lap), at: header + Self.lapCount)
    guard let time else { return }
    buffer.store(UInt8(lap), at: header + Self.bestLap)
    buffer.store(UInt32(nearest: time * 1000), at: header + Self.laps + (lap - 1) * stride)
  }
}
