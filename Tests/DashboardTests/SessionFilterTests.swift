@testable import Dashboard
import Drawing
import Testing

struct SessionFilterTests {
  private func ids(_ filter: String) -> [Int64] {
    let wanted = SessionFilter(filter)
    return Fixture.sessions.filter(wanted.matches).map(\.id)
  }

  @Test(
    arguments: [
      ("", [3, 2, 1, 4]), ("fuji", [3, 4]), ("FUJI 91", []), ("fuji m4", [3, 4]), ("track:fuji", [3, 4]),
      ("car:porsche", [2]), ("car:\"911 gt3\"", [2]), ("driver:grace", [1]), ("game:gt7", [3, 4]), ("tag:wet", [3]),
      ("note:tyres", [3]), ("kind:race", [3]), (">2026-11-09", [3, 2]), ("<2026-11", [4]),
      (">2026-11 <2026-11-20", [2, 1]),
      ("best<1:31", [3, 1]), ("best>2:00", [2]), ("laps>9", [2, 4]), ("laps<9", [3]), ("-fuji", [2, 1]),
      ("-track:fuji driver:ada", [2]), ("track:", [3, 2, 1, 4]), ("best<", [3, 2, 1, 4]), ("-", [3, 2, 1, 4]),
    ] as [(String, [Int64])]) func sessionsPass(_ filter: String, _ expected: [Int64])
  {
    #expect(ids(filter) == expected)
    #expect(SessionFilter(filter).problem == nil)
  }

  @Test func aWrongFieldIsNamedAndTheRestHolds() {
    let filter = SessionFilter("trakc:x fuji")
    #expect(filter.problem == "there is no field “trakc”; fields are track, car, driver, game, kind, tag, note")
    #expect(Fixture.sessions.filter(filter.matches).map(\.id) == [3, 4])
    #expect(SessionFilter(">monday").problem == "after > comes a day, as in >2026-10 or >2026-10-24")
    #expect(SessionFilter("best<fast").problem == "best< takes a time as 1:31.5, not “fast”")
    #expect(SessionFilter("laps>x").problem == "laps> takes a number, not “x”")
  }

  @Test func fieldsAndTheirValuesAreCompleted() {
    func completions(_ text: String) -> [String] { SessionFilter.completions(text, of: Fixture.sessions) }
    #expect(completions("tr") == ["track:"])
    #expect(completions("wet -ca") == ["wet -car:"])
    #expect(completions("track:f") == ["track:\"Fuji Speedway\"", "track:Spa-Francorchamps"])
    #expect(completions("car:mc") == ["car:McLaren"])
    #expect(completions("tag:") == ["tag:league", "tag:wet"])
    #expect(completions("nothing:x") == [])
  }

  @Test func tabFillsTheFilterIn() {
    var state = Fixture.history()
    for scalar in "/car:mc".unicodeScalars { _ = update(&state, .key(.character(scalar))) }
    _ = update(&state, .key(.tab))
    #expect(state.overlay == .filter("car:McLaren"))
    #expect(state.history.shownSessions.map(\.id) == [1])
    _ = update(&state, .key(.enter))
    #expect(state.overlay == nil)
    #expect(state.history.filter == "car:McLaren")
    _ = update(&state, .key(.character("/")))
    _ = update(&state, .key(.escape))
    #expect(state.history.filter == "")
  }
}
