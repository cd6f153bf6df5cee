internal import Telemetry

/// Where the numbers of the page are; wheels in the order front left, front right, rear left, rear right.
enum Automobilista2PageLayout {
  /// The image files are rounded up to whole pages.
  static let size = 20_700
  static let version = 0
  static let versions: ClosedRange<UInt32> = 5...20
  static let gameState = 8
  static let sessionState = 12
  static let viewed = 20
  static let participantCount = 24
  static let participants = 28
  static let participantStride = 100
  static let participantCapacity = 64
  static let car = 6444
  static let lapCount = 6572
  static let location = 6576
  static let variation = 6640
  static let trackLength = 6704
  static let lapInvalidated = 6712
  static let bestLap = 6716
  static let lastLap = 6720
  static let currentLap = 6724
  static let carFlags = 6816
  static let fuelLevel = 6840
  static let fuelCapacity = 6844
  static let speed = 6848
  static let gear = 6876
  static let sequence = 7320
  static let textSize = 64

  enum Participant {
    static let name = 1
    static let position = 68
    static let lapDistance = 80
    static let place = 84
    static let currentLap = 92
    static let sector = 96
  }

  static let table = BinaryTable(
    [
      BinaryField(6428, .float32, .throttle),
      BinaryField(6432, .float32, .brake),
      BinaryField(6436, .float32, .steering, scale: -1),
      BinaryField(6440, .float32, .clutch),
      BinaryField(6864, .float32, .throttleApplied),
      BinaryField(6860, .float32, .brakeApplied),
      BinaryField(6820, .float32, .oilTemperature),
      BinaryField(speed, .float32, .speed),
      BinaryField(6852, .float32, .engineSpeed),
      BinaryField(6856, .float32, .engineSpeedLimit),
    ] + BinaryTable.wheels(7072, .float32, .tyreTemperatureFrontLeft)
      + BinaryTable.wheels(7136, .float32, .tyreWearFrontLeft)
      + BinaryTable.wheels(7184, .float32, .brakeTemperatureFrontLeft))

  static let capabilities: Capabilities = [
    .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .drivingAids, .tyreTemperature, .tyreWear, .fuel,
    .lapValidity, .pause, .opponents,
  ]

  static func isPlausible(_ page: RawSpan) -> Bool {
    guard page.byteCount == size, versions.contains(page.integer(version)) else { return false }
    let count: Int32 = page.integer(participantCount)
    let length = page.float(trackLength)
    return count >= -1 && count <= Int32(participantCapacity) && length >= 0 && length < 100_000
      && page.float(speed) >= 0 && page.float(speed) < 500
  }

  static func place(_ page: RawSpan, _ record: Int) -> Position? {
    let values = (0..<3).map { page.float(record + Participant.position + 4 * $0) }
    guard values.allSatisfy(\.isFinite) else { return nil }
    return Position(x: Double(values[0]), y: Double(values[1]), z: Double(values[2]))
  }

  /// −1 where there is no time; as many places as the games show.
  static func time(_ page: RawSpan, _ offset: Int) -> Double? {
    let seconds = page.float(offset)
    return seconds.isFinite && seconds >= 0 ? (Double(seconds) * 1000).rounded() / 1000 : nil
  }

  static func track(_ page: RawSpan) -> String? {
    let names = [location, variation].compactMap { page.text($0, size: textSize) }
    return names.isEmpty ? nil : names.joined(separator: " ")
  }
}
