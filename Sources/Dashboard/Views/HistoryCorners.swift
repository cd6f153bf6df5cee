internal import Drawing

/// What the stored passages of one track and car say, corner by corner and for slow, medium and fast ones.
enum HistoryCorners {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let key = state.history.corners?.key
    let inner = HistoryView.listFrame(
      state, area, note: key.map { "\($0.track) · \($0.car) · \($0.driver)" } ?? "", &canvas)
    guard let corners = state.history.corners else {
      return canvas.writeCentred(
        "Select a session, then turn to its corners.", in: inner, inner.y + inner.height / 2, .muted)
    }
    guard let rows = corners.corners else {
      return canvas.writeCentred("Reading the corners…", in: inner, inner.y + inner.height / 2, .muted)
    }
    guard !rows.isEmpty else {
      return canvas.writeCentred(
        "No corner has been driven twice on a lap that counts.", in: inner, inner.y + inner.height / 2, .muted)
    }
    var room = inner
    let sums = room.takeBottom(room.height >= corners.classes.count + 5 ? corners.classes.count + 1 : 0)
    let speed = state.units.speedSymbol
    let table = Table(
      room.inset(1, 0),
      [
        TableColumn("corner", inner.width >= 100 ? 20 : 10, right: false), TableColumn("class", 6, right: false),
        TableColumn("passes", 6),
        TableColumn("loss s", 7), TableColumn("entry", 6), TableColumn("apex", 6), TableColumn("exit", 6),
        TableColumn("brakes at", 9), TableColumn("time s", 8), TableColumn("best", 8),
        TableColumn("speeds in \(speed), brake point before the apex", inner.width >= 160 ? 46 : 0, right: false),
      ])
    table.header(room.y, on: &canvas)
    let visible = max(0, room.height - 1)
    let first = HistoryView.firstRow(state.history.cornerRow, rows.count, visible)
    let worst = rows.compactMap(\.loss).max() ?? 0
    for line in 0..<max(0, min(visible, rows.count - first)) {
      let isSelected = first + line == state.history.cornerRow
      let y = room.y + 1 + line
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      row(rows[first + line], table, y, worst: worst, isSelected: isSelected, state.units, &canvas)
    }
    guard sums.height > 0 else { return }
    canvas.rule(sums.x + 1, sums.y, width: sums.width - 2)
    for (line, sum) in corners.classes.enumerated() where line + 1 < sums.height {
      row(sum, table, sums.y + 1 + line, worst: .infinity, isSelected: false, state.units, &canvas)
    }
  }

  private static func row(
    _ corner: CornerTable.Row, _ table: Table, _ y: Int, worst: Double, isSelected: Bool, _ units: Units,
    _ canvas: inout Canvas
  ) {
    table.text(corner.name, 0, y, on: &canvas, role: isSelected ? .accent : .text)
    table.text(corner.cornerClass, 1, y, on: &canvas, role: .muted)
    table.figure(.integer(corner.passages), 2, y, on: &canvas, role: .muted)
    if let loss = corner.loss {
      let isWorst = loss >= worst && loss > 0.02
      table.figure(
        .decimal(loss, 3, sign: .always), 3, y, on: &canvas, role: isWorst || loss > 0.1 ? .loss : .text,
        attributes: isWorst ? .bold : [])
    }
    for (index, value) in [corner.entrySpeed, corner.minimumSpeed, corner.exitSpeed].enumerated() {
      if let value { table.figure(.decimal(units.speed(value), 0), 4 + index, y, on: &canvas) }
    }
    if let distance = corner.brakeDistance {
      var figure = Figure.decimal(units.distance(distance), 0)
      figure.append(" ")
      for scalar in units.distanceSymbol.unicodeScalars { figure.append(scalar) }
      table.figure(figure, 7, y, on: &canvas)
    }
    if let time = corner.time { table.figure(.decimal(time, 3), 8, y, on: &canvas) }
    if let best = corner.bestTime { table.figure(.decimal(best, 3), 9, y, on: &canvas, role: .gain) }
  }
}
