@testable import Dashboard
import Drawing
import Telemetry
import Testing
import Timing

struct CompareKeyTests {
  private func press(_ state: inout DashboardState, _ scalar: Unicode.Scalar) -> [Effect] {
    update(&state, .key(.character(scalar)))
  }

  @Test func aThirdAndAFourthLapAreLaidOverThem() {
    var state = Fixture.compare()
    #expect(press(&state, "n") == [.loadComparable])
    _ = update(&state, .comparable([ComparableLap(id: 77, number: 4, time: 91, detail: "Grace")]))
    _ = update(&state, .key(.end))
    #expect(update(&state, .key(.enter)) == [.compare(.session(6), .session(3), and: [.stored(77)])])
    state = Fixture.four()
    #expect(state.compare.extras == [.session(5), .session(2)])
    _ = press(&state, "n")
    #expect(state.notice?.text == "Four laps are enough.")
    #expect(press(&state, "N") == [.compare(.session(6), .session(3), and: [.session(5)])])
    #expect(press(&state, "x") == [.compare(.session(3), .session(6), and: [.session(5)])])
  }

  @Test func withTwoLapsNoneIsTakenAway() {
    var state = Fixture.compare()
    _ = press(&state, "N")
    #expect(state.notice?.text == "There are only two laps.")
  }

  @Test func channelsAreShownAndHidden() {
    var state = Fixture.compare()
    _ = press(&state, "c")
    #expect(state.overlay == .chooseChannels(row: 0))
    let channels = Fixture.pair.channels
    let usual = CompareChannels.usual(channels)
    _ = press(&state, " ")
    #expect(state.compare.channels == usual.filter { $0 != channels[0] })
    _ = press(&state, " ")
    #expect(state.compare.channels == usual.filter { $0 != channels[0] } + [channels[0]])
    _ = press(&state, "0")
    #expect(state.compare.channels == nil)
    _ = update(&state, .key(.escape))
    #expect(state.overlay == nil)
  }

  @Test func theLastChannelStays() {
    var state = Fixture.compare()
    _ = press(&state, "c")
    for _ in 0..<Fixture.pair.channels.count {
      if state.compare.channels?.contains(Fixture.pair.channels[0]) ?? true { _ = press(&state, " ") }
      _ = update(&state, .key(.down))
      _ = press(&state, " ")
    }
    #expect(state.compare.channels?.isEmpty == false)
  }

  @Test func differenceAndAccelerationsAreSwitched() {
    var state = Fixture.compare()
    _ = press(&state, "d")
    _ = press(&state, "G")
    #expect(state.compare.showsDifference && state.compare.showsAccelerations)
    _ = press(&state, "d")
    _ = press(&state, "G")
    #expect(!state.compare.showsDifference && !state.compare.showsAccelerations)
  }

  @Test func panningMovesWhatIsShown() {
    var state = Fixture.compare()
    _ = update(&state, .key(.pageDown))
    #expect(state.notice?.text == "The whole lap is shown.")
    for _ in 0..<3 { _ = press(&state, "+") }
    _ = update(&state, .key(.pageUp))
    let before = state.compare.stretch
    _ = update(&state, .key(.pageDown))
    let width = before.upperBound - before.lowerBound
    #expect(abs(state.compare.stretch.lowerBound - before.lowerBound - width / 2) < 1e-6)
    #expect(state.compare.stretch.contains(state.compare.cursor))
    for _ in 0..<40 { _ = update(&state, .key(.pageDown)) }
    #expect(abs(state.compare.stretch.upperBound - state.compare.length) < 1e-6)
  }

  @Test func aRecordingIsLoaded() {
    var state = Fixture.compare()
    for scalar in ":load /tmp/a b.ibt#3".unicodeScalars { _ = press(&state, scalar) }
    #expect(update(&state, .key(.enter)) == [.compare(.session(6), .file("/tmp/a b.ibt", lap: 3))])
    for scalar in ":load x.csv".unicodeScalars { _ = press(&state, scalar) }
    #expect(update(&state, .key(.enter)) == [.compare(.session(6), .file("x.csv", lap: nil))])
  }

  @Test(arguments: [0.3, 1.0, 1.2, 17, 240, 0.0021, 9_999]) func rangesEndOnRoundNumbers(_ value: Double) {
    let round = CompareChannels.rounded(value)
    #expect(round >= value && round <= value * 2.01)
  }

  @Test func everyChannelHasAName() {
    for units in Units.allCases {
      for channel in Channel.allCases {
        #expect(!CompareChannels.title(channel, units).isEmpty)
        let range = CompareChannels.range(channel, [Fixture.best.trace, nil], units, over: nil)
        #expect(range.upperBound > range.lowerBound)
      }
    }
  }
}
