internal import Telemetry

/// The packets of Project CARS 1, which its successors can send as well; wheels in the order front left, front right, rear left,
/// rear right. Checked on a real race. The car's own axes have x to the left, y up and z backwards.
enum ProjectCarsLayout {
  /// Telemetry, names of sixteen drivers with car and track, names of sixteen more.
  enum Kind: UInt8, CaseIterable {
    case telemetry = 0
    case strings = 1
    case moreStrings = 2

    var size: Int {
      switch self {
      case .telemetry: 1367
      case .strings: 1347
      case .moreStrings: 1028
      }
    }
  }

  /// The kind is in the low two bits of this byte, a running number above them.
  static let kind = 2
  static let build = 0
  static let state = 3
  static let viewed = 4
  static let participantCount = 5
  static let raceState = 10
  static let invalidBit: UInt8 = 8
  static let antiLockBit: UInt8 = 16
  static let lapCount = 11
  static let bestLap = 12
  static let lastLap = 16
  static let currentLap = 20
  static let splitAhead = 24
  static let timeLeft = 36
  static let sectorTimes = 48
  static let flag = 98
  static let pitMode = 99
  static let fuelCapacity = 111
  static let fuelLevel = 116
  static let gear = 128
  static let participants = 464
  static let participantStride = 16
  static let participantCapacity = 56
  static let trackLength = 1360

  /// One participant.
  enum Participant {
    static let lapDistance = 6
    static let place = 8
    static let lapsCompleted = 9
    static let currentLap = 10
    static let sector = 11
  }

  /// The packet with names.
  enum Strings {
    static let car = 3
    static let carClass = 67
    static let track = 131
    static let variation = 195
    static let drivers = 259
    static let bestLaps = 1283
    static let size = 64
    static let capacity = 16
    /// In the packet with more of them.
    static let moreDrivers = 4
    static let firstMore = 3
  }

  static let table = BinaryTable(
    [
      BinaryField(6, .unsigned8, .throttle, scale: 1 / 255),
      BinaryField(7, .unsigned8, .brake, scale: 1 / 255),
      BinaryField(8, .signed8, .steering, scale: -1 / 127),
      BinaryField(9, .unsigned8, .clutch, scale: 1 / 255),
      BinaryField(113, .unsigned8, .throttleApplied, scale: 1 / 255),
      BinaryField(112, .unsigned8, .brakeApplied, scale: 1 / 255),
      BinaryField(100, .signed16, .oilTemperature),
      BinaryField(102, .unsigned16, .oilPressure, scale: 0.01),
      BinaryField(104, .signed16, .waterTemperature),
      BinaryField(120, .float32, .speed),
      BinaryField(124, .unsigned16, .engineSpeed),
      BinaryField(126, .unsigned16, .engineSpeedLimit),
      BinaryField(160, .float32, .velocityX),
      BinaryField(168, .float32, .velocityZ),
      BinaryField(176, .float32, .yawRate),
      BinaryField(184, .float32, .lateralAcceleration),
      BinaryField(188, .float32, .verticalAcceleration),
      BinaryField(192, .float32, .longitudinalAcceleration, scale: -1),
    ] + BinaryTable.wheels(276, .unsigned8, .tyreTemperatureFrontLeft))

  static let capabilities: Capabilities = [
    .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .drivingAids, .tyreTemperature, .fuel, .lapValidity,
    .pit, .pause, .opponents, .sectors,
  ]

  static func kind(of datagram: RawSpan) -> Kind? {
    guard datagram.byteCount > kind, let found = Kind(rawValue: datagram.byte(kind) & 3),
      found.size == datagram.byteCount
    else { return nil }
    return found
  }

  static let flags: [TrackFlag?] = [nil, .green, nil, .white, .yellow, .doubleYellow, nil, .chequered]
}
