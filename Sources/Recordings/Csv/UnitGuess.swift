internal import Telemetry

/// The unit of a column that does not say one, by its values.
enum UnitGuess {
  static func unit(of channel: Channel, _ values: [Float]) -> (unit: String, conversion: UnitConversion)? {
    let highest = values.reduce(Float(0)) { $1.isFinite ? max($0, abs($1)) : $0 }
    func known(_ unit: String) -> (unit: String, conversion: UnitConversion)? {
      UnitConversion.from(unit, to: channel).map { (unit, $0) }
    }
    switch channel.unit {
    // Of a pedal, 100 or 1 is the end. A whole file below a tenth of a pedal is no drive.
    case "": return LdMapping.isRatio(channel) ? (highest > 1.5 ? known("%") : known("ratio")) : nil
    // No car turns its wheel by seven radians to one side.
    case "rad": return known(highest > 7 ? "deg" : "rad")
    // Nor spins at four a second for longer than it takes to be thrown out.
    case "rad/s": return known(highest > 4 ? "deg/s" : "rad/s")
    // Five times gravity only few cars ever see; half of it every car on a circuit.
    case "m/s²": return known(highest > 6 ? "m/s2" : "g")
    case "m/s": return known("km/h")
    case "m": return known("m")
    case "°C": return known("C")
    case "kPa": return known(highest > 80 ? "kPa" : highest > 8 ? "psi" : "bar")
    case "bar": return known(highest > 20 ? "kPa" : "bar")
    default: return known("")
    }
  }
}
