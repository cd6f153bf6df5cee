internal import Telemetry

/// Where the numbers of simd's page are; wheels in the order front left, front right, rear left, rear right.
enum SimapiPageLayout {
  static let size = 46_044
  /// The low half of the newer tick count.
  static let ticks = 8
  static let status = 16
  static let driving: UInt32 = 2
  static let speed = 20
  static let engineSpeed = 24
  static let gear = 28
  static let engineSpeedLimit = 36
  static let laps = 64
  static let mostLaps: UInt32 = 1_000_000
  static let position = 380
  static let spline = 724
  static let trackLength = 732
  static let car = 851
  static let track = 979
  static let driver = 1107
  static let textSize = 128
  static let version = 46_041
  static let expectedVersion: UInt8 = 1

  /// Numbers of eight bytes and the channels they feed.
  static let doubles: [(offset: Int, channel: Channel)] = [
    (124, .throttle), (132, .brake), (140, .fuelLevel), (148, .fuelCapacity), (156, .clutch),
  ]

  static let capabilities: Capabilities = [.position, .lapDistance, .analogBrake, .fuel]

  static func isPlausible(_ page: RawSpan) -> Bool {
    guard page.byteCount == size, page.byte(version) == expectedVersion else { return false }
    return page.integer(speed, as: UInt32.self) < 2000 && page.integer(engineSpeed, as: UInt32.self) < 100_000
  }

  static func double(_ page: RawSpan, _ offset: Int) -> Double {
    Double(bitPattern: page.integer(offset, as: UInt64.self))
  }

  static func decode(_ page: RawSpan, into frame: inout TelemetryFrame) {
    // Whole kilometres an hour.
    frame.set(.speed, Float(page.integer(speed, as: UInt32.self)) / 3.6)
    frame.set(.engineSpeed, Float(page.integer(engineSpeed, as: UInt32.self)))
    frame.set(.engineSpeedLimit, Float(page.integer(engineSpeedLimit, as: UInt32.self)))
    // 0 is reverse, 1 neutral.
    let gear: UInt32 = page.integer(Self.gear)
    if gear <= 20 { frame.gear = Int(gear) - 1 }
    for (offset, channel) in doubles { frame.set(channel, Float(double(page, offset))) }
    let place = (0..<3).map { double(page, position + 8 * $0) }
    if place.allSatisfy(\.isFinite) { frame.position = Position(x: place[0], y: place[1], z: place[2]) }
    let length = double(page, trackLength)
    let share = double(page, spline)
    if length > 0, length < 100_000, share >= 0, share <= 1 { frame.lapDistance = share * length }
  }
}
