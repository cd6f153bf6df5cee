internal import Telemetry

/// The packets of Project CARS 2 and Automobilista 2, each of a kind in its header; wheels in the order front left, front right,
/// rear left, rear right. Documented only: no recording was available. The axes are those of Project CARS 1, where they were seen.
enum Automobilista2Layout {
  enum Kind: UInt8, CaseIterable, Sendable {
    case telemetry = 0
    case raceDefinition = 1
    case participants = 2
    case timings = 3
    case gameState = 4
    case timeStats = 7
    case vehicles = 8

    /// Fewest bytes: later builds put numbers of their own at the end.
    var size: Int {
      switch self {
      case .telemetry: 555
      case .raceDefinition: 308
      case .participants: 1136
      case .timings: 1059
      case .gameState: 24
      case .timeStats: 1040
      case .vehicles: 1164
      }
    }

    /// Most bytes that were seen or documented, with some room for builds to come.
    var largestSize: Int {
      switch self {
      case .telemetry: 572
      case .vehicles: 1452
      default: size + 16
      }
    }
  }

  static let packetNumber = 0
  static let partIndex = 8
  static let partCount = 9
  static let kind = 10
  static let version = 11
  static let headerSize = 12
  /// No kind of packet has as many parts.
  static let mostParts: UInt8 = 16
  static let largestVersion: UInt8 = 16

  static let participantCapacity = 32

  enum Telemetry {
    static let viewed = 12
    static let carFlags = 17
    static let fuelCapacity = 28
    static let fuelLevel = 32
    static let speed = 36
    static let gear = 45
    static let position = 542
    static let limiterBit: UInt8 = 8
    static let antiLockBit: UInt8 = 16
  }

  enum RaceDefinition {
    static let trackLength = 44
    static let location = 48
    static let variation = 112
    static let lapsOrTime = 304
    static let textSize = 64
    /// Marks a race by time, in units of five minutes.
    static let timedBit: UInt16 = 0x8000
    static let timeUnit = 300.0
  }

  enum Timings {
    static let count = 12
    static let timeLeft = 17
    static let splitAhead = 21
    static let participants = 33
    static let stride = 32
    static let local = 1057
    // Of one participant.
    static let lapDistance = 12
    static let place = 14
    static let sector = 15
    static let flag = 16
    static let pit = 17
    static let raceState = 20
    static let currentLap = 21
    static let currentTime = 22
    static let invalidBit: UInt8 = 8
  }

  enum GameState {
    static let state = 14
    static let airTemperature = 15
    static let trackTemperature = 16
    static let rain = 17
  }

  enum TimeStats {
    static let participants = 16
    static let stride = 32
    static let fastestLap = 0
    static let lastLap = 4
  }

  enum Participants {
    static let names = 16
    static let nameSize = 64
    static let perPart = 16
  }

  static let table = BinaryTable(
    [
      BinaryField(13, .unsigned8, .throttle, scale: 1 / 255),
      BinaryField(14, .unsigned8, .brake, scale: 1 / 255),
      BinaryField(15, .signed8, .steering, scale: -1 / 127),
      BinaryField(16, .unsigned8, .clutch, scale: 1 / 255),
      BinaryField(30, .unsigned8, .throttleApplied, scale: 1 / 255),
      BinaryField(29, .unsigned8, .brakeApplied, scale: 1 / 255),
      BinaryField(18, .signed16, .oilTemperature),
      BinaryField(20, .unsigned16, .oilPressure, scale: 0.01),
      BinaryField(22, .signed16, .waterTemperature),
      BinaryField(Telemetry.speed, .float32, .speed),
      BinaryField(40, .unsigned16, .engineSpeed),
      BinaryField(42, .unsigned16, .engineSpeedLimit),
      BinaryField(76, .float32, .velocityX),
      BinaryField(84, .float32, .velocityZ),
      BinaryField(92, .float32, .yawRate),
      BinaryField(100, .float32, .lateralAcceleration),
      BinaryField(104, .float32, .verticalAcceleration),
      BinaryField(108, .float32, .longitudinalAcceleration, scale: -1),
      BinaryField(Telemetry.position, .float32, .positionX),
      BinaryField(Telemetry.position + 4, .float32, .positionY),
      BinaryField(Telemetry.position + 8, .float32, .positionZ),
      BinaryField(554, .unsigned8, .brakeBias, scale: 1 / 255),
    ] + BinaryTable.wheels(176, .unsigned8, .tyreTemperatureFrontLeft)
      + BinaryTable.wheels(196, .unsigned8, .tyreWearFrontLeft, scale: 1 / 255)
      + BinaryTable.wheels(208, .signed16, .brakeTemperatureFrontLeft)
      + BinaryTable.wheels(312, .float32, .suspensionFrontLeft)
      + BinaryTable.wheels(352, .unsigned16, .tyrePressureFrontLeft))

  static let capabilities: Capabilities = [
    .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .drivingAids, .tyreTemperature, .tyreWear, .fuel,
    .lapValidity, .pit, .pause, .opponents, .sectors, .weather,
  ]

  /// The colours of a flag, in the low four bits of its byte.
  static let flags: [TrackFlag?] = [
    nil, .green, nil, .white, .white, .red, .yellow, .doubleYellow, nil, nil, nil, .chequered,
  ]
  static let blueFlag: UInt8 = 2

  /// The kind of a datagram whose size and header are its kind's.
  static func kind(of datagram: RawSpan) -> Kind? {
    guard datagram.byteCount >= headerSize, let found = Kind(rawValue: datagram.byte(kind)),
      (found.size...found.largestSize).contains(datagram.byteCount)
    else { return nil }
    let index = datagram.byte(partIndex)
    let count = datagram.byte(partCount)
    guard index <= count, count <= mostParts, datagram.byte(version) <= largestVersion else { return nil }
    return found
  }
}
