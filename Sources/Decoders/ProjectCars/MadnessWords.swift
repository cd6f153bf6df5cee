internal import Telemetry

/// Numbers that mean the same in every game built on the engine of Project CARS.
enum MadnessWords {
  enum GameState {
    static let playing: UInt8 = 2
    static let paused: UInt8 = 3
    static let menuInRace: UInt8 = 4
    static let replay: UInt8 = 6
  }

  enum SessionState {
    static let practice: UInt8 = 1
    static let formation: UInt8 = 4
    static let race: UInt8 = 5
  }

  enum RaceState {
    static let finished: UInt8 = 3
    static let disqualified: UInt8 = 4
    static let retired: UInt8 = 5
    static let didNotFinish: UInt8 = 6
  }

  enum PitMode {
    static let none: UInt8 = 0
    static let box: UInt8 = 2
    static let garage: UInt8 = 4
  }

  /// Gear in the low half of a byte.
  static let reverse: UInt8 = 15
  /// Marks a car that takes part, or a lap that does not count, in numbers below it.
  static let topBit: UInt8 = 0x80

  static func sessionName(_ state: UInt8) -> String? {
    switch state {
    case 1: "practice"
    case 2: "test"
    case 3: "qualifying"
    case 4, 5: "race"
    case 6: "time trial"
    default: nil
    }
  }

  static func sessionState(_ name: String?, isRace: Bool) -> UInt8 {
    isRace ? SessionState.race : (1...6).first { sessionName($0) == name } ?? SessionState.practice
  }

  static func status(race: UInt8, pit: UInt8) -> FieldCar.Status {
    switch race {
    case RaceState.finished: .finished
    case RaceState.disqualified: .disqualified
    case RaceState.retired, RaceState.didNotFinish: .retired
    default: pit == PitMode.garage ? .garage : .running
    }
  }

  static func race(_ status: FieldCar.Status) -> UInt8 {
    switch status {
    case .running, .garage: 2
    case .finished: RaceState.finished
    case .disqualified: RaceState.disqualified
    case .retired: RaceState.retired
    }
  }

  static func pit(_ mode: UInt8) -> FieldCar.Pit {
    mode == PitMode.none || mode == PitMode.garage ? .none : mode == PitMode.box ? .box : .lane
  }

  static func mode(_ pit: FieldCar.Pit, _ status: FieldCar.Status) -> UInt8 {
    if status == .garage { return PitMode.garage }
    return pit == .none ? PitMode.none : pit == .box ? PitMode.box : 1
  }

  /// Quarters of a metre of a place whose whole metres come as two bytes: bits 6 and 7 of the sector's byte for x, 4 and 5 for z.
  /// Found by laying a real drive's places over its velocities.
  static func place(_ packet: RawSpan, at base: Int, precision: UInt8) -> Position {
    Position(
      x: Double(packet.integer(base, as: Int16.self)) + Double(precision >> 6 & 3) / 4,
      y: Double(packet.integer(base + 2, as: Int16.self)),
      z: Double(packet.integer(base + 4, as: Int16.self)) + Double(precision >> 4 & 3) / 4)
  }

  /// Stores a place and returns the bits that belong into the sector's byte.
  static func store(_ place: Position, into buffer: inout [UInt8], at base: Int) -> UInt8 {
    func parts(_ value: Double) -> (whole: Int16, quarters: UInt8) {
      let quarters = Int(nearest: max(-32_000, min(32_000, value)) * 4)
      let whole = quarters >> 2
      return (Int16(clamping: whole), UInt8(quarters - whole << 2))
    }
    let x = parts(place.x)
    let z = parts(place.z)
    buffer.store(x.whole, at: base)
    buffer.store(Int16(nearest: place.y), at: base + 2)
    buffer.store(z.whole, at: base + 4)
    return x.quarters << 6 | z.quarters << 4
  }
}
