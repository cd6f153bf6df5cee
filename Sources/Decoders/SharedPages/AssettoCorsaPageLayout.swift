internal import Telemetry

/// The three pages of Assetto Corsa and Assetto Corsa Competizione, end to end; wheels in the order front left, front right, rear
/// left, rear right. Documented only: no image was available.
enum AssettoCorsaPageLayout {
  static let physics = SharedPage(name: "acpmf_physics", size: 800, counter: 0)
  static let graphics = SharedPage(name: "acpmf_graphics", size: 1588, counter: 0)
  static let description = SharedPage(name: "acpmf_static", size: 720, counter: nil)
  static let size = physics.size + graphics.size + description.size

  enum Physics {
    static let speed = 28
    static let gear = 16
    static let tractionControl = 204
    static let limiter = 248
    static let antiLock = 252
    static let engineSpeed = 20
  }

  /// From the start of the image.
  enum Graphics {
    static let base = physics.size
    static let status = base + 4
    static let session = base + 8
    static let lapCount = base + 132
    static let place = base + 136
    static let currentLap = base + 140
    static let lastLap = base + 144
    static let bestLap = base + 148
    static let inPit = base + 160
    static let sector = base + 164
    static let laps = base + 172
    static let normalisedPosition = base + 248
    /// The car's own place in Assetto Corsa.
    static let position = base + 252
    /// The places of sixty cars in Competizione, their numbers, and the number of the own one.
    static let positions = base + 256
    static let numbers = base + 976
    static let ownNumber = base + 1216
    static let carCapacity = 60
    static let live: Int32 = 2
    static let paused: Int32 = 3
    static let replay: Int32 = 1
  }

  enum Static {
    static let base = physics.size + graphics.size
    static let version = base
    static let versionLength = 15
    static let car = base + 68
    static let track = base + 134
    static let nameLength = 33
    static let player = base + 200
    static let limiter = base + 412
    static let tank = base + 416
    static let trackLength = base + 520
    static let configuration = base + 524
    static let configurationLength = 15
  }

  private static let gravity: Float = 9.80665
  private static let kilopascalsPerPSI: Float = 6.894757

  static let table = BinaryTable(
    [
      BinaryField(4, .float32, .throttle),
      BinaryField(8, .float32, .brake),
      BinaryField(12, .float32, .fuelLevel),
      BinaryField(Physics.engineSpeed, .signed32, .engineSpeed),
      BinaryField(24, .float32, .steering, scale: -1),
      BinaryField(Physics.speed, .float32, .speed, scale: 1 / 3.6),
      BinaryField(44, .float32, .lateralAcceleration, scale: gravity),
      BinaryField(48, .float32, .verticalAcceleration, scale: gravity),
      BinaryField(52, .float32, .longitudinalAcceleration, scale: gravity),
      BinaryField(288, .float32, .airTemperature),
      BinaryField(292, .float32, .trackTemperature),
      BinaryField(Static.limiter, .signed32, .engineSpeedLimit),
      BinaryField(Static.tank, .float32, .fuelCapacity),
    ] + BinaryTable.wheels(88, .float32, .tyrePressureFrontLeft, scale: kilopascalsPerPSI)
      + BinaryTable.wheels(152, .float32, .tyreTemperatureFrontLeft)
      + BinaryTable.wheels(184, .float32, .suspensionFrontLeft)
      + BinaryTable.wheels(348, .float32, .brakeTemperatureFrontLeft))

  static let capabilities: Capabilities = [
    .position, .lapDistance, .liveLapTime, .steering, .analogBrake, .drivingAids, .tyreTemperature, .fuel, .pit, .pause,
  ]

  static func isPlausible(_ image: RawSpan) -> Bool {
    guard image.byteCount == size else { return false }
    let speed = image.float(Physics.speed)
    let status: Int32 = image.integer(Graphics.status)
    let engine: Int32 = image.integer(Physics.engineSpeed)
    return speed >= 0 && speed < 1000 && (0...3).contains(status) && (0...50_000).contains(engine)
  }

  /// Competizione's pages have a version from 1.8 on.
  static func isCompetizione(_ image: RawSpan) -> Bool {
    guard let version = image.wideText(Static.version, count: Static.versionLength) else { return false }
    let parts = version.split(separator: ".").compactMap { Int($0) }
    return parts.count >= 2 && (parts[0] > 1 || (parts[0] == 1 && parts[1] >= 8))
  }

  static func place(_ image: RawSpan, isCompetizione: Bool) -> Position? {
    var offset: Int? = Graphics.position
    if isCompetizione {
      let own: Int32 = image.integer(Graphics.ownNumber)
      let slot = (0..<Graphics.carCapacity).first {
        image.integer(Graphics.numbers + 4 * $0, as: Int32.self) == own
      }
      offset = slot.map { Graphics.positions + 12 * $0 }
    }
    guard let offset else { return nil }
    let values = (0..<3).map { image.float(offset + 4 * $0) }
    guard values.allSatisfy(\.isFinite) else { return nil }
    return Position(x: Double(values[0]), y: Double(values[1]), z: Double(values[2]))
  }
}
