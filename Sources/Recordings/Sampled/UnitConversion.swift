internal import Telemetry

/// How numbers of a file become those of a channel: value × `scale` + `addend`.
struct UnitConversion: Sendable, Equatable {
  var scale: Double = 1
  var addend: Double = 0

  /// m/s², by definition of the standard acceleration of free fall.
  static let gravity = 9.80665
  /// An international mile, m, and the units made of it and of pounds and inches.
  private static let mile = 1609.344
  private static let poundPerSquareInch = 6.894757293168

  /// The conversion from a unit as files write it, whatever its case and spelling; `nil` for a unit that is not one of this quantity.
  static func from(_ unit: String, to channel: Channel) -> UnitConversion? {
    let unit = normalised(unit)
    if !unit.isEmpty, unit == normalised(channel.unit) { return UnitConversion() }
    return table(of: channel)?[unit]
  }

  /// A unit without blanks, brackets, dots and case.
  static func normalised(_ unit: String) -> String {
    String(
      unit.lowercased().unicodeScalars.compactMap { scalar -> Character? in
        switch scalar {
        case " ", "[", "]", "(", ")", ".", "^", "*", "_": nil
        case "²": "2"
        case "º", "˚": "°"
        default: Character(scalar)
        }
      })
  }

  private static func times(_ scale: Double) -> UnitConversion { UnitConversion(scale: scale) }

  private static func table(of channel: Channel) -> [String: UnitConversion]? {
    switch channel.unit {
    case "m/s": speed
    case "rad": angle
    case "rad/s": angularVelocity
    case "m/s²": acceleration
    case "m": length
    case "kPa": pressure
    case "bar": pressure.mapValues { UnitConversion(scale: $0.scale / 100) }
    case "°C": temperature
    case "rpm": ["": times(1), "rpm": times(1), "1/min": times(1), "rev/min": times(1), "revs/min": times(1)]
    case "l":
      ["": times(1), "l": times(1), "ltr": times(1), "litre": times(1), "kg": times(1), "gal": times(3.785411784)]
    case "": channel == .gear || channel == .looseWheels ? count : ratio
    default: nil
    }
  }

  private static let count = ["": times(1), "no": times(1), "gear": times(1), "#": times(1)]

  /// `%` is out of a hundred; where no unit is said, the values have to tell.
  private static let ratio = [
    "%": times(0.01), "pct": times(0.01), "percent": times(0.01), "ratio": times(1), "0-1": times(1),
  ]

  private static let speed: [String: UnitConversion] = [
    "m/s": times(1), "ms": times(1), "mps": times(1), "meterspersecond": times(1), "km/h": times(1 / 3.6),
    "kmh": times(1 / 3.6), "kph": times(1 / 3.6), "mph": times(mile / 3600), "mi/h": times(mile / 3600),
    "kn": times(1852.0 / 3600), "kt": times(1852.0 / 3600), "kts": times(1852.0 / 3600), "knots": times(1852.0 / 3600),
  ]

  private static let angle: [String: UnitConversion] = [
    "rad": times(1), "radians": times(1), "deg": times(.pi / 180), "°": times(.pi / 180), "degrees": times(.pi / 180),
    "°degree": times(.pi / 180),
  ]

  private static let angularVelocity: [String: UnitConversion] = [
    "rad/s": times(1), "deg/s": times(.pi / 180), "°/s": times(.pi / 180), "dps": times(.pi / 180),
  ]

  private static let acceleration: [String: UnitConversion] = [
    "m/s2": times(1), "m/s/s": times(1), "g": times(gravity), "gs": times(gravity), "mg": times(gravity / 1000),
  ]

  private static let length: [String: UnitConversion] = [
    "m": times(1), "meters": times(1), "metres": times(1), "km": times(1000), "mm": times(0.001), "cm": times(0.01),
    "ft": times(0.3048), "feet": times(0.3048), "in": times(0.0254), "mi": times(mile), "miles": times(mile),
  ]

  private static let pressure: [String: UnitConversion] = [
    "kpa": times(1), "bar": times(100), "mbar": times(0.1), "hpa": times(0.1), "pa": times(0.001),
    "psi": times(poundPerSquareInch), "mpa": times(1000),
  ]

  private static let temperature: [String: UnitConversion] = {
    let celsius = UnitConversion()
    let fahrenheit = UnitConversion(scale: 5 / 9, addend: -160 / 9)
    return [
      "c": celsius, "°c": celsius, "degc": celsius, "celsius": celsius, "f": fahrenheit, "°f": fahrenheit,
      "degf": fahrenheit, "k": UnitConversion(addend: -273.15),
    ]
  }()
}
