internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The view of the race. As the screen shrinks, parts go in this order: the coach's panel becomes a line, then go the map, the
/// delta over the lap, the pedals' trace, the car's panel but for one row, the speed trace, the lap's panel. Delta, lap time and
/// gear stay to the end.
enum DriveView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    if state.isWaiting, area.width >= 30, area.height >= 6 { return WaitingView.draw(state, in: area, on: &canvas) }
    if area.width < 56 || area.height < 13 { return GlanceView.draw(state, in: area, on: &canvas) }
    if area.width < 104 || area.height < 28 { return small(state, area, &canvas) }
    large(state, area, &canvas)
  }

  private static func large(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    var room = area
    var top = room.takeTop(area.height >= 42 ? 11 : 9)
    DeltaPanel.show(state, in: top.takeLeft(area.width * 38 / 100), on: &canvas)
    CarPanel.show(state, in: top.takeRight(max(40, area.width * 33 / 100)), on: &canvas)
    LapPanel.show(state, in: top, on: &canvas)
    side(state, room.takeRight(min(64, max(38, area.width * 30 / 100))), &canvas)
    let pedals = max(6, room.height * 25 / 100)
    let delta = max(6, room.height * 30 / 100)
    DeltaTracePanel.show(state, in: room.takeBottom(delta), on: &canvas)
    if PedalTracePanel.hasPedals(state) { PedalTracePanel.show(state, in: room.takeBottom(pedals), on: &canvas) }
    SpeedTracePanel.show(state, in: room, on: &canvas)
  }

  // What stands beside the traces is what the layouts differ in.
  private static func side(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    var room = area
    let coachRows = min(room.height / 2, max(8, min(14, state.model.findings.count * 2 + 5)))
    switch state.shownLayout {
    case .practice, .automatic:
      CoachPanel.show(state, in: room.takeBottom(max(coachRows, room.height * 40 / 100)), on: &canvas)
      TrackPanel.show(state, in: room, on: &canvas)
    case .qualifying:
      RivalsPanel.show(state, in: room.takeBottom(max(9, room.height * 40 / 100)), on: &canvas)
      TrackPanel.show(state, in: room, on: &canvas)
    case .race:
      RacePanel.show(state, in: room.takeTop(9), on: &canvas)
      CoachPanel.show(state, in: room.takeBottom(room.height >= 16 ? 7 : 0), on: &canvas)
      let hasMap = room.height >= 19
      RivalsPanel.show(state, in: room.takeTop(hasMap ? 9 : room.height), on: &canvas)
      TrackPanel.show(state, in: room, on: &canvas)
    }
  }

  private static func small(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    var room = area
    var top = room.takeTop(room.height >= 20 ? 8 : 7)
    LapPanel.show(state, in: top.takeRight(max(30, area.width * 46 / 100)), on: &canvas)
    DeltaPanel.show(state, in: top, on: &canvas)
    let strip = room.takeTop(room.height >= 9 ? 2 : 1)
    CarStrip.draw(state, in: strip, on: &canvas)
    let line = CoachPanel.line(state)
    let row = room.takeBottom(1)
    if let advice = AdviceLine.advice(state) {
      AdviceLine.draw(advice, in: row, on: &canvas)
    } else if !line.text.isEmpty {
      canvas.put("▌", row.x + 1, row.y, .accent)
      canvas.write(
        line.text, row.x + 3, row.y, line.role, limit: row.width - 4)
    }
    if room.height >= 17 { DeltaTracePanel.show(state, in: room.takeBottom(7), on: &canvas) }
    SpeedTracePanel.show(state, in: room, on: &canvas)
  }
}
