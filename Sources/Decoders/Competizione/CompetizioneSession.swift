internal import Telemetry

/// The message about the session.
struct CompetizioneSession: Sendable {
  enum Kind {
    static let replay: UInt8 = 14
  }

  enum Phase {
    static let formation: UInt8 = 3
    static let over: UInt8 = 6
    static let result: UInt8 = 8
    static let last: UInt8 = 8
  }

  var event: UInt16 = 0
  var index: UInt16 = 0
  var kind: UInt8 = 0
  var phase: UInt8 = 0
  /// s.
  var time = 0.0
  /// s until the end, or `nil`.
  var timeLeft: Double?
  var focusedCar: Int32 = -1
  var isReplay = false
  var airTemperature: UInt8 = 0
  var trackTemperature: UInt8 = 0
  /// Tenths.
  var clouds: UInt8 = 0
  var rain: UInt8 = 0

  init() {}

  /// `nil` where the message is not whole.
  init?(_ message: RawSpan) {
    var reader = CompetizioneReader()
    event = reader.integer(message)
    index = reader.integer(message)
    kind = reader.integer(message)
    phase = reader.integer(message)
    time = Double(reader.float(message)) / 1000
    let end = Double(reader.float(message)) / 1000
    timeLeft = end >= 0 && end < 1e6 ? end : nil
    focusedCar = reader.integer(message)
    reader.skipText(message)
    reader.skipText(message)
    reader.skipText(message)
    isReplay = reader.integer(message, as: UInt8.self) != 0
    if isReplay {
      _ = reader.float(message)
      _ = reader.float(message)
    }
    _ = reader.float(message)
    airTemperature = reader.integer(message)
    trackTemperature = reader.integer(message)
    clouds = reader.integer(message)
    rain = reader.integer(message)
    _ = reader.integer(message, as: UInt8.self)
    _ = reader.lap(message)
    guard reader.isComplete(message), time.isFinite, time >= 0, phase <= Phase.last else { return nil }
  }

  var name: String? {
    switch kind {
    case 0: "practice"
    case 4, 9: "qualifying"
    case 10: "race"
    case 11, 13: "hot lap"
    case 12: "hot stint"
    default: nil
    }
  }

  static func kind(_ name: String?, isRace: Bool) -> UInt8 { isRace ? 10 : name == "qualifying" ? 4 : 0 }

  var weather: String {
    if rain > 5 { return "heavy rain" }
    if rain > 0 { return "light rain" }
    return clouds > 6 ? "overcast" : clouds > 2 ? "light cloud" : "clear"
  }

  func isSame(as other: CompetizioneSession) -> Bool {
    event == other.event && index == other.index && kind == other.kind
  }
}

/// The message about one car.
struct CompetizioneCar: Sendable {
  enum Location {
    static let none: UInt8 = 0
    static let track: UInt8 = 1
    static let pitLane: UInt8 = 2
    static let last: UInt8 = 4
  }

  /// The official sample takes this off the byte: reverse is sent as 1, neutral as 2.
  static let gearOffset = 2
  private static let lastGear: UInt8 = 16

  var index: UInt16 = 0
  var driver: UInt16 = 0
  var gear: UInt8 = 2
  var x: Float = 0
  var y: Float = 0
  var location: UInt8 = 0
  /// km/h.
  var speed: UInt16 = 0
  var place: UInt16 = 0
  /// Share of the lap.
  var spline: Float = 0
  var laps: UInt16 = 0
  var best = CompetizioneLap()
  var last = CompetizioneLap()
  var current = CompetizioneLap()

  init() {}

  /// `nil` where the message is not whole.
  init?(_ message: RawSpan) {
    var reader = CompetizioneReader()
    index = reader.integer(message)
    driver = reader.integer(message)
    _ = reader.integer(message, as: UInt8.self)
    gear = reader.integer(message)
    x = reader.float(message)
    y = reader.float(message)
    _ = reader.float(message)
    location = reader.integer(message)
    speed = reader.integer(message)
    place = reader.integer(message)
    _ = reader.integer(message, as: UInt16.self)
    _ = reader.integer(message, as: UInt16.self)
    spline = reader.float(message)
    laps = reader.integer(message)
    _ = reader.integer(message, as: Int32.self)
    best = reader.lap(message)
    last = reader.lap(message)
    current = reader.lap(message)
    guard reader.isComplete(message), location <= Location.last, gear <= Self.lastGear, spline >= -0.1, spline <= 1.1,
      x.isFinite, y.isFinite
    else { return nil }
  }

  /// Some builds send no places at all.
  var position: Position? {
    x == 0 && y == 0 ? nil : Position(x: Double(x), y: 0, z: Double(y))
  }

  var isInPit: Bool { location >= Location.pitLane }
}
