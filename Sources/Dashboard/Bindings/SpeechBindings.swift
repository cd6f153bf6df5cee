internal import Engine
internal import Coaching
internal import Drawing

/// Keys for how much the coach says.
let speechBindings: [KeyBinding] = [
  KeyBinding(
    [key("m")], "m", "mute coach", "silence the coach, or let it speak again", in: ViewKind.driving,
    unless: Reason.noCar
  ) {
    state, _ in
    [.setVerbosity(state.model.isCoachMuted ? .focus : .off)]
  },
  KeyBinding(
    [key("v")], "v", "coach says", "what the coach says: strategy, one focus, all, nothing", in: ViewKind.driving,
    unless: Reason.noCar
  ) {
    state, _ in
    let all = Coach.Verbosity.allCases
    let next = all[(state.model.verbosity.rawValue + 1) % all.count]
    state.notice = Notice(.information, "the coach says \(Words.verbosity(next))")
    return [.setVerbosity(next)]
  },
]
