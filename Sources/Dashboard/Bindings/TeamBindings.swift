internal import Drawing

/// Keys of the Team view.
let teamBindings: [KeyBinding] = [
  KeyBinding(
    [key("s")], "s", "sort", "sort by place, last lap, best lap, tyre age", in: [.team], unless: Reason.noField
  ) {
    state, _ in
    let all = TowerOrder.allCases
    let now = all.firstIndex(of: state.team.order) ?? 0
    state.team.order = all[(now + 1) % all.count]
    return []
  },
  KeyBinding([key("o")], "o", "own car", "back to the own car", in: [.team], unless: Reason.noField) { state, _ in
    state.team.selected = nil
    return []
  },
]
