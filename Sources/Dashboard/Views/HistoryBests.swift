internal import Drawing

/// The best lap of each track, car and driver among the sessions that pass the filter.
enum HistoryBests {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let bests = state.history.bests
    let inner = HistoryView.listFrame(state, area, note: "\(bests.count)", &canvas)
    guard !bests.isEmpty else {
      return canvas.writeCentred(
        "A best begins with the first lap that counts.", in: inner, inner.y + inner.height / 2, .muted)
    }
    let flexible = max(20, inner.width - 2 - (inner.width >= 96 ? 71 : 13))
    let table = Table(
      inner.inset(1, 0),
      [
        TableColumn("track", flexible * 55 / 100, right: false), TableColumn("best", 9),
        TableColumn("car", flexible - flexible * 55 / 100, right: false), TableColumn("when", 16, right: false),
        TableColumn("sessions", 8), TableColumn("laps", 5), TableColumn("since first", 11),
        TableColumn("driver", 12, right: false), TableColumn("game", 16, right: false),
      ])
    table.header(inner.y, on: &canvas)
    let visible = max(0, inner.height - 1)
    let first = HistoryView.firstRow(state.history.bestRow, bests.count, visible)
    var trackBefore: String?
    for line in 0..<max(0, min(visible, bests.count - first)) {
      let best = bests[first + line]
      let y = inner.y + 1 + line
      let isSelected = first + line == state.history.bestRow
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      // The fastest car of a track stands first and is the only one in the colour of a best.
      let isFirst = first + line == 0 || bests[first + line - 1].track != best.track
      if isFirst || trackBefore == nil {
        table.text(best.track, 0, y, on: &canvas, role: isSelected ? .accent : .text)
      }
      trackBefore = best.track
      table.figure(
        state.lapTime(best.time), 1, y, on: &canvas, role: isFirst ? .gain : .text, attributes: isFirst ? .bold : [])
      table.text(best.car, 2, y, on: &canvas, role: isSelected ? .bright : .text)
      table.text(best.date, 3, y, on: &canvas, role: .muted)
      table.figure(.integer(best.sessionCount), 4, y, on: &canvas, role: .muted)
      table.figure(.integer(best.lapCount), 5, y, on: &canvas, role: .muted)
      if best.gained >= 0.0005 { table.figure(.decimal(-best.gained, 3), 6, y, on: &canvas, role: .gain) }
      table.text(best.driver, 7, y, on: &canvas, role: .muted)
      table.text(best.game, 8, y, on: &canvas, role: .muted)
    }
  }
}
