internal import Telemetry

/// A channel as it is written into a `.ld` file.
struct LdColumn {
  var name: String
  var shortName = ""
  var unit: String
  /// Whether the words are whole numbers, with `decimals` of them behind the point.
  var isInteger = false
  var decimals = 0
  private let value: (Int) -> Double

  /// Names, units and factors under which i2 knows a channel; others keep their own.
  private static let standard: [Channel: (name: String, short: String, unit: String, scale: Double)] = [
    .speed: ("Ground Speed", "Speed", "km/h", 3.6), .throttle: ("Throttle Pos", "Throttl", "%", 100),
    .brake: ("Brake Pos", "Brake", "%", 100), .clutch: ("Clutch Pos", "Clutch", "%", 100),
    .gear: ("Gear", "Gear", "", 1), .engineSpeed: ("Engine RPM", "RPM", "rpm", 1),
    // Positive to the right there.
    .steering: ("Steered Angle", "Steer", "deg", -180 / .pi),
    .lateralAcceleration: ("G Force Lat", "GLat", "G", 1 / UnitConversion.gravity),
    .longitudinalAcceleration: ("G Force Long", "GLong", "G", 1 / UnitConversion.gravity),
    .yawRate: ("Gyro Yaw Velocity", "YawVel", "deg/s", 180 / .pi), .lapDistance: ("Lap Distance", "LapDist", "m", 1),
    .fuelLevel: ("Fuel Level", "Fuel", "l", 1),
  ]
  /// A hundred-millionth of a degree would not fit 32 bits; this is a centimetre.
  private static let degreeDecimals = 7

  static func all(_ samples: EvenSamples, plane: LocalPlane?) -> [LdColumn] {
    let channels = samples.channels
    var columns = channels.map { channel in LdColumn(channel, samples) }
    if let plane, channels.contains(.positionX), channels.contains(.positionZ) {
      func place(_ sample: Int) -> (latitude: Double, longitude: Double)? {
        guard let x = samples.value(.positionX, sample), let z = samples.value(.positionZ, sample) else { return nil }
        return plane.place(east: x, south: z)
      }
      columns.append(LdColumn(degrees: "GPS Latitude") { place($0)?.latitude ?? 0 })
      columns.append(LdColumn(degrees: "GPS Longitude") { place($0)?.longitude ?? 0 })
    }
    columns.append(LdColumn(number: "Lap Number") { Double(samples.frame($0).lapNumber ?? 0) })
    columns.append(LdColumn(number: LdMapping.flagsName) { Double(samples.frame($0).flags.rawValue) })
    return columns
  }

  private init(_ channel: Channel, _ samples: EvenSamples) {
    let standard = Self.standard[channel]
    name = standard?.name ?? channel.identifier
    shortName = standard?.short ?? ""
    unit = standard?.unit ?? (LdMapping.isRatio(channel) ? "ratio" : Self.plain(channel.unit))
    let scale = standard?.scale ?? 1
    // What is absent is no number, and no number it stays.
    value = { sample in samples.value(channel, sample).map { $0 * scale } ?? .nan }
  }

  private init(degrees name: String, _ value: @escaping (Int) -> Double) {
    self.name = name
    unit = "deg"
    isInteger = true
    decimals = Self.degreeDecimals
    self.value = value
  }

  private init(number name: String, _ value: @escaping (Int) -> Double) {
    self.name = name
    unit = ""
    isInteger = true
    self.value = value
  }

  private static func plain(_ unit: String) -> String {
    switch unit {
    case "m/s²": "m/s/s"
    case "°C": "C"
    default: unit
    }
  }

  /// The 32 bits of a sample.
  func word(_ sample: Int) -> UInt32 {
    let number = value(sample)
    guard isInteger else { return Float(number).bitPattern }
    var power = 1.0
    for _ in 0..<decimals { power *= 10 }
    return UInt32(bitPattern: Int32(exactly: (number * power).rounded()) ?? 0)
  }
}
