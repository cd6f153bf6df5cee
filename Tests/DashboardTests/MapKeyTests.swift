import Analysis
@testable import Dashboard
import Drawing
import Engine
import Testing

struct MapKeyTests {
  private func map() -> DashboardState {
    var state = Fixture.live()
    _ = update(&state, .key(.character("5")))
    return state
  }

  private func press(_ state: inout DashboardState, _ scalar: Unicode.Scalar) {
    _ = update(&state, .key(.character(scalar)))
  }

  @Test func coloursTakeTurns() {
    var state = map()
    for expected in MapColouring.allCases.dropFirst() + [.gain] {
      press(&state, "c")
      #expect(state.map.colouring == expected)
    }
  }

  @Test func zoomHasItsLimits() {
    var state = map()
    press(&state, "-")
    #expect(state.map.zoom == 1)
    for _ in 0..<6 { press(&state, "+") }
    #expect(state.map.zoom == 8)
    press(&state, "0")
    #expect(state.map.zoom == 1)
  }

  @Test func cornersAreSelectedFromTheCarOn() {
    var state = map()
    press(&state, "]")
    // The car is at 72 % of the lap.
    let place = state.sample.station ?? 0
    let next = Fixture.corners.first { $0.apex > place }
    #expect(state.map.corner == next?.number)
    press(&state, "[")
    press(&state, "[")
    #expect(state.map.corner != nil && state.map.corner != next?.number)
  }

  @Test func aCornerIsNamedInPlace() {
    var state = map()
    press(&state, "e")
    #expect(state.notice?.text == "No corner is selected.")
    press(&state, "]")
    let corner = MapView.selected(state)
    press(&state, "e")
    #expect(state.overlay == .command(LineEditor("corner \(corner?.name ?? "")")))
    _ = update(&state, .key(.control("w")))
    for scalar in "Hairpin".unicodeScalars { press(&state, scalar) }
    #expect(update(&state, .key(.enter)) == [.nameCorner(corner?.number ?? -1, "Hairpin")])
  }

  @Test func theTrackIsNamed() {
    var state = map()
    for scalar in ":track Fuji".unicodeScalars { press(&state, scalar) }
    #expect(update(&state, .key(.enter)) == [.nameTrack("Fuji")])
    state = DashboardState()
    for scalar in ":track Fuji".unicodeScalars { press(&state, scalar) }
    #expect(update(&state, .key(.enter)) == [])
    #expect(state.notice?.text == "The track is not known yet: drive one whole lap.")
  }
}
