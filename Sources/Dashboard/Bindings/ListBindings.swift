internal import Drawing

/// Keys of every list.
let listBindings: [KeyBinding] = [
  KeyBinding([.up, .down, key("k"), key("j")], "↑ ↓", "select", "up and down the list", in: ViewKind.lists) {
    state, pressed in
    state.moveSelection(by: pressed == .up || pressed == key("k") ? -1 : 1)
    return []
  },
  KeyBinding([.pageUp, .pageDown], "PgUp PgDn", "page", "a page up and down", in: ViewKind.lists, footer: false) {
    state, pressed in
    state.moveSelection(by: (pressed == .pageUp ? -1 : 1) * max(1, state.height - 10))
    return []
  },
  KeyBinding([.home, .end], "Home End", "ends", "to the first and the last row", in: ViewKind.lists, footer: false) {
    state, pressed in
    state.moveSelection(by: pressed == .home ? -1_000_000 : 1_000_000)
    return []
  },
]
