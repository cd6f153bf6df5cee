internal import Drawing
internal import Engine

/// The one loud thing: time against the reference, which way it is going, and a bar.
enum DeltaPanel: Panel {
  static let title = "Delta"
  static let minimumSize = (width: 16, height: 4)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: title, role: Words.frameRole(state))
    note(state, area, &canvas)
    guard let delta = shownDelta(state) else { return drawReason(state, inner, &canvas) }
    var room = inner.inset(inner.width > 40 ? 2 : 1, 0)
    // One free row above where there is one to spare.
    if room.height >= 9 { _ = room.takeTop(1) }
    let hasScale = room.height >= 5 && room.width >= 20
    let scale = hasScale ? room.takeBottom(2) : Area(x: 0, y: 0, width: 0, height: 0)
    let sideWidth = room.width >= 36 ? 11 : 0
    let side = room.takeRight(sideWidth)
    // A free row between the number and its bar, where that does not cost the number its size.
    if room.height >= 6 { _ = room.takeBottom(1) }
    drawBig(delta, room, &canvas)
    if sideWidth > 0 { drawSide(state, side, &canvas) }
    if hasScale { drawScale(delta, scale, &canvas) }
  }

  /// The delta to show, where there is one.
  static func shownDelta(_ state: DashboardState) -> Double? {
    guard let delta = state.sample.delta, delta.isFinite, Words.reason(state) == nil || state.sample.state == .offLine
    else { return nil }
    return delta
  }

  /// Draws a delta as large as an area allows; its size depends on the count of digits only.
  static func drawBig(_ delta: Double, _ room: Area, _ canvas: inout Canvas) {
    let figure = Figure.decimal(delta, 2, sign: .always)
    let widest = figure.count > 5 ? figure : Figure.decimal(0.88, 2, sign: .always)
    let role = Words.role(ofDelta: delta)
    guard room.height >= 2, let digits = BigDigits.fitting(widest, width: room.width, rows: room.height) else {
      canvas.writeRight(figure, endX: room.endX, room.y + room.height / 2, role, attributes: .bold)
      return
    }
    let wide = digits.width(of: widest)
    let left = room.x + (room.width - wide) / 2
    let top = room.y + (room.height - digits.rows) / 2
    canvas.bigRight(figure, endX: left + wide, top, digits: digits, role: role)
  }

  /// The line under the number: where the delta stands between a second lost and a second gained.
  static func drawScale(_ delta: Double, _ area: Area, _ canvas: inout Canvas) {
    let limit = abs(delta) <= 1 ? 1.0 : abs(delta) <= 5 ? 5 : 30
    let rows = max(1, area.height - 1)
    canvas.balance(
      area.x, area.y, width: area.width, rows: rows, value: delta, limit: limit, ticks: limit / 4, low: .gain,
      high: .loss)
    let y = area.y + rows
    var low = Figure.decimal(limit, 0, sign: .always)
    low.append(text: " s losing")
    var high = Figure.decimal(-limit, 0, sign: .always)
    high.append(text: " s")
    guard area.width >= 30 else { return }
    canvas.write(low, area.x, y, .muted)
    let start = canvas.writeRight(high, endX: area.endX, y, .muted)
    canvas.writeRight("gaining ", endX: start, y, .muted)
    canvas.put("0", area.x + area.width / 2, y, .muted)
  }

  private static func drawSide(_ state: DashboardState, _ side: Area, _ canvas: inout Canvas) {
    let x = side.x + 2
    var y = side.y + max(0, (side.height - 4) / 2)
    if state.sample.deltaIsFromLastLap {
      canvas.write("last lap", x, y, .text)
      return
    }
    if state.sample.state == .offLine {
      canvas.write("off line", x, y, .warning, attributes: .bold)
      return
    }
    guard let rate = state.sample.deltaRate else { return }
    // The dead band keeps the arrow still on a straight.
    if rate > 0.015 {
      canvas.write("▲ losing", x, y, .loss, attributes: .bold)
    } else if rate < -0.015 {
      canvas.write("▼ gaining", x, y, .gain, attributes: .bold)
    } else {
      canvas.write("● steady", x, y, .muted)
    }
    y += side.height >= 4 ? 2 : 1
    let end = canvas.write(.decimal(rate, 2, sign: .always), x, y, .text)
    canvas.write(" s", end, y, .muted)
    canvas.write(state.units.rateSymbol, x, y + 1, .muted)
  }

  private static func drawReason(_ state: DashboardState, _ inner: Area, _ canvas: inout Canvas) {
    let reason = Words.reason(state) ?? ("no delta", "the lap has left the reference")
    let lines = wrapped(reason.long, width: max(1, inner.width - 2))
    let y = inner.y + max(0, (inner.height - 3) / 2)
    canvas.writeCentred("—", in: inner, y, .muted, attributes: .bold)
    guard inner.height >= 2 else { return }
    canvas.writeCentred(
      Words.capitalised(reason.short), in: inner, y + 1, state.sample.state == .pit ? .accent : .text, attributes: .bold
    )
    guard y + 1 + lines.count < inner.endY else { return }
    for (line, text) in lines.enumerated() { canvas.writeCentred(text, in: inner, y + 2 + line, .muted) }
  }

  private static func note(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    guard let text = Words.versus(state, room: area.width - 14) else { return }
    canvas.frameNote(text, of: area, after: area.x + 9)
  }
}
