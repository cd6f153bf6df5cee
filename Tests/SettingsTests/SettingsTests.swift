import Drawing
import Foundation
import Settings
import TestSupport
import Testing

struct SettingsTests {
  @Test func readsWhatIsRight() throws {
    let entries = try readTOML(
      "# a\nunits = \"metric\" # b\n[colours]\r\n a_b-1 =  -3\nx=1.5\ny = true\ns = \"q\\\"\\\\\"\n", file: "f")
    #expect(entries.map(\.value) == [.string("metric"), .integer(-3), .number(1.5), .boolean(true), .string("q\"\\")])
    #expect(entries.map(\.line) == [2, 4, 5, 6, 7])
    #expect(entries[1].table == "colours")
  }

  @Test(arguments: [
    ("x", "an = is missing after x"), ("x =", "a value is missing"), ("x = \"a", "the text is not closed by a quote"),
    ("x = yes", "“yes” is no value: texts stand in \"quotes\""), ("x = 1 2", "“2” is too much here"),
    ("[a", "the table’s name is not closed by ]"),
    ("x = 1\nx = 2", "x is there twice"), ("= 1", "a name is missing"),
    ("x = nan", "“nan” is no value: texts stand in \"quotes\""),
  ]) func namesTheLineOfWhatIsWrong(_ text: String, _ problem: String) {
    let error = #expect(throws: TOMLError.self) { try readTOML("\n\n" + text, file: "themes/x.toml") }
    #expect(error?.problem == problem)
    #expect(error?.message.hasPrefix("themes/x.toml line ") == true)
  }

  @Test func noInputTraps() {
    forAll(400) { random in
      let text = String(decoding: random.bytes(Int.random(in: 0...60, using: &random)), as: UTF8.self)
      _ = try? readTOML(text, file: "x")
      return true
    }
  }

  @Test func laterSourcesWin() throws {
    var settings = UserSettings()
    try settings.read("units = \"imperial\"\nframe-rate = 30\nascii = true\n", file: "settings.toml")
    #expect(settings.units == .imperial && settings.frameRate == 30 && settings.ascii == true)
    let problems = settings.readEnvironment { ["TENTHS_UNITS": "metric", "TENTHS_FRAME_RATE": "900"][$0] }
    #expect(settings.units == .metric && settings.frameRate == 30)
    #expect(problems == ["TENTHS_FRAME_RATE: frame-rate is a number from 1 to 120, not “900”"])
    #expect(settings.set("theme", "amber") == nil && settings.theme == "amber")
    let error = #expect(throws: TOMLError.self) { try settings.read("\nunit = \"metric\"", file: "settings.toml") }
    #expect(error?.message.hasPrefix("settings.toml line 2: there is no setting unit") == true)
  }

  @Test func placesFollowTheRules() {
    let places = Places { ["HOME": "/home/a", "XDG_DATA_HOME": "/data", "XDG_CONFIG_HOME": "relative"][$0] }
    #expect(places.settingsFile == "/home/a/.config/tenths/settings.toml")
    #expect(places.historyFile == "/data/tenths/history.sqlite")
  }

  @Test(arguments: [Theme.dark, Theme.light, Theme.terminal]) func builtInThemesAreTheFiles(_ theme: Theme) throws {
    #expect(try readTheme(themeFile(theme.name), name: theme.name, file: "themes/\(theme.name).toml") == theme)
  }

  @Test func everyThemeFileIsSound() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: themesFolder.path).sorted()
    #expect(
      names == ["amber.toml", "colour-blind.toml", "dark.toml", "high-contrast.toml", "light.toml", "terminal.toml"])
    for name in names {
      let theme = try readTheme(themeFile(String(name.dropLast(5))), name: name, file: name)
      guard !theme.usesTerminalColours else { continue }
      for role in [Role.text, .bright, .gain, .loss, .accent, .muted, .warning] {
        #expect(contrast(theme[role], theme[.ground]) >= 3, "\(name): \(role)")
      }
    }
  }

  @Test func wrongThemesNameTheLine() {
    for (text, line) in [
      ("[colours]\nnosuch = \"#000000\"", 2), ("[colours]\n\ngain = \"red\"", 3), ("base = \"blue\"", 1),
      ("[x]\na = 1", 2), ("base = \"terminal\"\n[colours]\ngain = \"#ffffff\"", 3),
    ] {
      let error = #expect(throws: TOMLError.self) { try readTheme(text, name: "x", file: "themes/x.toml") }
      #expect(error?.line == line)
    }
  }

  private let themesFolder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
    "../../themes")

  private func themeFile(_ name: String) throws -> String {
    try String(contentsOf: themesFolder.appendingPathComponent(name + ".toml"), encoding: .utf8)
  }

  // Contrast of two colours by WCAG 2.
  private func contrast(_ a: RGB, _ b: RGB) -> Double {
    func luminance(_ colour: RGB) -> Double {
      func linear(_ value: UInt8) -> Double {
        let share = Double(value) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)
    }
    let light = max(luminance(a), luminance(b))
    return (light + 0.05) / (min(luminance(a), luminance(b)) + 0.05)
  }
}
