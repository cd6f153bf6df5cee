/// One car's rows of a long table: an instant a row, one number a name.
struct GrCupRows: Sendable {
  /// ms since 1970 by the car's own clock.
  private(set) var times: [Int64] = []
  /// The lap by the car's own counter; −1 where it is none.
  private(set) var laps: [Int32] = []
  /// `GrCupName.count` numbers a row, not a number where the name is missing.
  private(set) var values: [Float] = []
  /// How far the server's clock is ahead of the car's at least, ms.
  private(set) var leastLead = Int64.max
  /// Numbers that came twice for one instant.
  private(set) var duplicates = 0

  var count: Int { times.count }

  /// Takes a number in; rows of one instant follow each other.
  mutating func append(_ value: Float, name: Int, time: Int64, lap: Int32) {
    if times.last != time {
      times.append(time)
      laps.append(lap)
      for _ in 0..<GrCupName.count { values.append(.nan) }
    }
    let place = values.count - GrCupName.count + name
    if values[place].isFinite { duplicates += 1 } else { values[place] = value }
  }

  mutating func see(serverTime: Int64, time: Int64) { leastLead = min(leastLead, serverTime - time) }

  mutating func append(_ other: GrCupRows) {
    times += other.times
    laps += other.laps
    values += other.values
    leastLead = min(leastLead, other.leastLead)
    duplicates += other.duplicates
  }

  /// The rows in the order of their times, those of one instant together; tables come newest first, batch by batch.
  mutating func sort() {
    let order = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var sorted = GrCupRows()
    sorted.times.reserveCapacity(count)
    sorted.laps.reserveCapacity(count)
    sorted.values.reserveCapacity(values.count)
    for index in order {
      let row = index * GrCupName.count
      guard sorted.times.last == times[index] else {
        sorted.times.append(times[index])
        sorted.laps.append(laps[index])
        sorted.values.append(contentsOf: values[row..<(row + GrCupName.count)])
        continue
      }
      let place = sorted.values.count - GrCupName.count
      for name in 0..<GrCupName.count where values[row + name].isFinite {
        if sorted.values[place + name].isFinite {
          duplicates += 1
        } else {
          sorted.values[place + name] = values[row + name]
        }
      }
    }
    times = sorted.times
    laps = sorted.laps
    values = sorted.values
  }

  /// The numbers of a name, one a row.
  func column(_ name: GrCupName) -> [Float] {
    (0..<count).map { values[$0 * GrCupName.count + name.rawValue] }
  }
}

/// The names of the long table that Tenths has a use for. They are compared without case.
enum GrCupName: Int, CaseIterable, Sendable {
  case speed
  case gear
  case engineSpeed
  case pedal
  case throttleBlade
  case frontBrakePressure
  case rearBrakePressure
  case steeringAngle
  case longitudinalAcceleration
  case lateralAcceleration
  case lapDistance
  case latitude
  case longitude
  /// The lap counter of tables that have no column for it.
  case lap

  static let count = allCases.count

  /// As the tables write them, in lower case, in the order of the cases.
  private static let texts = [
    "speed", "gear", "nmot", "aps", "ath", "pbrake_f", "pbrake_r", "steering_angle", "accx_can", "accy_can",
    "laptrigger_lapdist_dls", "vbox_lat_min", "vbox_long_minutes", "lap",
  ]

  init?(_ text: String) {
    guard let index = Self.texts.firstIndex(of: text.lowercased()) else { return nil }
    self.init(rawValue: index)
  }
}
