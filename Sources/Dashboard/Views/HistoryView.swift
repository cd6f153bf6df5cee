internal import Drawing

/// Sessions, and the laps of the one that is open.
enum HistoryView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let isOpen = state.history.openSession != nil
    var room = area
    if isOpen {
      let lapsArea = area.width >= 120 ? room.takeRight(area.width * 47 / 100) : room.takeBottom(room.height * 60 / 100)
      laps(state, lapsArea, &canvas)
    }
    let hasProgress = !isOpen && room.height >= 20 && !state.history.shownSessions.isEmpty
    let progress = room.takeBottom(hasProgress ? min(12, room.height / 3) : 0)
    sessions(state, room, hasFocus: !isOpen, &canvas)
    if !progress.isEmpty { canvas.clipped(to: progress) { HistoryProgress.draw(state, in: progress, on: &$0) } }
  }

  /// The row of the list with the focus that is drawn at a line, for the mouse.
  static func row(at y: Int, _ state: DashboardState) -> Int? {
    let isOpen = state.history.openSession != nil
    let height = state.height - (state.replay == nil ? 2 : 3)
    var room = Area(x: 0, y: 1, width: state.width, height: height)
    if isOpen, state.width < 120 { room = room.takeBottom(height * 60 / 100) }
    if !isOpen, height >= 20 { _ = room.takeBottom(min(12, height / 3)) }
    let inner = room.inset(1, 1)
    let count = isOpen ? state.history.laps?.count ?? 0 : state.history.shownSessions.count
    let selected = isOpen ? state.history.lapRow : state.history.sessionRow
    let row = y - inner.y - 1 + firstRow(selected, count, max(0, inner.height - 1))
    return y > inner.y && row < count ? row : nil
  }

  private static func firstRow(_ selected: Int, _ count: Int, _ rows: Int) -> Int {
    max(0, min(selected - rows / 2, count - rows))
  }

  private static func sessions(_ state: DashboardState, _ area: Area, hasFocus: Bool, _ canvas: inout Canvas) {
    let history = state.history
    let inner = canvas.frame(area, title: "Sessions", titleRole: hasFocus ? .accent : .muted)
    if history.isFiltering || !history.filter.isEmpty {
      let text = "/" + history.filter + (history.isFiltering ? "▏" : "")
      canvas.frameNote(text, of: area, role: .accent, after: area.x + 13)
    }
    guard let all = history.sessions else {
      return canvas.writeCentred("Reading the history…", in: inner, inner.y + inner.height / 2, .muted)
    }
    let rows = history.shownSessions
    guard !rows.isEmpty else { return empty(all.isEmpty, inner, &canvas) }
    // Where the row is short, the day and the track matter; the count of laps does not.
    let isShort = inner.width < 60
    let fixed = inner.width >= 100 ? 79 : 37
    let flexible = max(26, inner.width - 2 - fixed)
    let table = Table(
      inner.inset(1, 0),
      isShort
        ? [
          TableColumn("when", 10, right: false), TableColumn("best", 9), TableColumn("", 0),
          TableColumn("track", max(6, inner.width - 27), right: false),
        ]
        : [
          TableColumn("when", 16, right: false), TableColumn("best", 9), TableColumn("laps", 4),
          TableColumn("track", flexible * 55 / 100, right: false),
          TableColumn("car", flexible - flexible * 55 / 100, right: false),
          TableColumn("driver", 12, right: false), TableColumn("game", 16, right: false),
        ])
    table.header(inner.y, on: &canvas)
    let visible = max(0, inner.height - 1)
    let first = firstRow(history.sessionRow, rows.count, visible)
    for line in 0..<min(visible, rows.count - first) {
      let session = rows[first + line]
      let y = inner.y + 1 + line
      let isSelected = first + line == history.sessionRow
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      let role: Role = isSelected && hasFocus ? .bright : .text
      table.text(
        isShort ? String(session.date.prefix(10)) : session.date, 0, y, on: &canvas, role: isSelected ? .accent : .muted
      )
      table.figure(.time(session.best), 1, y, on: &canvas, role: session.isPersonalBest ? .gain : role)
      if !isShort { table.figure(.integer(session.lapCount), 2, y, on: &canvas, role: .muted) }
      table.text(session.track, 3, y, on: &canvas, role: role)
      table.text(session.car, 4, y, on: &canvas, role: role)
      table.text(session.driver, 5, y, on: &canvas, role: .muted)
      table.text(session.game, 6, y, on: &canvas, role: .muted)
    }
  }

  private static func empty(_ isAll: Bool, _ inner: Area, _ canvas: inout Canvas) {
    let y = inner.y + inner.height / 2
    canvas.writeCentred(
      isAll ? "No laps are stored yet" : "Nothing matches", in: inner, y - 1, .text, attributes: .bold)
    canvas.writeCentred(
      isAll ? "Laps appear here as they end; tenths import reads recordings." : "Esc clears the filter.", in: inner, y,
      .muted)
  }

  private static func laps(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Laps", titleRole: .accent)
    guard let laps = state.history.laps else {
      return canvas.writeCentred("Reading the laps…", in: inner, inner.y + inner.height / 2, .muted)
    }
    guard !laps.isEmpty else {
      return canvas.writeCentred("This session has no laps.", in: inner, inner.y + inner.height / 2, .muted)
    }
    let table = Table(
      inner.inset(1, 0),
      [
        TableColumn("lap", 4), TableColumn("time", 9), TableColumn("gap", 7), TableColumn("S1", 6),
        TableColumn("S2", 6), TableColumn("S3", 6), TableColumn("", max(8, inner.width - 46), right: false),
      ], gap: 1)
    table.header(inner.y, on: &canvas)
    let best = laps.first { $0.isBest }?.time
    let visible = max(0, inner.height - 1)
    let first = firstRow(state.history.lapRow, laps.count, visible)
    for line in 0..<min(visible, laps.count - first) {
      let lap = laps[first + line]
      let y = inner.y + 1 + line
      let isSelected = first + line == state.history.lapRow
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      let role: Role = lap.isBest ? .gain : isSelected ? .bright : lap.problems.isEmpty ? .text : .muted
      table.figure(.integer(lap.number), 0, y, on: &canvas, role: isSelected ? .accent : .muted)
      table.figure(.time(lap.time), 1, y, on: &canvas, role: role, attributes: lap.isBest ? .bold : [])
      if let time = lap.time, let best, !lap.isBest {
        table.figure(.decimal(time - best, 3, sign: .always), 2, y, on: &canvas, role: .muted)
      }
      for (index, sector) in lap.sectors.prefix(3).enumerated() {
        table.figure(.time(sector, 2, short: true), 3 + index, y, on: &canvas, role: .muted)
      }
      let remark = lap.isBest ? "best" : lap.problems.isEmpty ? (lap.kind == "pace" ? "" : lap.kind) : lap.problems
      table.text(remark, 6, y, on: &canvas, role: .muted)
    }
  }
}
