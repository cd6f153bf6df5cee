internal import Drawing

/// The track over the whole screen, with the delta beside it.
enum MapView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var room = area
    if area.width >= 110, area.height >= 20 {
      var side = room.takeRight(max(40, area.width * 26 / 100))
      DeltaPanel.show(state, in: side.takeTop(9), on: &canvas)
      LapPanel.show(state, in: side.takeTop(9), on: &canvas)
      CoachPanel.show(state, in: side, on: &canvas)
    }
    TrackPanel.show(state, in: room, on: &canvas)
  }
}
