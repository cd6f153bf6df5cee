import Coaching
import Dashboard
import Drawing
import Engine
import Screen
import Settings

/// What every command that opens the dashboard takes.
enum DashboardOptions {
  static let options = [
    CommandOption("driver", value: "NAME", "who drives, where the game does not say"),
    CommandOption("theme", value: "NAME", "colours: dark, light, high-contrast, colour-blind, amber, or your own"),
    CommandOption("units", value: "UNITS", "metric or imperial"),
    CommandOption("reference", value: "LAP", "all-time-best, session-best or last-lap"),
    CommandOption("ascii", "no Braille, no frames: letters only"),
    CommandOption("colours", value: "N", "colours to use: 16m, 256, 16 or none"),
    CommandOption("plain", "no screen: a line a lap, a sector, an advice, for screen readers and logs"),
  ]

  /// The settings: defaults, then the file, then the environment, then the flags.
  static func settings(_ arguments: Arguments) throws -> UserSettings {
    var settings = UserSettings()
    let file = arguments.value("config") ?? Folders.places.settingsFile
    if let text = try Folders.text(of: file) {
      do {
        try settings.read(text, file: file)
      } catch {
        throw SettingsProblem(message: Text.safe(error.message))
      }
    } else if arguments.value("config") != nil {
      throw SettingsProblem(message: "\(Text.safe(file)): no such file")
    }
    if let problem = settings.readEnvironment(Folders.environment).first {
      throw UsageError(message: Text.safe(problem))
    }
    for name in ["driver", "theme", "units", "reference"] {
      guard let text = arguments.value(name) else { continue }
      if let problem = settings.set(name, text) { throw UsageError(message: Text.safe(problem)) }
    }
    if arguments.has("ascii") { settings.ascii = true }
    return settings
  }

  /// The file of the history: in the folder of the option, or where the settings say, or in the usual place. Its folder is made.
  /// - Throws: `SettingsProblem` for a folder that cannot be made or settings that cannot be read, `UsageError` for wrong ones.
  static func path(_ arguments: Arguments) throws -> String {
    let chosen = arguments.value("data") == nil ? try settings(arguments).database : nil
    let path = chosen ?? Folders.data(arguments) + "/history.sqlite"
    if let end = path.lastIndex(of: "/"), end > path.startIndex { try Folders.make(String(path[..<end])) }
    return path
  }

  /// The file of the history, opened with its passphrase where it is locked.
  static func history(_ arguments: Arguments) throws -> String {
    let path = try path(arguments)
    try Passphrase.unlock(path, arguments)
    return path
  }

  static func reference(_ setting: UserSettings.Reference) -> ReferenceChoice {
    switch setting {
    case .sessionBest: .sessionBest
    case .allTimeBest: .allTimeBest
    case .lastLap: .lastLap
    }
  }

  static func verbosity(_ setting: UserSettings.Coach) -> Coach.Verbosity {
    switch setting {
    case .off: .off
    case .strategy: .strategy
    case .focus: .focus
    case .all: .all
    }
  }

  /// Opens the dashboard, or tells the drive in lines.
  static func run(_ arguments: Arguments, feed: any Feed) throws -> Int32 {
    let setup = try setup(arguments, feed: feed)
    return arguments.has("plain") ? try PlainRun.run(setup) : try DashboardRun(setup).run()
  }

  private static func setup(_ arguments: Arguments, feed: any Feed) throws -> DashboardRun.Setup {
    let settings = try settings(arguments)
    let folder = Folders.data(arguments)
    try Folders.make(folder)
    let themes = try Themes.all()
    guard let theme = themes.first(where: { $0.name == settings.theme }) else {
      throw UsageError(
        message:
          "there is no theme \(Text.safe(settings.theme)); there are \(themes.map(\.name).joined(separator: ", "))")
    }
    var options = ScreenOptions()
    options.ascii = settings.ascii
    if let colours = arguments.value("colours") {
      let known: [String: ColourDepth] = ["16m": .full, "256": .indexed, "16": .sixteen, "none": .none]
      guard let depth = known[colours] else {
        throw UsageError(message: "colours are 16m, 256, 16 or none, not \(Text.safe(colours))")
      }
      options.depth = depth
    }
    return DashboardRun.Setup(
      // A demo keeps its own history and needs no passphrase.
      folder: folder, history: try feed.kind == .demo ? path(arguments) : history(arguments),
      driver: settings.driver ?? Folders.environment("USER") ?? "guest",
      options: options,
      settings: SettingsDesk(
        settings: settings, file: arguments.value("config") ?? Folders.places.settingsFile,
        themes: themes.map(\.name)),
      theme: theme, themes: themes, reference: reference(settings.reference), verbosity: verbosity(settings.coach),
      frameTime: 1 / Double(settings.frameRate), feed: feed)
  }
}
