@testable import Dashboard
import Drawing
import Engine
import Telemetry
import TestSupport
import Testing

struct GoldenTests {
  static let sizes = [(40, 10), (80, 24), (120, 36), (200, 50)]

  @Test(arguments: sizes) func drive(_ width: Int, _ height: Int) {
    expectGolden(screen(Fixture.live(), width, height), "drive-\(width)x\(height)")
  }

  @Test(arguments: sizes) func compare(_ width: Int, _ height: Int) {
    expectGolden(screen(Fixture.compare(), width, height), "compare-\(width)x\(height)")
  }

  @Test(arguments: sizes) func fourLaps(_ width: Int, _ height: Int) {
    expectGolden(screen(Fixture.four(), width, height), "compare-four-\(width)x\(height)")
  }

  @Test func differencesAndAccelerations() {
    var state = Fixture.four()
    _ = update(&state, .key(.character("d")))
    _ = update(&state, .key(.character("G")))
    expectGolden(screen(state, 200, 50), "compare-difference-200x50")
    _ = update(&state, .key(.character("c")))
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.character(" ")))
    expectGolden(screen(state, 120, 36), "compare-channels-120x36")
  }

  @Test func otherViews() {
    for (key, name) in [("3", "coach"), ("4", "history"), ("5", "map"), ("6", "team")] {
      var state = Fixture.live()
      _ = update(&state, .key(.character(Unicode.Scalar(key)!)))
      _ = update(&state, .sessions(Fixture.sessions))
      expectGolden(screen(state, 120, 36), "\(name)-120x36")
      expectGolden(screen(state, 80, 24), "\(name)-80x24")
    }
  }

  @Test(arguments: sizes) func race(_ width: Int, _ height: Int) {
    expectGolden(screen(Fixture.race(), width, height), "race-\(width)x\(height)")
  }

  @Test(arguments: sizes) func tower(_ width: Int, _ height: Int) {
    var state = Fixture.race()
    _ = update(&state, .key(.character("6")))
    for _ in 0..<3 { _ = update(&state, .key(.down)) }
    expectGolden(screen(state, width, height), "tower-\(width)x\(height)")
  }

  @Test func mapsOfACornerAndOfAChannel() {
    var state = Fixture.race()
    for key: Unicode.Scalar in ["5", "]", "+", "+", "c"] { _ = update(&state, .key(.character(key))) }
    expectGolden(screen(state, 120, 36), "map-speed-zoomed-120x36")
    _ = update(&state, .key(.character("0")))
    for _ in 0..<3 { _ = update(&state, .key(.character("c"))) }
    expectGolden(screen(state, 200, 50), "map-gear-200x50")
  }

  /// A game that sends no pedals leaves no empty axis.
  @Test func withoutPedalsThereIsNoAxisForThem() {
    var state = DashboardState()
    _ = update(&state, .model(SessionModel()))
    var sample = LiveSample()
    sample.frame.speed = 60
    sample.state = .live
    _ = update(&state, .sample(sample, nil))
    #expect(!PedalTracePanel.hasPedals(state))
    #expect(!screenText(screen(state, 200, 50)).contains("Throttle"))
    sample.frame.throttle = 0.5
    _ = update(&state, .sample(sample, nil))
    #expect(PedalTracePanel.hasPedals(state))
  }

  /// The longest names, wide characters, and what may not reach a terminal.
  @Test func namesOfTheWorld() {
    var state = Fixture.race()
    var field = Fixture.field
    let names = [
      "角田裕毅", "Maximilian-Alexander von Hohenstein-Wittelsbach", "Zoë", "٣ عمر", "👩‍🚀 Ada", "x\u{1B}[2Jy",
      "e\u{301}le\u{301}ve",
    ]
    for (index, name) in names.enumerated() {
      field.cars[index].name = name
      field.cars[index].team = name
    }
    field.weather = "漸次雷雨を伴う大雨の可能性"
    _ = update(&state, .field(field))
    expectGolden(screen(state, 120, 36), "names-race-120x36")
    _ = update(&state, .key(.character("6")))
    for (width, height) in [(40, 14), (80, 24), (200, 50)] {
      expectGolden(screen(state, width, height), "names-tower-\(width)x\(height)")
    }
  }

  @Test func qualifying() {
    var state = Fixture.race()
    for _ in 0..<2 { _ = update(&state, .key(.character("l"))) }
    #expect(state.shownLayout == .qualifying)
    expectGolden(screen(state, 120, 36), "qualifying-120x36")
  }

  @Test(arguments: [(80, 24), (120, 36), (200, 50)]) func historyLists(_ width: Int, _ height: Int) {
    var state = Fixture.history()
    _ = update(&state, .key(.enter))
    _ = update(&state, .laps(Fixture.laps, session: 3))
    expectGolden(screen(state, width, height), "history-open-\(width)x\(height)")
    _ = update(&state, .key(.character("]")))
    expectGolden(screen(state, width, height), "history-bests-\(width)x\(height)")
    _ = update(&state, .key(.character("]")))
    _ = update(&state, .corners(Fixture.cornerTable))
    expectGolden(screen(state, width, height), "history-corners-\(width)x\(height)")
  }

  @Test func filterIsTyped() {
    var state = Fixture.history()
    for scalar in "/track:f".unicodeScalars { _ = update(&state, .key(.character(scalar))) }
    expectGolden(screen(state, 120, 36), "history-filter-120x36")
    for scalar in " trakc:x".unicodeScalars { _ = update(&state, .key(.character(scalar))) }
    expectGolden(screen(state, 80, 24), "history-filter-wrong-80x24")
  }

  @Test func waiting() {
    var state = DashboardState()
    _ = update(&state, .ports(Fixture.ports))
    expectGolden(screen(state, 80, 24), "waiting-80x24")
    expectGolden(screen(state, 120, 36), "waiting-120x36")
  }

  @Test func help() {
    var state = Fixture.live()
    _ = update(&state, .key(.character("?")))
    expectGolden(screen(state, 120, 50), "help-120x50")
  }

  @Test func bigDelta() {
    var state = Fixture.live()
    _ = update(&state, .key(.character("b")))
    expectGolden(screen(state, 120, 36), "big-delta-120x36")
  }

  @Test func replay() {
    var state = Fixture.live()
    _ = update(&state, .replay(ReplayStatus(position: 432.3, duration: 1800, speed: 2, isPaused: true)))
    expectGolden(screen(state, 120, 36), "replay-120x36")
  }

  /// Every panel at its smallest, with numbers and with none.
  @Test func panelsAtTheirMinimum() {
    var canvas = Canvas(width: 60, height: allPanels.reduce(0) { $0 + $1.minimumSize.height })
    var y = 0
    for panel in allPanels {
      let size = panel.minimumSize
      panel.show(Fixture.live(), in: Area(x: 0, y: y, width: size.width, height: size.height), on: &canvas)
      panel.show(DashboardState(), in: Area(x: 30, y: y, width: size.width, height: size.height), on: &canvas)
      y += size.height
    }
    expectGolden(canvas, "panels-minimum")
  }
}
