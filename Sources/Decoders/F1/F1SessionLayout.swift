internal import Telemetry

/// Packet 1: the session and its circuit. Offsets from the end of the header.
struct F1SessionLayout: Sendable {
  static let weather = 0
  static let trackTemperature = 1
  static let airTemperature = 2
  static let totalLaps = 3
  static let trackLength = 4
  static let sessionType = 6
  static let trackID = 7
  static let formula = 8
  static let timeLeft = 9
  static let isPaused = 14
  static let isSpectating = 15
  static let spectatorCar = 16
  static let zoneCount = 18
  static let zones = 19
  static let zoneCapacity = 21
  static let zoneStride = 5
  /// Where the flag of a zone is in it, after a f32.
  static let zoneFlag = 4
  static let safetyCar = 124
  static let forecastCount = 126
  static let forecast = 127
  static let forecastStride = 8
  /// Two f32 since 2024: where sectors two and three start, m.
  let sectorStarts: Int?
  let forecastCapacity: Int
  private let year: UInt16

  init(year: UInt16) {
    self.year = year
    sectorStarts = year >= 2024 ? 716 : nil
    forecastCapacity = year >= 2024 ? 64 : 56
  }

  /// The words for a session type; 2024 put the sprint shootouts in between.
  func sessionName(_ type: UInt8) -> String? {
    switch (type, year >= 2024) {
    case (1...4, _): "practice"
    case (5...9, _): "qualifying"
    case (10...14, true): "sprint shootout"
    case (15...17, true), (10...12, false): "race"
    case (18, true), (13, false): "time trial"
    default: nil
    }
  }

  func isRace(_ type: UInt8) -> Bool { (year >= 2024 ? 15...17 : 10...12).contains(type) }

  /// The number of a session by its name, for the encoder; practice where there is no such name.
  func sessionType(_ name: String?) -> UInt8 {
    (1...18).first { sessionName($0) == name } ?? 1
  }

  static func trackName(_ id: Int8) -> String? { trackNames[id] }

  static func trackID(_ name: String?) -> Int8 {
    trackNames.first { $0.value == name }?.key ?? unknownTrack
  }

  static let unknownTrack: Int8 = -1

  // The numbers are the game's own; the names are the circuits', and their places where the circuit has none of its own.
  private static let trackNames: [Int8: String] = [
    0: "Albert Park", 2: "Shanghai", 3: "Sakhir", 4: "Barcelona-Catalunya", 5: "Monaco", 6: "Montreal",
    7: "Silverstone", 9: "Hungaroring", 10: "Spa-Francorchamps", 11: "Monza", 12: "Singapore", 13: "Suzuka",
    14: "Abu Dhabi", 15: "Austin", 16: "Interlagos", 17: "Red Bull Ring", 19: "Mexico City", 20: "Baku",
    26: "Zandvoort", 27: "Imola", 29: "Jeddah", 30: "Miami", 31: "Las Vegas", 32: "Losail",
    39: "Silverstone reverse", 40: "Red Bull Ring reverse", 41: "Zandvoort reverse",
  ]
}
