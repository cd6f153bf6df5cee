import Settings

/// Speeds and distances in the user's units.
enum UnitText {
  /// Numbers of a unit in one m/s.
  static func factor(_ units: UserSettings.Units) -> Double { units == .metric ? 3.6 : 2.236_936 }

  static func speedName(_ units: UserSettings.Units) -> String { units == .metric ? "km/h" : "mph" }

  /// m/s as the user reads it, without the unit.
  static func speed(_ value: Double?, _ units: UserSettings.Units) -> String {
    value.map { Text.fixed($0 * factor(units), 1) } ?? "–"
  }

  static func distanceName(_ units: UserSettings.Units) -> String { units == .metric ? "m" : "yd" }

  /// m as the user reads it, without the unit.
  static func distance(_ value: Double?, _ units: UserSettings.Units) -> String {
    value.map { Text.fixed(units == .metric ? $0 : $0 * 1.093_613, 0) } ?? "–"
  }
}
