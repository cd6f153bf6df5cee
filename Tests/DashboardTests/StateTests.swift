@testable import Dashboard
import Drawing
import Engine
import Telemetry
import TestSupport
import Testing

/// What is shown where there is no delta, and what a flag does.
struct StateTests {
  @Test(arguments: [
    (LiveState.pit, "Pit"), (.paused, "Paused"), (.outLap, "Out lap"), (.learning, "Learning"),
    (.noReference, "No reference"), (.waiting, "Waiting"),
  ]) func aReasonStandsInPlaceOfTheDelta(_ reason: LiveState, _ text: String) {
    var state = Fixture.live()
    var sample = Fixture.sample().0
    sample.state = reason
    sample.delta = nil
    _ = update(&state, .sample(sample, nil))
    for (width, height) in GoldenTests.sizes {
      let shown = screen(state, width, height)
      #expect(shown.contains(text), "\(width)x\(height)")
      #expect(!shown.contains("losing"))
    }
  }

  @Test func offTheLineTheDeltaStaysAndSaysSo() {
    var state = Fixture.live()
    var sample = Fixture.sample().0
    sample.state = .offLine
    _ = update(&state, .sample(sample, nil))
    #expect(screen(state, 120, 36).contains("off line"))
  }

  @Test func aFlagIsInTheHeaderAndAroundTheDelta() {
    var state = Fixture.live()
    var (sample, trace) = Fixture.sample()
    sample.frame.flags.insert(.yellowFlag)
    _ = update(&state, .sample(sample, trace))
    var canvas = Canvas(width: 120, height: 36)
    draw(state, on: &canvas)
    #expect(screenText(canvas).contains("YELLOW FLAG"))
    #expect(canvas[0, 1].foreground == .flagYellow)
  }

  @Test func silenceIsSaid() {
    var state = Fixture.live()
    _ = update(&state, .source(SourceStatus(kind: .live, name: "GT7", rate: 0, silentFor: 7)))
    #expect(screen(state, 120, 36).contains("○ GT7 silent 7 s"))
  }

  @Test func theHeadingOfAComparisonCutsNoWord() {
    var state = DashboardState()
    var pair = Fixture.pair
    pair.a.detail = "2026-11-21 20:12 · McLaren 720S GT3 Evo"
    _ = update(&state, .key(.character("2")))
    _ = update(&state, .compared(pair))
    for (width, height) in [(80, 24), (100, 30), (120, 36), (200, 50)] {
      let heading = screen(state, width, height).split(separator: "\n")[1]
      #expect(heading.contains("2026-11-21 20:12") && !heading.contains("…"), "\(width)x\(height)")
    }
    #expect(screen(state, 200, 50).contains("· McLaren 720S GT3 Evo"))
  }

  @Test func blockedPortsShowTheRemedy() {
    var state = DashboardState()
    _ = update(&state, .ports(Fixture.ports))
    let shown = screen(state, 100, 30)
    #expect(shown.contains("another program holds this port: close it, or use --port"))
    #expect(shown.contains("starts the demo drive"))
    #expect(update(&state, .key(.character("d"))) == [.startDemo])
  }

  @Test func absentChannelsLeaveNoHole() {
    var state = Fixture.live()
    var (sample, trace) = Fixture.sample()
    for channel in [Channel.fuelLevel, .tyreTemperatureFrontLeft, .steering, .engineSpeedLimit] {
      sample.frame[channel] = nil
    }
    _ = update(&state, .sample(sample, trace))
    var canvas = Canvas(width: 40, height: 9)
    CarPanel.show(state, in: canvas.area, on: &canvas)
    let text = screenText(canvas)
    for word in ["fuel", "tyres", "steering", "▱"] { #expect(!text.contains(word)) }
    #expect(text.contains("throttle"))
  }

  @Test func textFromOutsideIsHarmless() {
    var state = Fixture.live()
    _ = update(&state, .source(SourceStatus(kind: .live, name: "G\u{1B}]0;x\u{7}T7\u{202E}", rate: 60)))
    #expect(screen(state, 200, 50).contains("G]0;xT7"))
  }

  private func screen(_ state: DashboardState, _ width: Int, _ height: Int) -> String {
    var canvas = Canvas(width: width, height: height)
    draw(state, on: &canvas)
    return screenText(canvas)
  }
}
