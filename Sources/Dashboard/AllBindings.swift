internal import Coaching
internal import Drawing
internal import Engine

private func key(_ text: Unicode.Scalar) -> Key { .character(text) }

private let lists: Set<ViewKind> = [.coach, .history, .team]
private let driving: Set<ViewKind> = [.drive, .map, .team, .coach]
private let playing = driving.union([.compare])

/// Why a key of a finding does nothing.
private let noFinding: @Sendable (DashboardState) -> String? = {
  $0.selectedFinding == nil ? "no finding is selected" : nil
}

/// Why a key of the drive does nothing.
private let noCar: @Sendable (DashboardState) -> String? = { $0.isWaiting ? "no car is on the road yet" : nil }

/// Why a key of a stored session does nothing.
private let noSession: @Sendable (DashboardState) -> String? = { state in
  state.history.list == .sessions && state.history.selectedSession != nil ? nil : "no session is selected"
}

/// Why a key of the replay does nothing.
private let noReplay: @Sendable (DashboardState) -> String? = { $0.replay == nil ? "nothing is being replayed" : nil }
private let noField: @Sendable (DashboardState) -> String? = { $0.field == nil ? "this game sends no other cars" : nil }
private let noPair: @Sendable (DashboardState) -> String? = {
  $0.compare.pair == nil ? "no laps are being compared" : nil
}

