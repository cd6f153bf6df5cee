internal import Drawing
internal import Telemetry
internal import Timing

/// How the channels of a comparison are called, scaled and stacked.
enum CompareChannels {
  /// Traces at once: more would be too low to be read.
  static let limit = 8

  /// The colour of a lap by its place: A, B, C, D.
  static func role(ofLap index: Int) -> Role { [.lapA, .lapB, .lapC, .lapD][min(max(0, index), 3)] }

  /// The letter of a lap by its place.
  static func letter(ofLap index: Int) -> String { ["A", "B", "C", "D"][min(max(0, index), 3)] }

  /// What is stacked where nothing is chosen, the most telling first.
  static func usual(_ present: [Channel]) -> [Channel] {
    let wanted: [Channel] = [.speed, .throttle, .brake, .gear, .steering]
    return wanted.filter { present.contains($0) }
  }

  /// A channel in shown units: shown = value × scale + offset.
  struct Shown {
    var name: String
    var unit: String
    var scale = 1.0
    var offset = 0.0
    /// Decimals of a value in a table.
    var decimals = 0

    func value(_ value: Double) -> Double { value * scale + offset }
  }

  static func shown(_ channel: Channel, _ units: Units) -> Shown {
    let name = Words.capitalised(Words.spaced(channel.identifier))
    switch channel {
    case .throttle, .brake, .clutch, .throttleApplied, .brakeApplied, .brakeBias, .tyreWearFrontLeft,
      .tyreWearFrontRight, .tyreWearRearLeft, .tyreWearRearRight:
      return Shown(name: name, unit: "%", scale: 100)
    case .steering: return Shown(name: name, unit: "°", scale: 180 / .pi)
    case .yawRate: return Shown(name: name, unit: "°/s", scale: 180 / .pi, decimals: 1)
    case .lateralAcceleration, .longitudinalAcceleration, .verticalAcceleration:
      return Shown(name: name, unit: "g", scale: 1 / 9.806_65, decimals: 2)
    case .suspensionFrontLeft, .suspensionFrontRight, .suspensionRearLeft, .suspensionRearRight, .rideHeight:
      return Shown(name: name, unit: "mm", scale: 1000)
    default: break
    }
    switch channel.unit {
    case "m/s": return Shown(name: name, unit: units.speedSymbol, scale: units.speed(1), decimals: 1)
    case "°C":
      let isMetric = units == .metric
      return Shown(name: name, unit: isMetric ? "°C" : "°F", scale: isMetric ? 1 : 1.8, offset: isMetric ? 0 : 32)
    case "m": return Shown(name: name, unit: units.distanceSymbol, scale: units.distance(1), decimals: 1)
    case "bar": return Shown(name: name, unit: "bar", decimals: 2)
    case "l": return Shown(name: name, unit: "l", decimals: 1)
    default: return Shown(name: name, unit: channel.unit)
    }
  }

  /// Name with unit.
  static func title(_ channel: Channel, _ units: Units) -> String {
    let shown = shown(channel, units)
    return shown.unit.isEmpty ? shown.name : "\(shown.name) \(shown.unit)"
  }

  /// The values at the lower and the upper edge of a plot, in shown units.
  ///
  /// - Parameter stretch: only what lies on it counts.
  static func range(
    _ channel: Channel, _ traces: [LapTrace?], _ units: Units, over stretch: ClosedRange<Double>?
  ) -> ClosedRange<Double> {
    switch channel {
    case .speed: return Traces.speedRange(traces, units: units, over: stretch)
    case .throttle, .brake, .clutch, .throttleApplied, .brakeApplied: return 0...100
    default: break
    }
    let shown = shown(channel, units)
    guard let (low, high) = extent(traces.map { $0?.columns[channel] }) else { return 0...1 }
    switch channel {
    case .gear: return 0...min(12, max(5, high + 1))
    case .steering, .yawRate, .lateralAcceleration, .longitudinalAcceleration, .verticalAcceleration:
      let reach = rounded(max(abs(shown.value(low)), abs(shown.value(high))))
      return -reach...reach
    default:
      let bottom = min(shown.value(low), shown.value(high))
      let top = max(shown.value(low), shown.value(high))
      let margin = max((top - bottom) * 0.05, abs(top) * 1e-3, 1e-3)
      return bottom - margin...top + margin
    }
  }

  /// The smallest and the largest value of some columns.
  static func extent(_ columns: [[Float]?]) -> (Double, Double)? {
    var low = Float.infinity
    var high = -Float.infinity
    for column in columns {
      for value in column ?? [] where value.isFinite && abs(value) < 1e9 {
        low = min(low, value)
        high = max(high, value)
      }
    }
    return low <= high ? (Double(low), Double(high)) : nil
  }

  /// The next round number of 1, 1.5, 2, 3, 5 or 8 and its tens.
  static func rounded(_ value: Double) -> Double {
    guard value.isFinite, value > 1e-6, value < 1e12 else { return 1e-3 }
    var unit = 1e-6
    while unit * 10 <= value { unit *= 10 }
    let steps = [1, 1.5, 2, 3, 5, 8, 10.0]
    return steps.first { $0 * unit >= value }.map { $0 * unit } ?? value
  }
}
