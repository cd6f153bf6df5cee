internal import Analysis
internal import Coaching
internal import Drawing
internal import Engine
internal import Timing

/// Every finding with its evidence, and where the last lap's time went.
enum CoachView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var room = area
    let side = room.takeRight(area.width >= 100 ? max(44, area.width * 38 / 100) : 0)
    var detail = room.takeBottom(room.height >= 16 ? max(7, room.height / 3) : 0)
    if !side.isEmpty { detail = room.takeBottom(0) }
    list(state, room, &canvas)
    if !side.isEmpty {
      var right = side
      let upper = right.takeTop(max(8, right.height * 45 / 100))
      evidence(state, upper, &canvas)
      lastLap(state, right, &canvas)
    } else if detail.height > 0 {
      evidence(state, detail, &canvas)
    }
  }

  private static func list(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    let findings = CoachPanel.shown(state.model)
    let inner = canvas.frame(area, title: "What costs most")
    if state.model.isCoachMuted { canvas.frameNote("muted", of: area, role: .warning, after: area.x + 20) }
    guard !findings.isEmpty else {
      let text =
        state.model.learntLaps < 2
        ? "The coach speaks after two clean laps; it has seen \(max(0, state.model.learntLaps))."
        : "Nothing that costs enough to say."
      return canvas.writeCentred(text, in: inner, inner.y + inner.height / 2, .muted)
    }
    let table = Table(
      inner.inset(1, 0),
      [
        TableColumn("corner", 8, right: false), TableColumn("s", 7),
        TableColumn("what to do", max(12, inner.width - 44), right: false),
        TableColumn("laps", 12, right: false), TableColumn("", 9, right: false),
      ], gap: 2)
    table.header(inner.y, on: &canvas)
    let rows = max(0, inner.height - 1)
    let first = max(0, min(state.findingRow - rows / 2, findings.count - rows))
    for line in 0..<min(rows, findings.count - first) {
      let finding = findings[first + line]
      let y = inner.y + 1 + line
      let isSelected = first + line == state.findingRow
      if isSelected { canvas.fill(Area(x: inner.x, y: y, width: inner.width, height: 1), .selection) }
      let isFixed = finding.state == .fixed
      table.text(
        finding.cornerName, 0, y, on: &canvas, role: isSelected ? .accent : .text, attributes: isSelected ? .bold : [])
      table.figure(.decimal(finding.loss, 2, sign: .always), 1, y, on: &canvas, role: isFixed ? .muted : .loss)
      table.text(finding.action, 2, y, on: &canvas, role: isFixed ? .gain : isSelected ? .bright : .text)
      table.text(finding.seenOnLaps.suffix(4).map(String.init).joined(separator: " "), 3, y, on: &canvas, role: .muted)
      let isFocus = finding.id == state.model.focus?.id
      table.text(isFocus ? "focus" : finding.state.rawValue, 4, y, on: &canvas, role: isFocus ? .accent : .muted)
    }
  }

  private static func evidence(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    let findings = CoachPanel.shown(state.model)
    let inner = canvas.frame(area, title: "Why").inset(1, 0)
    guard findings.indices.contains(state.findingRow) else { return }
    let finding = findings[state.findingRow]
    canvas.write(finding.text, inner.x, inner.y, .bright, attributes: .bold, limit: inner.width)
    let table = Table(
      inner,
      [
        TableColumn("", max(10, inner.width - 34), right: false), TableColumn("you", 9), TableColumn("better", 9),
        TableColumn("", 6, right: false),
      ])
    if inner.height > 2 { table.header(inner.y + 2, on: &canvas) }
    for (line, evidence) in finding.evidence.enumerated() {
      let y = inner.y + 3 + line
      guard y < inner.endY else { break }
      let isSpeed = evidence.unit == "m/s"
      let scale = isSpeed ? state.units.speed(1) : 1
      let places = evidence.unit == "s" ? 2 : abs(evidence.value) < 10 && !isSpeed ? 2 : 0
      table.text(evidence.name, 0, y, on: &canvas, role: .muted)
      table.figure(.decimal(evidence.value * scale, places), 1, y, on: &canvas, role: .text)
      table.figure(.decimal(evidence.reference * scale, places), 2, y, on: &canvas, role: .gain)
      table.text(isSpeed ? state.units.speedSymbol : evidence.unit, 3, y, on: &canvas, role: .muted)
    }
  }

  private static func lastLap(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    guard area.height >= 5 else { return }
    guard let comparison = state.model.lastComparison, let last = state.model.lastLap else {
      let inner = canvas.frame(area, title: "Last lap")
      return canvas.writeCentred("no lap to compare yet", in: inner, inner.y + inner.height / 2, .muted)
    }
    // The table of the Compare view; the second lap is not read for it.
    let lap = ComparedLap(key: .session(last.serial), label: "", lap: last)
    let pair = ComparedPair(
      a: lap, b: lap, comparison: comparison, corners: state.model.corners, track: state.model.track)
    CompareTables.corners(pair, state, in: area, on: &canvas)
  }
}
