internal import Drawing
internal import Engine
internal import Timing

/// The delta over the whole screen, to be read from two metres.
enum BigDeltaView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var room = area
    let bottom = room.takeBottom(min(1, room.height / 8))
    if bottom.height > 0 {
      let side = bottom.width >= 24 ? 12 : 0
      if side > 0 { canvas.writeRight(.time(state.sample.lapTime, 2), endX: bottom.endX - 2, bottom.y, .text) }
      if let advice = AdviceLine.advice(state) {
        let band = Area(x: bottom.x, y: bottom.y, width: bottom.width - side, height: 1)
        AdviceLine.draw(advice, in: band, on: &canvas)
      } else if let versus = Words.versus(state, room: bottom.width - side - 2) {
        canvas.write(versus, bottom.x + 2, bottom.y, .muted)
      }
    }
    guard let delta = DeltaPanel.shownDelta(state) else {
      let reason = Words.reason(state)
      canvas.writeCentred(
        Words.capitalised(reason?.short ?? "no delta"), in: room, room.y + room.height / 2, .bright, attributes: .bold)
      canvas.writeCentred(reason?.long ?? "", in: room, room.y + room.height / 2 + 1, .muted)
      return
    }
    let scaleRows = room.height >= 16 ? room.height / 6 + 1 : room.height >= 6 ? 2 : 0
    let scale = room.takeBottom(scaleRows)
    DeltaPanel.drawBig(delta, room.inset(2, min(2, room.height / 8)), &canvas)
    if scaleRows > 0 { DeltaPanel.drawScale(delta, scale.inset(2, 0), &canvas) }
  }
}
