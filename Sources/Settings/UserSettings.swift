/// What the user chose. Defaults give way to the file, the file to `TENTHS_…` variables, these to flags.
public struct UserSettings: Sendable, Hashable {
  /// In which units numbers are shown.
  public enum Units: String, Sendable, CaseIterable { case metric, imperial }

  /// Which lap the delta is measured against at the start.
  public enum Reference: String, Sendable, CaseIterable {
    case sessionBest = "session-best"
    case allTimeBest = "all-time-best"
    case lastLap = "last-lap"
  }

  /// How much the coach says.
  public enum Coach: String, Sendable, CaseIterable { case off, strategy, focus, all }

  /// What the Drive view gives room to.
  public enum Layout: String, Sendable, CaseIterable { case automatic, practice, qualifying, race }

  /// How the time of day is written.
  public enum Clock: String, Sendable, CaseIterable {
    case hours24 = "24h"
    case hours12 = "12h"
  }

  public var units = Units.metric
  public var theme = "dark"
  /// `nil` leaves it to the terminal.
  public var ascii: Bool?
  public var reference = Reference.allTimeBest
  public var coach = Coach.focus
  public var layout = Layout.automatic
  public var clock = Clock.hours24
  /// Decimals of lap times, 1…3.
  public var decimals = 3
  /// Whose laps are stored where the game says no name.
  public var driver: String?
  /// Address of the PlayStation for Gran Turismo 7, or `auto` to look for it in the own network; `nil` asks nobody.
  public var playstation: String?
  /// Frames drawn a second, 1…120.
  public var frameRate = 60
  /// Where the history lies; `nil` for the place by the XDG rules.
  public var database: String?

  /// How old sessions get before `tenths prune` would take them, as in `1y`; `nil` for any age.
  public var keepFor: String?

  /// The defaults.
  public init() {}

  /// Names of the settings, in the file as `name = …`, in the environment as `TENTHS_NAME`, as a flag `--name`.
  public static let names = [
    "units", "theme", "layout", "reference", "coach", "clock", "decimals", "driver", "playstation", "frame-rate",
    "ascii", "database", "keep-for",
  ]

  /// Takes a settings file in.
  public mutating func read(_ text: String, file: String) throws(TOMLError) {
    for entry in try readTOML(text, file: file) {
      func error(_ problem: String) -> TOMLError { TOMLError(file: file, line: entry.line, problem: problem) }
      guard entry.table.isEmpty else {
        throw error("the table [\(entry.table)] is unknown; settings stand outside of tables")
      }
      let text =
        switch entry.value {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): String(number)
        case .boolean(let flag): String(flag)
        }
      if let problem = set(entry.key, text) { throw error(problem) }
    }
  }

  /// Takes the `TENTHS_…` variables in.
  ///
  /// - Returns: what is wrong, one line a variable.
  public mutating func readEnvironment(_ environment: (String) -> String?) -> [String] {
    var problems: [String] = []
    for name in Self.names {
      let variable = "TENTHS_" + name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
      guard let text = environment(variable), !text.isEmpty else { continue }
      if let problem = set(name, text) { problems.append("\(variable): \(problem)") }
    }
    return problems
  }

  /// Sets one setting from text and returns what is wrong with it, or `nil`.
  public mutating func set(_ name: String, _ text: String) -> String? {
    func choice<Choice: CaseIterable & RawRepresentable<String>>(_ type: Choice.Type, _ value: inout Choice) -> String?
    {
      guard let found = Choice(rawValue: text) else {
        return "\(name) is one of \(Choice.allCases.map(\.rawValue).joined(separator: ", ")), not “\(text)”"
      }
      value = found
      return nil
    }
    switch name {
    case "units": return choice(Units.self, &units)
    case "reference": return choice(Reference.self, &reference)
    case "coach": return choice(Coach.self, &coach)
    case "layout": return choice(Layout.self, &layout)
    case "clock": return choice(Clock.self, &clock)
    case "decimals":
      guard let count = Int(text), (1...3).contains(count) else {
        return "decimals is a number from 1 to 3, not “\(text)”"
      }
      decimals = count
    case "theme":
      guard !text.isEmpty, !text.contains("/") else { return "theme is the name of a theme, not “\(text)”" }
      theme = text
    case "ascii":
      guard let flag = Bool(text) else { return "ascii is true or false, not “\(text)”" }
      ascii = flag
    case "driver": driver = text.isEmpty ? nil : text
    case "playstation": playstation = text.isEmpty ? nil : text
    case "frame-rate":
      guard let rate = Int(text), (1...120).contains(rate) else {
        return "frame-rate is a number from 1 to 120, not “\(text)”"
      }
      frameRate = rate
    case "database": database = text.isEmpty ? nil : text
    case "keep-for":
      let isAge = Int(text.dropLast()).map { (1...999).contains($0) } ?? false
      guard text.isEmpty || (isAge && text.last.map { "dwmy".contains($0) } ?? false) else {
        return "keep-for is an age as in 90d, 8w, 6m or 1y, not “\(text)”"
      }
      keepFor = text.isEmpty ? nil : text
    default: return "there is no setting \(name); settings are \(Self.names.joined(separator: ", "))"
    }
    return nil
  }
}
