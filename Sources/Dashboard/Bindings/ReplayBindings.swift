internal import Drawing

/// Keys of a replay.
let replayBindings: [KeyBinding] = [
  KeyBinding([.left, .right], "← →", "5 s", "back and forward 5 s", in: ViewKind.driving, unless: Reason.noReplay) {
    _, key in
    [.replay(.skip(key == .left ? -5 : 5))]
  },
  KeyBinding(
    [key(","), key(".")], ", .", "frame", "back and forward one frame", in: ViewKind.playing, unless: Reason.noReplay
  ) {
    _, pressed in
    [.replay(.step(pressed == key(",") ? -1 : 1))]
  },
  KeyBinding(
    [key("<"), key(">")], "< >", "speed", "slower and faster, 1/8 to 64 times", in: ViewKind.playing,
    unless: Reason.noReplay
  ) { state, pressed in
    let factor = pressed == key("<") ? 0.5 : 2
    return [.replay(.setSpeed(min(64, max(0.125, (state.replay?.speed ?? 1) * factor))))]
  },
  KeyBinding(
    [key("{"), key("}")], "{ }", "lap", "to the lap before and after", in: ViewKind.playing, unless: Reason.noReplay
  ) {
    _, pressed in
    [.replay(.lap(pressed == key("{") ? -1 : 1))]
  },
  KeyBinding([key("g")], "g", "go to", "go to a time or a lap", in: ViewKind.playing, unless: Reason.noReplay) {
    state, _ in
    state.overlay = .command("goto ")
    return []
  },
]
