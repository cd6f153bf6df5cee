internal import Drawing
internal import Engine
internal import Telemetry

/// The smallest screen: the delta, the lap time, the gear.
enum GlanceView {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var room = area
    let bottom = room.takeBottom(room.height >= 4 ? 1 : 0)
    if let delta = DeltaPanel.shownDelta(state) {
      if room.height >= 7, room.width >= 24 {
        let scale = room.takeBottom(2)
        DeltaPanel.drawScale(delta, scale.inset(1, 0), &canvas)
        if let advice = AdviceLine.advice(state) {
          AdviceLine.draw(advice, in: Area(x: scale.x, y: scale.endY - 1, width: scale.width, height: 1), on: &canvas)
        }
      }
      DeltaPanel.drawBig(delta, room.inset(min(1, room.width / 4), 0), &canvas)
    } else {
      let reason = Words.reason(state)?.short ?? "no delta"
      canvas.writeCentred(Words.capitalised(reason), in: room, room.y + room.height / 2, .text, attributes: .bold)
    }
    guard bottom.height > 0 else { return }
    if let gear = state.sample.frame[.gear] {
      canvas.write(CarPanel.gearFigure(gear), bottom.x + 1, bottom.y, .bright, attributes: .bold)
    }
    if bottom.width >= 14 {
      canvas.writeFixed(.time(state.sample.lapTime, 2), bottom.x + 4, 8, bottom.y, .bright, attributes: .bold)
    }
    if bottom.width >= 34 {
      canvas.writeRight(.time(state.sample.predictedLapTime, 2), endX: bottom.endX - 1, bottom.y, .text)
      canvas.writeRight("predicted", endX: bottom.endX - 10, bottom.y, .muted)
    }
  }
}
