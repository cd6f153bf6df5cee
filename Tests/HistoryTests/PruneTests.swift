import Database
import Engine
import Foundation
import TestSupport
import Testing
import Timing

@testable import History

/// What goes of a history, and what stays.
@Suite struct PruneTests {
  /// Four sessions a day apart: two of one driver, one of another, one with the tag that keeps it.
  private func filled() throws -> (history: History, sessions: [Int64]) {
    let history = try History(path: ":memory:")
    var sessions: [Int64] = []
    for (index, driver) in ["A. Driver", "A. Driver", "B. Driver", "A. Driver"].enumerated() {
      var key = Fixture.key
      key.driver = driver
      key.startedAt += Double(index) * 86_400
      sessions.append(try Fixture.fill(history, as: key, at: key.startedAt + 100))
    }
    try history.set(tags: [History.keptTag], session: sessions[3], at: 1)
    return (history, sessions)
  }

  @Test func whatIsShownIsWhatGoesAndBestsStay() throws {
    let (history, sessions) = try filled()
    let all = try history.laps()
    var rule = PruneRule()
    rule.before = Fixture.key.startedAt + 2.5 * 86_400
    let shown = try history.pruning(rule)
    #expect(try history.laps() == all, "showing changes nothing")
    #expect(shown.map(\.id) == Array(sessions[0...2]) && shown.allSatisfy { $0.size > 1_000 })
    let references = try history.baselines().compactMap(\.lap)
    let bests = try history.baselines().compactMap(\.time)
    #expect(try history.prune(rule) == shown.reduce(0) { $0 + $1.lapCount })
    let left = try history.laps()
    #expect(left.count == all.count - shown.reduce(0) { $0 + $1.lapCount })
    #expect(references.allSatisfy { id in left.contains { $0.id == id } })
    #expect(try history.baselines().compactMap(\.time) == bests)
    #expect(try history.integrity() == "ok")
    #expect(try history.pruning(rule).isEmpty, "nothing is left to take")
  }

  @Test func samplesGoAndTimesStay() throws {
    let (history, sessions) = try filled()
    let all = try history.laps()
    var rule = PruneRule()
    rule.sessions = [sessions[0]]
    rule.onlySamples = true
    let shown = try #require(try history.pruning(rule).first)
    #expect(try history.prune(rule) == shown.lapCount)
    #expect(try history.laps() == all)
    let bare = try history.laps().filter { $0.sessionID == sessions[0] && $0.time != nil }
    #expect(try bare.contains { try history.loadLap(id: $0.id)?.trace == nil })
    #expect(try history.baselines().allSatisfy { try $0.lap.map { try history.loadLap(id: $0)?.trace != nil } ?? true })
    #expect(try history.pruning(rule).isEmpty)
  }

  @Test func withoutItsBestsASessionIsGoneAndTheTagKeeps() throws {
    let (history, sessions) = try filled()
    var rule = PruneRule()
    rule.includesBests = true
    try history.prune(rule)
    #expect(try history.sessions().map(\.id) == [sessions[3]])
    try history.journal(session: sessions[3], number: 9, station: 1, lapTime: 9, topSpeed: 1, at: 1)
    try history.set(tags: [], session: sessions[3], at: 2)
    #expect(try history.pruning(rule).isEmpty, "somebody drives it")
  }

  @Test func namesNarrowIt() throws {
    let (history, sessions) = try filled()
    var rule = PruneRule()
    rule.filter.driver = "b. d"
    #expect(try history.pruning(rule).map(\.id) == [sessions[2]])
  }

  @Test func listsAreSortedAndPaged() throws {
    let (history, sessions) = try filled()
    var filter = HistoryFilter()
    filter.sort = ListSort(.driver)
    #expect(try history.sessions(filter).map(\.id) == [sessions[3], sessions[1], sessions[0], sessions[2]])
    filter.sort = ListSort(.driver, isDescending: true)
    filter.limit = 2
    filter.offset = 1
    #expect(try history.sessions(filter).map(\.id) == [sessions[3], sessions[1]])
    var laps = HistoryFilter()
    laps.sort = ListSort(.time)
    let times = try history.laps(laps).map(\.time)
    let known = times.compactMap(\.self)
    #expect(
      known == known.sorted() && times.prefix(known.count).allSatisfy { $0 != nil }, "laps without a time are last")
    laps.tag = History.keptTag
    #expect(try Set(history.laps(laps).map(\.sessionID)) == [sessions[3]])
    laps.tag = nil
    laps.until = Fixture.key.startedAt + 86_400
    #expect(try Set(history.laps(laps).map(\.sessionID)) == [sessions[0]])
    var names = HistoryFilter()
    names.sort = ListSort(.sessions, isDescending: true)
    #expect(try history.drivers(names).map(\.name) == ["A. Driver", "B. Driver"])
    names.limit = 1
    names.offset = 1
    #expect(try history.drivers(names).map(\.name) == ["B. Driver"])
    for key in History.lapSorts { laps.sort = ListSort(key); #expect(try !history.laps(laps).isEmpty) }
    for key in History.sessionSorts { names.sort = ListSort(key); #expect(try !history.sessions(names).isEmpty) }
    for key in History.nameSorts {
      names.sort = ListSort(key); #expect(try !history.cars(names).isEmpty || names.offset == 1)
    }
    for key in History.trackSorts { laps.sort = ListSort(key); #expect(try !history.trackList(laps).isEmpty) }
  }

  @Test func lapsAreCountedAsTheyComeAndGo() throws {
    let (history, sessions) = try filled()
    func isCounted() throws -> Bool {
      try history.connection.row(
        """
        SELECT (SELECT group_concat(session_id || ' ' || laps || ' ' || complete) FROM session_count WHERE laps > 0)
          IS (SELECT group_concat(line) FROM (SELECT session_id || ' ' || count(*) || ' ' ||
            sum(kind NOT IN ('partial', 'aborted')) AS line FROM lap GROUP BY session_id))
        """
      ) { $0.integer(0) == 1 } ?? false
    }
    #expect(try isCounted())
    try history.delete(lap: try history.laps()[0].id, at: 1)
    #expect(try isCounted())
    try history.delete(session: sessions[1], at: 2)
    #expect(try isCounted())
    try history.undo()
    try history.undo()
    #expect(try isCounted())
    try history.journal(session: sessions[0], number: 9, station: 1, lapTime: 9, topSpeed: 1, at: 1)
    try history.recoverJournal(at: 1_000)
    #expect(try isCounted())
    var rule = PruneRule()
    rule.before = 9e9
    try history.prune(rule)
    #expect(try isCounted())
  }
}
