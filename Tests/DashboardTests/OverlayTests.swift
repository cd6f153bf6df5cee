@testable import Dashboard
import Drawing
import TestSupport
import Testing

struct OverlayTests {
  private static let rows = [
    SettingRow(name: "units", help: "h", value: "metric", choices: ["metric", "imperial"], needsRestart: false),
    SettingRow(name: "driver", help: "h", value: "Ada", choices: [], needsRestart: true),
    SettingRow(name: "decimals", help: "h", value: "2", choices: ["1", "2", "3"], needsRestart: false),
    SettingRow(name: "layout", help: "h", value: "race", choices: ["automatic", "race"], needsRestart: false),
    SettingRow(name: "theme", help: "h", value: "dark", choices: ["dark", "mine"], needsRestart: false),
  ]

  private func press(_ state: inout DashboardState, _ scalar: Unicode.Scalar) -> [Effect] {
    update(&state, .key(.character(scalar)))
  }

  @Test func settingsChangeWhatIsDrawn() {
    var state = Fixture.live()
    _ = update(&state, .settings(Self.rows))
    #expect(state.layout == .race && state.decimals == 2 && state.themes == ["dark", "mine"])
    #expect(state.lapTime(91.2864).text == "1:31.29")
  }

  @Test func choicesTakeTurnsAndTextIsTyped() {
    var state = Fixture.live()
    _ = update(&state, .settings(Self.rows))
    _ = press(&state, "S")
    #expect(update(&state, .key(.right)) == [.set("units", "imperial")])
    #expect(update(&state, .key(.left)) == [.set("units", "imperial")])
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.enter))
    #expect(state.overlay == .command("set driver Ada"))
    _ = press(&state, "!")
    #expect(update(&state, .key(.enter)) == [.set("driver", "Ada!")])
    _ = press(&state, "S")
    _ = update(&state, .key(.end))
    #expect(press(&state, " ") == [.set("theme", "mine")])
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
  }

  @Test func settingsAreCompletedOnTheCommandLine() {
    var state = Fixture.live()
    _ = update(&state, .settings(Self.rows))
    #expect(state.completions("set u") == ["set units", "set units metric", "set units imperial"])
    for scalar in ":set wheel 3".unicodeScalars { _ = press(&state, scalar) }
    #expect(update(&state, .key(.enter)) == [])
    #expect(state.notice?.text.hasPrefix("Use set NAME VALUE") == true)
  }

  @Test func whatWasSaidIsKept() {
    var state = Fixture.live()
    _ = update(&state, .resized(width: 80, height: 16))
    for number in 0..<600 { _ = update(&state, .notice(Notice(.information, "message \(number)"))) }
    #expect(state.log.count == DashboardState.logLimit)
    #expect(state.log.last?.notice.text == "message 599")
    _ = press(&state, "L")
    #expect(state.overlay == .log(first: 490))
    _ = update(&state, .key(.pageUp))
    #expect(state.overlay == .log(first: 480))
    _ = update(&state, .key(.home))
    #expect(state.overlay == .log(first: 0))
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
  }

  @Test func helpScrollsToItsEnd() {
    var state = Fixture.live()
    _ = update(&state, .resized(width: 80, height: 24))
    _ = press(&state, "?")
    let size = HelpOverlay.size(state)
    #expect(size.lines > size.rows)
    _ = update(&state, .key(.end))
    #expect(state.overlay == .help(first: size.lines - size.rows))
    _ = update(&state, .key(.up))
    #expect(state.overlay == .help(first: size.lines - size.rows - 1))
    _ = press(&state, "x")
    #expect(state.overlay == nil)
    _ = press(&state, "?")
    #expect(press(&state, "q") == [.quit])
  }

  @Test(arguments: [(80, 24), (120, 36), (40, 10)]) func overlaysAreDrawn(_ width: Int, _ height: Int) {
    var state = Fixture.live()
    _ = update(&state, .resized(width: width, height: height))
    _ = update(&state, .settings(Self.rows))
    _ = press(&state, "S")
    expectGolden(screen(state, width, height), "settings-\(width)x\(height)")
    _ = update(&state, .key(.escape))
    _ = update(&state, .notice(Notice(.information, "written to tenths-lap-3-1-30.544.csv")))
    _ = update(&state, .notice(Notice(.error, "the disk is full: make room, laps are kept in memory until then")))
    _ = press(&state, "L")
    expectGolden(screen(state, width, height), "log-\(width)x\(height)")
    _ = update(&state, .key(.escape))
    _ = press(&state, "?")
    _ = update(&state, .key(.pageDown))
    expectGolden(screen(state, width, height), "help-scrolled-\(width)x\(height)")
  }
}
