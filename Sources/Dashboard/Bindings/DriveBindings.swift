internal import Drawing

/// Keys of the Drive view.
let driveBindings: [KeyBinding] = [
  KeyBinding(
    [key("d")], "d", "demo", "start the demo drive", in: [.drive],
    unless: { $0.isWaiting ? nil : "a car is on the road already" }
  ) { _, _ in [.startDemo] },
  KeyBinding(
    [.up, .down, key("k"), key("j")], "↑ ↓", "games", "what to switch on in the other games", in: [.drive],
    unless: { $0.isWaiting ? nil : "a car is on the road already" }
  ) { state, pressed in
    let games = WaitingView.games(state)
    let row = WaitingView.selected(games, state) + (pressed == .up || pressed == key("k") ? -1 : 1)
    state.waitingRow = min(max(0, games.count - 1), max(0, row))
    return []
  },
  KeyBinding(
    [key("l")], "l", "layout", "layout: as the session asks, practice, qualifying, race", in: [.drive],
    unless: Reason.noCar
  ) { state, _ in
    let all = DriveLayout.allCases
    state.layout = all[((all.firstIndex(of: state.layout) ?? 0) + 1) % all.count]
    state.notice = Notice(.information, "Layout \(state.layout.words).")
    return [.set("layout", state.layout.rawValue)]
  },
  KeyBinding([key("b")], "b", "big delta", "the delta over the whole screen", in: [.drive], unless: Reason.noCar) {
    state, _ in
    state.isDeltaBig.toggle()
    return []
  },
]
