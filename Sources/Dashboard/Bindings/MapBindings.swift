internal import Analysis
internal import Drawing

/// Keys of the Map view.
let mapBindings: [KeyBinding] = [
  KeyBinding(
    [key("c")], "c", "colours", "colour by gain and loss, speed, throttle, brake, gear, lateral g", in: [.map],
    unless: Reason.noTrack
  ) { state, _ in
    let all = MapColouring.allCases
    state.map.colouring = all[((all.firstIndex(of: state.map.colouring) ?? 0) + 1) % all.count]
    return []
  },
  KeyBinding(
    [key("+"), key("="), key("-")], "+ −", "zoom", "zoom in and out around the car or the corner", in: [.map],
    unless: Reason.noTrack
  ) { state, pressed in
    state.map.zoom = min(8, max(1, pressed == key("-") ? state.map.zoom / 2 : state.map.zoom * 2))
    return []
  },
  KeyBinding(
    [key("["), key("]")], "[ ]", "corner", "select the corner before and after", in: [.map], unless: Reason.noTrack
  ) {
    state, pressed in
    state.selectCorner(forward: pressed == key("]"))
    return []
  },
  KeyBinding(
    [key("0")], "0", "whole track", "the whole track, and no corner selected", in: [.map], unless: Reason.noTrack
  ) {
    state, _ in
    state.map.zoom = 1
    state.map.corner = nil
    return []
  },
  KeyBinding([key("e"), .enter], "e", "name", "name the selected corner", in: [.map], unless: Reason.noCorner) {
    state, _ in
    state.overlay = .command(LineEditor("corner " + (MapView.selected(state)?.name ?? "")))
    return []
  },
]
