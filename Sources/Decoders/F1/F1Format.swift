/// The layouts of one year's packets. A game can send older years' formats, so the header decides and never the game's name.
///
/// All sizes and offsets of 2022 to 2025 were checked on real packets, those of 2026 on real bodies.
final class F1Format: Sendable {
  static let firstYear: UInt16 = 2022
  /// Of all years.
  static let largestCarCount = 24
  static let all: [F1Format] = (firstYear...2026).map { F1Format(year: $0) }

  let year: UInt16
  let carCount: Int
  let header: F1Header.Layout
  /// Bytes of a datagram by packet identifier, header included; 0 where the year has no such packet.
  let sizes: [Int]
  let motion: F1MotionLayout
  let lapData: F1LapDataLayout
  let carTelemetry: F1CarTelemetryLayout
  let carStatus: F1CarStatusLayout
  let carDamage: F1CarDamageLayout
  let motionEx: F1MotionExLayout
  let session: F1SessionLayout
  let participants: F1ParticipantsLayout
  let sessionHistory: F1SessionHistoryLayout
  let finalClassification: F1FinalClassificationLayout

  private init(year: UInt16) {
    self.year = year
    carCount = year >= 2026 ? 24 : 22
    header = F1Header.Layout(year: year)
    sizes =
      switch year {
      case 2022: [1464, 632, 972, 40, 1257, 1102, 1347, 1058, 1015, 1191, 948, 1155, 0, 0, 0, 0, 0]
      case 2023: [1349, 644, 1131, 45, 1306, 1107, 1352, 1239, 1020, 1218, 953, 1460, 231, 217, 0, 0, 0]
      case 2024: [1349, 753, 1285, 45, 1350, 1133, 1352, 1239, 1020, 1306, 953, 1460, 231, 237, 101, 0, 0]
      case 2025: [1349, 753, 1285, 45, 1284, 1133, 1352, 1239, 1042, 954, 1041, 1460, 231, 273, 101, 1131, 0]
      default: [1325, 926, 1399, 45, 1470, 1233, 1448, 1445, 1134, 1062, 1133, 1460, 231, 273, 104, 1231, 269]
      }
    motion = F1MotionLayout(year: year)
    lapData = F1LapDataLayout(year: year)
    carTelemetry = F1CarTelemetryLayout(year: year)
    carStatus = F1CarStatusLayout(year: year)
    carDamage = F1CarDamageLayout(year: year)
    motionEx = F1MotionExLayout()
    session = F1SessionLayout(year: year)
    participants = F1ParticipantsLayout(year: year)
    sessionHistory = F1SessionHistoryLayout(year: year)
    finalClassification = F1FinalClassificationLayout(year: year)
  }

  /// The layouts of a year, or `nil` for a year without a table.
  static func of(_ year: UInt16) -> F1Format? {
    guard year >= firstYear, year < firstYear + UInt16(all.count) else { return nil }
    return all[Int(year - firstYear)]
  }

  func size(_ kind: F1PacketKind) -> Int { sizes[Int(kind.rawValue)] }

  /// Where a car's record starts in a datagram of per-car records.
  func record(_ car: Int, stride: Int) -> Int { header.size + car * stride }
}
