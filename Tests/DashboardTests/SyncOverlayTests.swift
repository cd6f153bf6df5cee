@testable import Dashboard
import Drawing
import TestSupport
import Testing

@Suite struct SyncOverlayTests {
  static let state = SyncState(
    isSetUp: true, activity: "sending laps 12",
    rows: [
      .init(label: "place", value: "s3://laps/mine"), .init(label: "state", value: "automatic, every 300 s"),
      .init(label: "last error", value: "the storage is full; make room there", isTrouble: true),
    ],
    devices: [
      .init(name: "rig", state: "this one", lastEdit: "2026-11-24 20:14"),
      .init(name: "old laptop", state: "put out", lastEdit: "2026-01-02 10:00"),
    ],
    choices: [
      .init(id: "a/1", field: "session 3 note", value: "tyres too cold", device: "laptop", isShown: true),
      .init(id: "b/2", field: "session 3 note", value: "understeer", device: "rig", isShown: false),
    ])

  private func press(_ state: inout DashboardState, _ key: Key) -> [Effect] { update(&state, .key(key)) }

  @Test func itIsOpenedAndAskedFor() {
    var state = Fixture.live()
    #expect(press(&state, .character("Y")) == [.sync(.look)])
    #expect(state.overlay == .sync(row: 0))
    // Without a set-up there is nothing to exchange with.
    #expect(press(&state, .character("n")) == [])
    #expect(state.overlay == nil)
  }

  @Test func itExchangesPausesAndTakesAValue() {
    var state = Fixture.live()
    _ = update(&state, .sync(Self.state))
    _ = press(&state, .function(4))
    #expect(press(&state, .character("n")) == [.sync(.now)])
    #expect(press(&state, .character("p")) == [.sync(.pause(true))])
    _ = press(&state, .down)
    _ = press(&state, .down)
    #expect(press(&state, .enter) == [.sync(.take("b/2"))])
    _ = press(&state, .up)
    #expect(press(&state, .enter) == [.sync(.take("a/1"))])
    _ = press(&state, .escape)
    #expect(state.overlay == nil)
  }

  @Test func theCommandOpensItToo() {
    var state = Fixture.live()
    for scalar in ":sync now".unicodeScalars { _ = press(&state, .character(scalar)) }
    #expect(press(&state, .enter) == [.sync(.now)])
    #expect(state.overlay == .sync(row: 0))
  }

  @Test(arguments: [(120, 36), (80, 24), (40, 10)]) func itFitsTheScreen(width: Int, height: Int) {
    var state = Fixture.live()
    _ = update(&state, .resized(width: width, height: height))
    _ = update(&state, .sync(Self.state))
    _ = press(&state, .character("Y"))
    _ = press(&state, .down)
    expectGolden(screen(state, width, height), "sync-\(width)x\(height)")
  }
}
