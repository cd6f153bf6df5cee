/// In which units numbers are shown. Everything inside is SI.
public enum Units: String, Sendable, CaseIterable {
  case metric
  case imperial

  /// Symbol of a speed.
  var speedSymbol: String { self == .metric ? "km/h" : "mph" }

  /// A speed in m/s as it is shown.
  func speed(_ value: Double) -> Double { value * (self == .metric ? 3.6 : 2.236_936) }

  /// Symbol of a short distance.
  var distanceSymbol: String { self == .metric ? "m" : "ft" }

  /// A distance in m as it is shown.
  func distance(_ value: Double) -> Double { self == .metric ? value : value * 3.280_84 }

  /// A temperature in °C as it is shown.
  func temperature(_ value: Double) -> Double { self == .metric ? value : value * 1.8 + 32 }

  /// Distance over which the change of the delta is told.
  var rateSymbol: String { self == .metric ? "per 100 m" : "per 328 ft" }
}
