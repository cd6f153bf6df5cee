import Settings
import TestSupport
import Testing

struct SettingsEditTests {
  @Test(arguments: [
    ("", "units", "imperial", "units = \"imperial\"\n"),
    ("units = \"metric\"\n", "units", "imperial", "units = \"imperial\"\n"),
    (
      "# mine\nunits=\"metric\" # at home\nascii = true\n", "units", "imperial",
      "# mine\nunits = \"imperial\" # at home\nascii = true\n"
    ),
    ("driver = \"A # B\" # me\n", "driver", "C", "driver = \"C\" # me\n"),
    ("driver = \"A\"\nunits = \"metric\"\n", "driver", "", "units = \"metric\"\n"),
    (
      "units = \"metric\"\n\n[x]\nunits = 1\n", "theme", "amber",
      "units = \"metric\"\ntheme = \"amber\"\n\n[x]\nunits = 1\n"
    ),
    ("frame-rate = 60", "frame-rate", "30", "frame-rate = 30"),
    ("units-of-mine = 1\n", "units", "metric", "units-of-mine = 1\nunits = \"metric\"\n"),
    ("", "driver", "", ""), ("", "driver", "say \"hi\" \\", "driver = \"say \\\"hi\\\" \\\\\"\n"),
  ]) func onlyTheOneSettingChanges(_ text: String, _ name: String, _ value: String, _ expected: String) {
    #expect(SettingsEdit.set(name, to: value, in: text) == expected)
  }

  @Test func whatIsWrittenIsReadBack() throws {
    try forAll(200) { random in
      let letters = Array("ab \"\\#=[]ü\n\t1é")
      let value = String(
        (0..<Int.random(in: 1...12, using: &random)).map { _ in letters.randomElement(using: &random)! })
      let text = SettingsEdit.set("driver", to: value, in: "# x\nunits = \"imperial\" # y\n")
      var settings = UserSettings()
      try settings.read(text, file: "settings.toml")
      return settings.driver == value && settings.units == .imperial
    }
  }

  @Test func everySettingIsDescribedAndItsChoicesAreAllowed() {
    let themes = ["dark", "light"]
    for description in UserSettings().descriptions(themes: themes) {
      #expect(!description.help.isEmpty)
      for choice in description.choices {
        var settings = UserSettings()
        #expect(settings.set(description.name, choice) == nil)
        #expect(settings.value(of: description.name) == choice)
      }
    }
    #expect(UserSettings().descriptions(themes: themes).map(\.name) == UserSettings.names)
  }
}
