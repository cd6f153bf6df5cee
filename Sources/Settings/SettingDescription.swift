/// A setting as it is shown and changed in the program.
public struct SettingDescription: Sendable, Hashable {
  public var name: String
  /// What it is about, one line.
  public var help: String
  /// The value as it stands in the file, empty where nothing is set.
  public var value: String
  /// All values that it may have; empty for free text and numbers.
  public var choices: [String]
  /// Whether it takes effect only when the program starts again.
  public var needsRestart: Bool
}

extension UserSettings {
  /// Every setting with its value, in the order of `names`.
  ///
  /// - Parameter themes: names of the themes that there are.
  public func descriptions(themes: [String]) -> [SettingDescription] {
    Self.names.map { name in
      let (help, choices, needsRestart) = Self.words(name, themes: themes)
      return SettingDescription(
        name: name, help: help, value: value(of: name), choices: choices, needsRestart: needsRestart)
    }
  }

  /// A setting's value as text; empty where nothing is set.
  public func value(of name: String) -> String {
    switch name {
    case "units": units.rawValue
    case "theme": theme
    case "layout": layout.rawValue
    case "reference": reference.rawValue
    case "coach": coach.rawValue
    case "clock": clock.rawValue
    case "decimals": String(decimals)
    case "driver": driver ?? ""
    case "playstation": playstation ?? ""
    case "frame-rate": String(frameRate)
    case "ascii": ascii.map { String($0) } ?? ""
    case "database": database ?? ""
    case "keep-for": keepFor ?? ""
    default: ""
    }
  }

  private static func words(_ name: String, themes: [String]) -> (String, [String], Bool) {
    func all<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type) -> [String] {
      Choice.allCases.map(\.rawValue)
    }
    switch name {
    case "units": return ("km/h, metres, °C, or mph, feet, °F", all(Units.self), false)
    case "theme": return ("colours", themes, false)
    case "layout": return ("what the Drive view gives room to", all(Layout.self), false)
    case "reference": return ("the lap that the delta runs against at the start", all(Reference.self), false)
    case "coach": return ("how much the coach says", all(Coach.self), false)
    case "clock": return ("time of day", all(Clock.self), false)
    case "decimals": return ("decimals of lap times", ["1", "2", "3"], false)
    case "driver": return ("whose laps are stored where the game says no name", [], true)
    case "playstation": return ("address of the console for Gran Turismo 7, or auto", [], true)
    case "frame-rate": return ("frames drawn a second", ["10", "20", "30", "60", "120"], true)
    case "ascii": return ("letters only, no Braille and no frames", ["false", "true"], true)
    case "database": return ("file of the history", [], true)
    case "keep-for": return ("age from which tenths prune takes laps, as in 1y; it asks first", [], false)
    default: return ("", [], false)
    }
  }
}