/// Every key of the dashboard. The first that applies to the view and is not disabled is taken.
let allBindings: [KeyBinding] = [
  KeyBinding([key("q")], "q", "quit", "quit; the terminal is as it was") { _, _ in [.quit] },
  KeyBinding(
    [key("d")], "d", "demo", "start the demo drive", in: [.drive],
    unless: { $0.isWaiting ? nil : "a car is on the road already" }
  ) { _, _ in [.startDemo] },
  KeyBinding(
    [key(" ")], "space", "pause", "pause the replay, or hold the live screen still", in: playing,
    titled: { state in
      guard let replay = state.replay else { return state.isFrozen ? "go on" : nil }
      return replay.isAtEnd ? "play again" : replay.isPaused ? "go on" : nil
    },
    unless: { state in
      if state.view == .compare { return noReplay(state) }
      return state.replay == nil ? noCar(state) : nil
    }
  ) { state, _ in
    if state.replay != nil { return [.replay(.togglePause)] }
    state.isFrozen.toggle()
    return []
  },
  KeyBinding(
    [key("r")], "r", "reference", "next reference: session best, all-time best, last lap", in: driving, unless: noCar
  ) { state, _ in
    let order: [ReferenceChoice] = [.sessionBest, .allTimeBest, .lastLap]
    let now = state.model.reference.flatMap { order.firstIndex(of: $0.choice) } ?? -1
    return [.chooseReference(order[(now + 1) % order.count])]
  },
  KeyBinding(
    [key("l")], "l", "layout", "layout: as the session asks, practice, qualifying, race", in: [.drive], unless: noCar
  ) { state, _ in
    let all = DriveLayout.allCases
    state.layout = all[((all.firstIndex(of: state.layout) ?? 0) + 1) % all.count]
    state.notice = Notice(.information, "Layout \(state.layout.words).")
    return [.setLayout(state.layout)]
  },
  KeyBinding([key("b")], "b", "big delta", "the delta over the whole screen", in: [.drive], unless: noCar) { state, _ in
    state.isDeltaBig.toggle()
    return []
  },
  KeyBinding([key("m")], "m", "mute coach", "silence the coach, or let it speak again", in: driving, unless: noCar) {
    state, _ in
    [.setVerbosity(state.model.isCoachMuted ? .focus : .off)]
  },
  KeyBinding(
    [key("v")], "v", "coach says", "what the coach says: strategy, one focus, all, nothing", in: driving, unless: noCar
  ) {
    state, _ in
    let all = Coach.Verbosity.allCases
    let next = all[(state.model.verbosity.rawValue + 1) % all.count]
    state.notice = Notice(.information, "the coach says \(Words.verbosity(next))")
    return [.setVerbosity(next)]
  },
  KeyBinding(
    [key("x")], "x", "mute corner", "no more advice on this finding's corner, or again", in: [.coach], unless: noFinding
  ) {
    state, _ in
    state.selectedFinding.map { [.toggleMuteCorner($0.corner)] } ?? []
  },
  KeyBinding([key("X")], "X", "mute rule", "no more advice of this kind, or again", in: [.coach], unless: noFinding) {
    state, _ in
    state.selectedFinding.map { [.toggleMuteRule($0.rule)] } ?? []
  },
  KeyBinding([key("w")], "w", "why", "why this is said, and what is not said", in: [.coach], unless: noCar) {
    state, _ in
    state.showsWhy.toggle()
    return []
  },

  KeyBinding([.left, .right], "← →", "cursor", "move the cursor", in: [.compare], unless: noPair) { state, key in
    state.compare.moveCursor(by: key == .left ? -1 : 1)
    return []
  },
  KeyBinding([key("["), key("]")], "[ ]", "corner", "to the corner before and after", in: [.compare], unless: noPair) {
    state, pressed in
    state.compare.moveToCorner(forward: pressed == key("]"))
    return []
  },
  KeyBinding(
    [key("+"), key("="), key("-")], "+ −", "zoom", "zoom in and out around the cursor", in: [.compare], unless: noPair
  ) { state, pressed in
    state.compare.zoom(by: pressed == key("-") ? 2 : 0.5)
    return []
  },
  KeyBinding([key("0")], "0", "whole lap", "show the whole lap", in: [.compare], unless: noPair) { state, _ in
    state.compare.window = nil
    return []
  },
  KeyBinding([key("a"), key("b")], "a b", "choose laps", "choose the first and the second lap", in: [.compare]) {
    state, pressed in
    state.overlay = .chooseLap(slot: pressed == key("a") ? .a : .b, row: 0)
    return []
  },
  KeyBinding([key("x")], "x", "swap", "swap the two laps", in: [.compare], unless: noPair) { state, _ in
    state.compare.swap()
  },
  KeyBinding([key("s")], "s", "sort", "corners by loss, or in the order of the lap", in: [.compare], unless: noPair) {
    state, _ in
    state.compare.isInLapOrder.toggle()
    return []
  },
  KeyBinding([key("e")], "e", "export", "write the first lap into a file", in: [.compare], unless: noPair) { state, _ in
    state.compare.a.map { [.export($0)] } ?? []
  },

  KeyBinding([.left, .right], "← →", "5 s", "back and forward 5 s", in: driving, unless: noReplay) { _, key in
    [.replay(.skip(key == .left ? -5 : 5))]
  },
  KeyBinding([key(","), key(".")], ", .", "frame", "back and forward one frame", in: playing, unless: noReplay) {
    _, pressed in
    [.replay(.step(pressed == key(",") ? -1 : 1))]
  },
  KeyBinding([key("<"), key(">")], "< >", "speed", "slower and faster, 1/8 to 64 times", in: playing, unless: noReplay)
  { state, pressed in
    let factor = pressed == key("<") ? 0.5 : 2
    return [.replay(.setSpeed(min(64, max(0.125, (state.replay?.speed ?? 1) * factor))))]
  },
  KeyBinding([key("{"), key("}")], "{ }", "lap", "to the lap before and after", in: playing, unless: noReplay) {
    _, pressed in
    [.replay(.lap(pressed == key("{") ? -1 : 1))]
  },
  KeyBinding([key("g")], "g", "go to", "go to a time or a lap", in: playing, unless: noReplay) { state, _ in
    state.overlay = .command("goto ")
    return []
  },
  KeyBinding([key("s")], "s", "sort", "sort by place, last lap, best lap, tyre age", in: [.team], unless: noField) {
    state, _ in
    let all = TowerOrder.allCases
    let now = all.firstIndex(of: state.team.order) ?? 0
    state.team.order = all[(now + 1) % all.count]
    return []
  },
  KeyBinding([key("o")], "o", "own car", "back to the own car", in: [.team], unless: noField) { state, _ in
    state.team.selected = nil
    return []
  },
  KeyBinding([.up, .down, key("k"), key("j")], "↑ ↓", "select", "up and down the list", in: lists) { state, pressed in
    state.moveSelection(by: pressed == .up || pressed == key("k") ? -1 : 1)
    return []
  },
  KeyBinding([.pageUp, .pageDown], "PgUp PgDn", "page", "a page up and down", in: lists, footer: false) {
    state, pressed in
    state.moveSelection(by: (pressed == .pageUp ? -1 : 1) * max(1, state.height - 10))
    return []
  },
  KeyBinding([.home, .end], "Home End", "ends", "to the first and the last row", in: lists, footer: false) {
    state, pressed in
    state.moveSelection(by: pressed == .home ? -1_000_000 : 1_000_000)
    return []
  },
  KeyBinding([.enter], "Enter", "open", "open the session; compare the lap", in: [.history]) { state, _ in
    state.openHistoryRow()
  },
  KeyBinding([.backspace], "BS", "back", "back to the sessions", in: [.history], footer: false) { state, _ in
    state.closeHistorySession()
    return []
  },
  KeyBinding(
    [key("/")], "/", "filter", "filter: words, track: car: tag: …, >2026-10, best<1:31, laps>5; Tab completes",
    in: [.history]
  ) { state, _ in
    state.overlay = .filter(LineEditor(state.history.filter))
    return []
  },
  KeyBinding([key("["), key("]")], "[ ]", "lists", "sessions, bests of each track and car, corners", in: [.history]) {
    state, pressed in
    state.showList(forward: pressed == key("]"))
  },
  KeyBinding(
    [key("s")], "s", "sort", "sort by day, best lap, laps, track", in: [.history],
    unless: { $0.history.list == .sessions ? nil : "only sessions are sorted" }
  ) { state, _ in
    let all = SessionOrder.allCases
    state.history.order = all[((all.firstIndex(of: state.history.order) ?? 0) + 1) % all.count]
    state.history.sessionRow = 0
    return []
  },
  KeyBinding([key("t")], "t", "tags", "tags of the session", in: [.history], unless: noSession) { state, _ in
    let tags = state.history.selectedSession?.tags ?? []
    state.overlay = .command(LineEditor((["tag"] + tags).joined(separator: " ") + " "))
    return []
  },
  KeyBinding([key("n")], "n", "note", "a note on the session", in: [.history], unless: noSession) { state, _ in
    state.overlay = .command(LineEditor("note " + (state.history.selectedSession?.note ?? "")))
    return []
  },
  KeyBinding(
    [key("R")], "R", "rename", "rename the session's track, car or driver; a name that is taken makes one of two",
    in: [.history], unless: noSession
  ) { state, _ in
    state.overlay = .command("rename ")
    return []
  },
  KeyBinding(
    [key("D"), .delete], "D", "delete", "delete the selected lap or session; u takes it back", in: [.history],
    unless: noSession
  ) { state, _ in state.deleteSelected() },
  KeyBinding([key("u")], "u", "undo", "take the last change of the history back", in: [.history]) { _, _ in
    [.edit(.undo)]
  },
  KeyBinding(
    [key("r")], "r", "as reference", "race against the selected lap", in: [.history],
    unless: { $0.selectedStoredLap == nil ? "open a session and select a lap first" : nil }
  ) { state, _ in
    state.selectedStoredLap.map { [.chooseReferenceLap(.stored($0))] } ?? []
  },

  KeyBinding(
    [key("1"), key("2"), key("3"), key("4"), key("5"), key("6")], "1 … 6", "views",
    "Drive, Compare, Coach, History, Map, Team", footer: false
  ) { state, pressed in
    guard case .character(let digit) = pressed, let kind = ViewKind(rawValue: Int(digit.value) - 48) else { return [] }
    return state.show(kind)
  },
  KeyBinding([.tab, .backTab], "Tab", "next view", "to the next view, or back with shift", footer: false) {
    state, pressed in
    let next = (state.view.rawValue + (pressed == .tab ? 0 : 4)) % 6 + 1
    return ViewKind(rawValue: next).map { state.show($0) } ?? []
  },
  KeyBinding([key(":")], ":", "command", "a command: theme, units, goto, speed, reference, quit") { state, _ in
    state.overlay = .command("")
    return []
  },
  KeyBinding([key("?"), .function(1)], "?", "all keys", "all keys") { state, _ in
    state.overlay = .help
    return []
  },
  KeyBinding([.control("l")], "C-l", "redraw", "draw the screen anew", footer: false) { _, _ in [.redraw] },
  KeyBinding([.escape], "Esc", "back", "close what lies over the view, or go back", footer: false) { state, _ in
    state.goBack()
    return []
  },
]
