internal import Drawing

/// Keys of the Compare view.
let compareBindings: [KeyBinding] = [
  KeyBinding([.left, .right], "← →", "cursor", "move the cursor", in: [.compare], unless: Reason.noPair) { state, key in
    state.compare.moveCursor(by: key == .left ? -1 : 1)
    return []
  },
  KeyBinding(
    [key("["), key("]")], "[ ]", "corner", "to the corner before and after", in: [.compare], unless: Reason.noPair
  ) {
    state, pressed in
    state.compare.moveToCorner(forward: pressed == key("]"))
    return []
  },
  KeyBinding(
    [key("+"), key("="), key("-")], "+ −", "zoom", "zoom in and out around the cursor", in: [.compare],
    unless: Reason.noPair
  ) { state, pressed in
    state.compare.zoom(by: pressed == key("-") ? 2 : 0.5)
    return []
  },
  KeyBinding([key("0")], "0", "whole lap", "show the whole lap", in: [.compare], unless: Reason.noPair) { state, _ in
    state.compare.window = nil
    return []
  },
  KeyBinding([key("a"), key("b")], "a b", "choose laps", "choose the first and the second lap", in: [.compare]) {
    state, pressed in
    state.chooseLap(pressed == key("a") ? .a : .b)
  },
  KeyBinding(
    [key("n")], "n", "one more", "lay one more lap over them, up to four", in: [.compare],
    unless: { state in
      Reason.noPair(state) ?? (state.compare.extras.count < ComparedPair.extraLimit ? nil : "four laps are enough")
    }
  ) { state, _ in state.chooseLap(.extra) },
  KeyBinding(
    [key("N")], "N", "one less", "take the last of them away", in: [.compare],
    unless: { $0.compare.extras.isEmpty ? "there are only two laps" : nil }
  ) { state, _ in state.dropExtra() },
  KeyBinding([key("c")], "c", "channels", "choose the channels that are stacked", in: [.compare], unless: Reason.noPair)
  {
    state, _ in
    state.overlay = .chooseChannels(row: 0)
    return []
  },
  KeyBinding(
    [key("d")], "d", "difference", "each channel as the difference to the second lap, or as it is", in: [.compare],
    unless: Reason.noPair
  ) { state, _ in
    state.compare.showsDifference.toggle()
    return []
  },
  KeyBinding(
    [key("G")], "G", "accelerations", "the map, or lateral against longitudinal g", in: [.compare],
    unless: Reason.noPair
  ) { state, _ in
    state.compare.showsAccelerations.toggle()
    return []
  },
  KeyBinding(
    [.pageUp, .pageDown], "PgUp PgDn", "pan", "move what is shown by half its width", in: [.compare], footer: false,
    unless: { $0.compare.window == nil ? "the whole lap is shown" : nil }
  ) { state, pressed in
    state.compare.pan(by: pressed == .pageUp ? -0.5 : 0.5)
    return []
  },
  KeyBinding([key("x")], "x", "swap", "swap the two laps", in: [.compare], unless: Reason.noPair) { state, _ in
    state.compare.swap()
  },
  KeyBinding(
    [key("s")], "s", "sort", "corners by loss, or in the order of the lap", in: [.compare], unless: Reason.noPair
  ) {
    state, _ in
    state.compare.isInLapOrder.toggle()
    return []
  },
  KeyBinding([key("e")], "e", "export", "write the first lap into a file", in: [.compare], unless: Reason.noPair) {
    state, _ in
    state.compare.a.map { [.export($0)] } ?? []
  },
]
