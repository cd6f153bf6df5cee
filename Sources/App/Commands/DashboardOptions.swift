import Dashboard
import Drawing
import Glibc
import Screen

/// What every command that opens the dashboard takes.
enum DashboardOptions {
  static let options = [
    CommandOption("driver", value: "NAME", "who drives, where the game does not say"),
    CommandOption("theme", value: "NAME", "colours: dark or light"),
    CommandOption("units", value: "UNITS", "metric or imperial"),
    CommandOption("ascii", "no Braille, no frames: letters only"),
    CommandOption("colours", value: "N", "colours to use: 16m, 256, 16 or none"),
  ]

  static func setup(_ arguments: Arguments, feed: any Feed, name: String) throws -> DashboardRun.Setup {
    let folder = Places.data(arguments)
    try Places.make(folder)
    let themes = [Theme.dark, Theme.light]
    var theme = Theme.dark
    if let wanted = arguments.value("theme") ?? Places.environment("TENTHS_THEME") {
      guard let found = themes.first(where: { $0.name == wanted }) else {
        throw UsageError(message: "there is no theme \(Text.safe(wanted)); there are \(themes.map(\.name).joined(separator: ", "))")
      }
      theme = found
    }
    var units = Units.metric
    if let wanted = arguments.value("units") ?? Places.environment("TENTHS_UNITS") {
      guard let found = Units(rawValue: wanted) else {
        throw UsageError(message: "units are metric or imperial, not \(Text.safe(wanted))")
      }
      units = found
    }
    var options = ScreenOptions()
    if arguments.has("ascii") { options.ascii = true }
    if let colours = arguments.value("colours") {
      let known: [String: ColourDepth] = ["16m": .full, "256": .indexed, "16": .sixteen, "none": .none]
      guard let depth = known[colours] else {
        throw UsageError(message: "colours are 16m, 256, 16 or none, not \(Text.safe(colours))")
      }
      options.depth = depth
    }
    let driver =
      arguments.value("driver") ?? Places.environment("TENTHS_DRIVER") ?? Places.environment("USER") ?? "guest"
    return DashboardRun.Setup(
      folder: folder, driver: driver, options: options, theme: theme, themes: themes, units: units, feed: feed,
      sourceName: name)
  }
}
