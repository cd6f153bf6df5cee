/// Packet 8: the result of a session. Offsets from a car's record, which starts one byte after the header.
struct F1FinalClassificationLayout: Sendable {
  static let place = 0
  static let lapCount = 1
  static let pitStops = 4
  static let resultStatus = 5

  let stride: Int
  let bestLapTime: Int

  init(year: UInt16) {
    // 2025 put the reason of the result between the result and the time.
    let hasReason = year >= 2025
    stride = hasReason ? 46 : 45
    bestLapTime = hasReason ? 7 : 6
  }
}
