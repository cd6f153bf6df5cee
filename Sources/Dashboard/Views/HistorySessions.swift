internal import Drawing

/// The list of sessions.
enum HistorySessions {
  static func draw(_ state: DashboardState, hasFocus: Bool, in area: Area, on canvas: inout Canvas) {
    let history = state.history
    let rows = history.shownSessions
    let count = history.sessions.map { all in
      rows.count == all.count ? "\(rows.count)" : "\(rows.count) of \(all.count)"
    }
    let order = history.order == .newest ? "" : " · by \(history.order.rawValue)"
    let inner = HistoryView.listFrame(state, area, note: (count ?? "") + order, &canvas)
    guard let all = history.sessions else {
      return canvas.writeCentred("Reading the history…", in: inner, inner.y + inner.height / 2, .muted)
    }
    guard !rows.isEmpty else { return empty(all.isEmpty, inner, &canvas) }
    let table = table(inner)
    table.header(inner.y, on: &canvas)
    let isShort = inner.width < 60
    let visible = max(0, inner.height - 1)
    let first = HistoryView.firstRow(history.sessionRow, rows.count, visible)
    for line in 0..<max(0, min(visible, rows.count - first)) {
      let session = rows[first + line]
      let y = inner.y + 1 + line
      let isSelected = first + line == history.sessionRow
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      let role: Role = isSelected && hasFocus ? .bright : .text
      table.text(
        isShort ? String(session.date.prefix(10)) : session.date, 0, y, on: &canvas, role: isSelected ? .accent : .muted
      )
      table.figure(state.lapTime(session.best), 1, y, on: &canvas, role: session.isPersonalBest ? .gain : role)
      if !isShort { table.figure(.integer(session.lapCount), 2, y, on: &canvas, role: .muted) }
      table.text(session.track, 3, y, on: &canvas, role: role)
      table.text(session.car, 4, y, on: &canvas, role: role)
      table.text(session.driver, 5, y, on: &canvas, role: .muted)
      table.text(session.game, 6, y, on: &canvas, role: .muted)
      let remark = session.tags.joined(separator: " ") + (session.note.isEmpty ? "" : " ✎ \(session.note)")
      table.text(remark, 7, y, on: &canvas, role: .accent)
    }
  }

  // Where the row is short, the day and the track matter; the count of laps does not.
  private static func table(_ inner: Area) -> Table {
    let fixed = inner.width >= 100 ? 79 : 37
    let remark = inner.width >= 150 ? inner.width * 16 / 100 : 0
    let flexible = max(26, inner.width - 2 - fixed - (remark > 0 ? remark + 2 : 0))
    let columns =
      inner.width < 60
      ? [
        TableColumn("when", 10, right: false), TableColumn("best", 9), TableColumn("", 0),
        TableColumn("track", max(6, inner.width - 27), right: false),
      ]
      : [
        TableColumn("when", 16, right: false), TableColumn("best", 9), TableColumn("laps", 4),
        TableColumn("track", flexible * 55 / 100, right: false),
        TableColumn("car", flexible - flexible * 55 / 100, right: false),
        TableColumn("driver", 12, right: false), TableColumn("game", 16, right: false),
        TableColumn("tags and note", remark, right: false),
      ]
    return Table(inner.inset(1, 0), columns)
  }

  private static func empty(_ isAll: Bool, _ inner: Area, _ canvas: inout Canvas) {
    let y = inner.y + inner.height / 2
    canvas.writeCentred(
      isAll ? "No laps are stored yet" : "Nothing matches", in: inner, y - 1, .text, attributes: .bold)
    canvas.writeCentred(
      isAll ? "Laps appear here as they end; tenths import reads recordings." : "Esc clears the filter.", in: inner, y,
      .muted)
  }
}
