internal import Drawing

/// Keys that work in every view.
let everywhereBindings: [KeyBinding] = [
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
    state.overlay = .help(first: 0)
    return []
  },
  KeyBinding([key("S"), .function(2)], "S", "settings", "settings, kept in the settings file", footer: false) {
    state, _ in
    state.overlay = .settings(row: 0)
    return []
  },
  KeyBinding([key("L"), .function(3)], "L", "messages", "what the program has said", footer: false) { state, _ in
    state.showLog()
    return []
  },
  KeyBinding([key("Y"), .function(4)], "Y", "sync", "the exchange with your other computers", footer: false) {
    state, _ in
    state.overlay = .sync(row: 0)
    return [.sync(.look)]
  },
  KeyBinding([.control("l")], "C-l", "redraw", "draw the screen anew", footer: false) { _, _ in [.redraw] },
  KeyBinding([.escape], "Esc", "back", "close what lies over the view, or go back", footer: false) { state, _ in
    state.goBack()
    return []
  },
]
