@testable import Dashboard
import Drawing
import Testing

struct HistoryKeyTests {
  private func type(_ state: inout DashboardState, _ text: String) -> [Effect] {
    for scalar in text.unicodeScalars { _ = update(&state, .key(.character(scalar))) }
    return update(&state, .key(.enter))
  }

  private func press(_ state: inout DashboardState, _ scalar: Unicode.Scalar) -> [Effect] {
    update(&state, .key(.character(scalar)))
  }

  @Test func tagsBeginWithThoseThatAreThere() {
    var state = Fixture.history()
    _ = press(&state, "t")
    #expect(state.overlay == .command("tag wet league "))
    #expect(type(&state, "night Wet") == [.edit(.setTags(["league", "night", "wet"], session: 3))])
    #expect(type(&state, ":tag") == [.edit(.setTags([], session: 3))])
  }

  @Test func aNoteIsEdited() {
    var state = Fixture.history()
    _ = press(&state, "n")
    #expect(state.overlay == .command("note new tyres from lap 4"))
    #expect(type(&state, "!") == [.edit(.setNote("new tyres from lap 4!", session: 3))])
    #expect(type(&state, ":note") == [.edit(.setNote("", session: 3))])
  }

  @Test func thingsAreRenamed() {
    var state = Fixture.history()
    _ = press(&state, "R")
    #expect(type(&state, "car M4 GT3 Evo") == [.edit(.rename(.car, id: 1, name: "M4 GT3 Evo"))])
    #expect(type(&state, ":rename driver Grace") == [.edit(.rename(.driver, id: 1, name: "Grace"))])
    #expect(type(&state, ":rename wheel x") == [])
    #expect(state.notice?.text.hasPrefix("Use rename track|car|driver NAME") == true)
    #expect(state.completions("rename track S") == ["rename track Spa-Francorchamps", "rename track Suzuka Circuit"])
  }

  @Test func sessionsAndLapsAreDeletedAndComeBack() {
    var state = Fixture.history()
    _ = update(&state, .key(.down))
    #expect(press(&state, "D") == [.edit(.deleteSession(2))])
    #expect(press(&state, "u") == [.edit(.undo)])
    _ = update(&state, .key(.up))
    _ = update(&state, .key(.enter))
    _ = update(&state, .laps(Fixture.laps, session: 3))
    #expect(press(&state, "D") == [.edit(.deleteLap(13))])
  }

  @Test func aDeletedSessionClosesAndTheSelectionStays() {
    var state = Fixture.history()
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.enter))
    _ = update(&state, .sessions(Fixture.sessions.filter { $0.id != 2 }))
    #expect(state.history.openSession == nil)
    _ = update(&state, .key(.end))
    #expect(state.history.selectedSession?.id == 4)
    _ = update(&state, .sessions(Fixture.sessions))
    #expect(state.history.selectedSession?.id == 4)
  }

  @Test func listsTakeTurnsAndCornersAreAskedFor() {
    var state = Fixture.history()
    #expect(press(&state, "]") == [])
    #expect(state.history.list == .bests)
    #expect(state.history.bests.map(\.track) == ["Fuji Speedway", "Spa-Francorchamps", "Suzuka Circuit"])
    #expect(press(&state, "]") == [.loadCorners(Fixture.cornerTable.key)])
    _ = update(&state, .corners(Fixture.cornerTable))
    #expect(state.history.corners?.corners?.count == 2)
    _ = update(&state, .key(.down))
    #expect(state.history.cornerRow == 1)
    _ = press(&state, "[")
    #expect(state.history.list == .bests)
  }

  @Test func cornersOfAnotherKeyAreNotShown() {
    var state = Fixture.history()
    _ = press(&state, "]")
    _ = press(&state, "]")
    let other = CornerTable.Key(track: "Monza", car: "x", driver: "y")
    _ = update(&state, .corners(CornerTable(key: other, corners: [], classes: [])))
    #expect(state.history.corners?.corners == nil)
  }

  @Test func aBestLeadsToItsSessions() {
    var state = Fixture.history()
    _ = press(&state, "]")
    _ = update(&state, .key(.enter))
    #expect(state.history.list == .sessions)
    #expect(state.history.shownSessions.map(\.id) == [3, 4])
  }

  @Test func bestsCountSessionsLapsAndWhatWasGained() {
    let best = SessionBest.all(of: Fixture.sessions)[0]
    #expect(best.sessionCount == 2)
    #expect(best.lapCount == 17)
    #expect(abs(best.gained - 0.675) < 1e-9)
    #expect(best.date == "2026-11-21 20:05")
  }

  @Test func sessionsAreSorted() {
    var state = Fixture.history()
    _ = press(&state, "s")
    #expect(state.history.shownSessions.map(\.id) == [1, 3, 4, 2])
    _ = press(&state, "s")
    #expect(state.history.shownSessions.map(\.id) == [2, 4, 1, 3])
    _ = press(&state, "s")
    #expect(state.history.shownSessions.map(\.id) == [4, 3, 2, 1])
  }

  @Test func commandsAreRecalled() {
    var state = Fixture.history()
    _ = type(&state, ":tag a")
    _ = type(&state, ":note b")
    _ = press(&state, ":")
    _ = update(&state, .key(.up))
    #expect(state.overlay == .command("note b"))
    _ = update(&state, .key(.up))
    _ = update(&state, .key(.up))
    #expect(state.overlay == .command("tag a"))
    _ = update(&state, .key(.down))
    _ = update(&state, .key(.down))
    #expect(state.overlay == .command(""))
  }

  @Test func withoutASessionKeysSayWhy() {
    var state = Fixture.live()
    _ = press(&state, "4")
    _ = update(&state, .sessions([]))
    for key: Unicode.Scalar in ["t", "n", "R", "D"] {
      _ = press(&state, key)
      #expect(state.notice?.text == "No session is selected.")
    }
  }
}
