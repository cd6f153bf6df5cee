import Coaching
import Analysis
@testable import Dashboard
import Drawing
import Engine
import TestSupport
import Testing

struct UpdateTests {
  @Test func oneKeyToTheFirstComparison() {
    var state = Fixture.live()
    #expect(press(&state, "2") == [.compare(.session(6), .session(3))])
    _ = update(&state, .compared(Fixture.pair))
    #expect(state.compare.pair != nil && state.view == .compare)
    // The cursor starts where most was lost.
    #expect(Fixture.corners.contains { $0.apex == state.compare.cursor })
    #expect(press(&state, "x") == [.compare(.session(3), .session(6))])
  }

  @Test func aLapIsNotComparedWithItself() {
    var model = Fixture.model
    model.laps = [Fixture.lap(serial: 2, number: 2, trace: Fixture.now), Fixture.best]
    model.reference?.choice = .allTimeBest
    var state = DashboardState()
    _ = update(&state, .model(model))
    #expect(press(&state, "2") == [.compare(.session(3), .session(2))])
  }

  @Test func otherLapsAreChosenFromAList() {
    var state = Fixture.compare()
    #expect(press(&state, "a") == [.loadComparable])
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.down))
    #expect(update(&state, .key(.enter)) == [.compare(.session(5), .session(3))])
    #expect(state.overlay == nil)
  }

  @Test func zoomKeepsTheCursorInSight() {
    var state = Fixture.compare()
    for _ in 0..<5 { _ = press(&state, "+") }
    #expect(state.compare.stretch.contains(state.compare.cursor))
    for _ in 0..<40 { _ = update(&state, .key(.right)) }
    #expect(state.compare.stretch.contains(state.compare.cursor))
    let apexes = Fixture.corners.map(\.apex)
    _ = press(&state, "]")
    #expect(apexes.contains(state.compare.cursor) && state.compare.stretch.contains(state.compare.cursor))
    _ = press(&state, "0")
    #expect(state.compare.window == nil)
  }

  @Test func replayKeysBecomeCommands() {
    var state = Fixture.live()
    #expect(press(&state, " ") == [] && state.isFrozen)
    _ = press(&state, " ")
    #expect(press(&state, ">") == [])
    #expect(state.notice?.text == "Nothing is being replayed.")
    _ = update(&state, .replay(ReplayStatus(position: 1, duration: 90, speed: 2, isPaused: false)))
    #expect(press(&state, " ") == [.replay(.togglePause)])
    #expect(press(&state, ">") == [.replay(.setSpeed(4))])
    #expect(press(&state, "<") == [.replay(.setSpeed(1))])
    #expect(press(&state, ",") == [.replay(.step(-1))])
    #expect(press(&state, "}") == [.replay(.lap(1))])
    #expect(update(&state, .key(.left)) == [.replay(.skip(-5))])
    _ = press(&state, "g")
    for letter in "lap 3" { _ = press(&state, letter.unicodeScalars.first!) }
    #expect(update(&state, .key(.enter)) == [.replay(.goToLap(3))])
  }

  @Test func commandsCompleteAndExplainThemselves() {
    var state = Fixture.live()
    func type(_ text: String) -> [Effect] {
      _ = press(&state, ":")
      for scalar in text.unicodeScalars { _ = press(&state, scalar) }
      return update(&state, .key(.enter))
    }
    #expect(type("q") == [.quit])
    #expect(type("theme light") == [.set("theme", "light")])
    #expect(type("theme none") == [] && state.notice?.text == "Use theme NAME: other colours.")
    #expect(type("units imperial") == [.set("units", "imperial")])
    #expect(type("nonsense") == [] && state.notice?.kind == .warning)
    _ = press(&state, ":")
    for scalar in "th".unicodeScalars { _ = press(&state, scalar) }
    _ = update(&state, .key(.tab))
    #expect(state.overlay == .command("theme "))
    #expect(state.completions("theme ") == ["theme dark", "theme light"])
  }

  @Test func historyIsFilteredOpenedAndCompared() {
    var state = Fixture.live()
    #expect(press(&state, "4") == [.loadSessions])
    _ = update(&state, .sessions(Fixture.sessions))
    _ = press(&state, "/")
    for scalar in "spa".unicodeScalars { _ = press(&state, scalar) }
    #expect(state.history.shownSessions.map(\.id) == [2])
    _ = update(&state, .key(.enter))
    #expect(update(&state, .key(.enter)) == [.loadLaps(session: 2)])
    let laps = (1...3).map {
      LapSummary(id: Int64($0), number: $0, time: 90 - Double($0), kind: "pace", isBest: $0 == 3)
    }
    _ = update(&state, .laps(laps, session: 2))
    _ = update(&state, .key(.up))
    #expect(update(&state, .key(.enter)) == [.compare(.stored(2), .stored(3))])
    #expect(state.view == .compare)
  }

  @Test func referencesTakeTurns() {
    var state = Fixture.live()
    #expect(press(&state, "r") == [.chooseReference(.allTimeBest)])
    #expect(press(&state, "m") == [.setVerbosity(.off)])
  }

  @Test func aClickOnATabOpensItsView() {
    var state = Fixture.live()
    _ = update(&state, .resized(width: 120, height: 36))
    #expect(update(&state, .mouse(MouseEvent(.press, x: 20, y: 0))) == [.compare(.session(6), .session(3))])
    #expect(state.view == .compare)
  }

  /// No two keys of a view can both be meant.
  @Test func keysAreUnambiguous() {
    for state in [Fixture.live(), Fixture.compare()] {
      for view in ViewKind.allCases {
        var seen: [Key: String] = [:]
        for binding in allBindings where binding.applies(to: view) && binding.disabled(state) == nil {
          for key in binding.keys {
            #expect(seen[key] == nil, "\(binding.label) and \(seen[key] ?? "") in \(view)")
            seen[key] = binding.label
          }
        }
      }
    }
    #expect(describeKeys().count == allBindings.count)
  }

  private func press(_ state: inout DashboardState, _ scalar: Unicode.Scalar) -> [Effect] {
    update(&state, .key(.character(scalar)))
  }
}
