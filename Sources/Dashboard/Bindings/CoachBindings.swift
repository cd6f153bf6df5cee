internal import Coaching
internal import Drawing

/// Keys of the Coach view.
let coachBindings: [KeyBinding] = [
  KeyBinding(
    [key("x")], "x", "mute corner", "no more advice on this finding's corner, or again", in: [.coach],
    unless: Reason.noFinding
  ) {
    state, _ in
    state.selectedFinding.map { [.toggleMuteCorner($0.corner)] } ?? []
  },
  KeyBinding(
    [key("X")], "X", "mute rule", "no more advice of this kind, or again", in: [.coach], unless: Reason.noFinding
  ) {
    state, _ in
    state.selectedFinding.map { [.toggleMuteRule($0.rule)] } ?? []
  },
  KeyBinding([key("w")], "w", "why", "why this is said, and what is not said", in: [.coach], unless: Reason.noCar) {
    state, _ in
    state.showsWhy.toggle()
    return []
  },
]
