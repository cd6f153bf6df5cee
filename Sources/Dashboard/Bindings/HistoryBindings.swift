internal import Drawing

/// Keys of the History view.
let historyBindings: [KeyBinding] = [
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
  KeyBinding([key("t")], "t", "tags", "tags of the session", in: [.history], unless: Reason.noSession) { state, _ in
    let tags = state.history.selectedSession?.tags ?? []
    state.overlay = .command(LineEditor((["tag"] + tags).joined(separator: " ") + " "))
    return []
  },
  KeyBinding([key("n")], "n", "note", "a note on the session", in: [.history], unless: Reason.noSession) { state, _ in
    state.overlay = .command(LineEditor("note " + (state.history.selectedSession?.note ?? "")))
    return []
  },
  KeyBinding(
    [key("R")], "R", "rename", "rename the session's track, car or driver; a name that is taken makes one of two",
    in: [.history], unless: Reason.noSession
  ) { state, _ in
    state.overlay = .command("rename ")
    return []
  },
  KeyBinding(
    [key("D"), .delete], "D", "delete", "delete the selected lap or session; u takes it back", in: [.history],
    unless: Reason.noSession
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
]
