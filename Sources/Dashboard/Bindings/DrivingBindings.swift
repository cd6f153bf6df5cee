internal import Engine
internal import Drawing

/// Keys of every view that shows the car being driven.
let drivingBindings: [KeyBinding] = [
  KeyBinding(
    [key(" ")], "space", "pause", "pause the replay, or hold the live screen still", in: ViewKind.playing,
    titled: { state in
      guard let replay = state.replay else { return state.isFrozen ? "go on" : nil }
      return replay.isAtEnd ? "play again" : replay.isPaused ? "go on" : nil
    },
    unless: { state in
      if state.view == .compare { return Reason.noReplay(state) }
      return state.replay == nil ? Reason.noCar(state) : nil
    }
  ) { state, _ in
    if state.replay != nil { return [.replay(.togglePause)] }
    state.isFrozen.toggle()
    return []
  },
  KeyBinding(
    [key("r")], "r", "reference", "next reference: session best, all-time best, last lap", in: ViewKind.driving,
    unless: Reason.noCar
  ) { state, _ in
    let order: [ReferenceChoice] = [.sessionBest, .allTimeBest, .lastLap]
    let now = state.model.reference.flatMap { order.firstIndex(of: $0.choice) } ?? -1
    return [.chooseReference(order[(now + 1) % order.count])]
  },
]
