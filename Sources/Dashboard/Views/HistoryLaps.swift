internal import Drawing

/// The laps of the open session, with its tags and its note.
enum HistoryLaps {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var inner = canvas.frame(area, title: "Laps", titleRole: .accent)
    let session = state.history.selectedSession
    if let tags = session?.tags, !tags.isEmpty {
      canvas.frameNote(tags.joined(separator: " "), of: area, role: .accent, after: area.x + 8)
    }
    if let note = session?.note, !note.isEmpty, inner.height >= 6 {
      let lines = wrapped(note, width: max(8, inner.width - 4)).prefix(3)
      let part = inner.takeBottom(lines.count)
      for (line, text) in lines.enumerated() {
        canvas.write(line == 0 ? "✎" : " ", part.x + 1, part.y + line, .accent)
        canvas.write(text, part.x + 3, part.y + line, .text, limit: part.width - 4)
      }
    }
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
    let first = HistoryView.firstRow(state.history.lapRow, laps.count, visible)
    for line in 0..<max(0, min(visible, laps.count - first)) {
      let lap = laps[first + line]
      let y = inner.y + 1 + line
      let isSelected = first + line == state.history.lapRow
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      let role: Role = lap.isBest ? .gain : isSelected ? .bright : lap.problems.isEmpty ? .text : .muted
      table.figure(.integer(lap.number), 0, y, on: &canvas, role: isSelected ? .accent : .muted)
      table.figure(state.lapTime(lap.time), 1, y, on: &canvas, role: role, attributes: lap.isBest ? .bold : [])
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
