internal import Analysis
internal import Coaching
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// Every finding with its evidence, and where the last lap's time went.
enum CoachView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var room = area
    guard area.width >= 100 else {
      evidence(state, room.takeBottom(room.height >= 16 ? max(7, room.height / 3) : 0), &canvas)
      return list(state, room, &canvas)
    }
    var side = room.takeRight(max(44, area.width * 38 / 100))
    evidence(state, side.takeTop(max(8, side.height * 45 / 100)), &canvas)
    lastLap(state, side, &canvas)
    if let (pair, corner) = overlaid(state), room.height >= 20 {
      overlay(pair, corner, state, room.takeBottom(room.height * 55 / 100), &canvas)
    }
    list(state, room, &canvas)
  }

  /// The lap of the selected finding with the reference, and the finding's corner.
  private static func overlaid(_ state: DashboardState) -> (ComparedPair, Corner)? {
    let model = state.model
    let findings = CoachPanel.shown(model)
    guard let reference = model.reference, findings.indices.contains(state.findingRow) else { return nil }
    let finding = findings[state.findingRow]
    let seen = model.laps.last { $0.serial == finding.lapSerial && $0.trace != nil }
    guard let corner = model.corners.first(where: { $0.number == finding.corner }),
      let lap = seen ?? model.lastLap, lap.trace != nil
    else { return nil }
    let pair = ComparedPair(
      a: ComparedLap(key: .session(lap.serial), label: "", lap: lap),
      b: ComparedLap(key: .reference, label: "", lap: reference.lap), comparison: nil, corners: model.corners,
      track: model.track)
    return (pair, corner)
  }

  /// The two laps over the corner of the selected finding.
  private static func overlay(
    _ pair: ComparedPair, _ corner: Corner, _ state: DashboardState, _ area: Area, _ canvas: inout Canvas
  ) {
    let lap = pair.a.lap
    let length = max(100, pair.track?.length ?? lap.trace?.grid.length ?? 0)
    let end = min(length, corner.end + 150)
    let stretch = max(0, min(corner.segmentStart, end - 50))...end
    var room = area
    let pedals = room.takeBottom(room.height >= 16 ? room.height / 2 : 0)
    canvas.clipped(to: area) { canvas in
      ComparePlot.draw(.speed, pair, state, over: stretch, in: room, on: &canvas)
      let start = canvas.frameNote("lap \(lap.number) ── reference ──", of: room, after: room.x + 14)
      if start < room.endX {
        let name = start + "lap \(lap.number) ".utf8.count
        for offset in 0...1 { canvas.tint(name + offset, room.y, foreground: .lapA) }
        for offset in 13...14 { canvas.tint(name + offset, room.y, foreground: .lapB) }
      }
      guard pedals.height > 0 else { return }
      var right = pedals
      ComparePlot.draw(.brake, pair, state, over: stretch, in: right.takeLeft(pedals.width / 2), on: &canvas)
      ComparePlot.draw(.throttle, pair, state, over: stretch, in: right, on: &canvas)
    }
  }

  private static func list(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    let findings = CoachPanel.shown(state.model)
    var area = area
    // What else there is takes the room that the findings leave.
    let other = sessionLines(state, width: area.width - 4)
    let spare = area.height - 4 - max(3, findings.count)
    if !other.isEmpty, spare >= 4 { session(other, area.takeBottom(min(spare, other.count + 2)), &canvas) }
    let inner = canvas.frame(area, title: "What costs most")
    if state.model.isCoachMuted { canvas.frameNote("muted", of: area, role: .warning, after: area.x + 20) }
    guard !findings.isEmpty else {
      let text =
        state.model.learntLaps < 2
        ? "The coach speaks after two clean laps; it has seen \(max(0, state.model.learntLaps))."
        : "Nothing costs enough to say."
      return canvas.writeCentred(text, in: inner, inner.y + inner.height / 2, .muted)
    }
    let isNarrow = inner.width < 60
    let table = Table(
      inner.inset(1, 0),
      isNarrow
        ? [
          TableColumn("", 4, right: false), TableColumn("s", 5),
          TableColumn("what to do", max(8, inner.width - 13), right: false),
        ]
        : [
          TableColumn("corner", 8, right: false), TableColumn("s", 7),
          TableColumn("what to do", max(12, inner.width - 46), right: false),
          TableColumn("laps", 12, right: false), TableColumn("", 9, right: false),
        ], gap: isNarrow ? 1 : 2)
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

  /// Goals with their progress, then what there is to say of the last lap, fuel and tyres.
  private static func sessionLines(_ state: DashboardState, width: Int) -> [(text: String, note: String, role: Role)] {
    let model = state.model
    let units: SpeechUnits = state.units == .metric ? .metric : .imperial
    let goals = model.goals.suffix(4).map { goal -> (text: String, note: String, role: Role) in
      switch goal.state {
      case .open: (goal.text(units), "\(goal.successes) good of \(goal.passages)", .text)
      case .reached: (goal.text(units), "reached", .gain)
      case .missed: (goal.text(units), "missed", .muted)
      }
    }
    let lap = model.lapLines.map { (text: $0.text, note: "last lap", role: Role.text) }
    let strategy = model.strategyNotes.suffix(3).map { message in
      (text: message.text, note: message.lapNumber.map { "lap \($0)" } ?? "", role: Role.warning)
    }
    var consistency: [(text: String, note: String, role: Role)] = []
    if let deviation = model.consistency {
      consistency = [("Your laps vary by ±\(Figure.decimal(deviation, 2).text) s", "consistency", .muted)]
    }
    return goals + lap + strategy + consistency
  }

  private static func session(
    _ lines: [(text: String, note: String, role: Role)], _ area: Area, _ canvas: inout Canvas
  ) {
    let inner = canvas.frame(area, title: "Goals and this session").inset(1, 0)
    for (row, line) in lines.prefix(inner.height).enumerated() {
      let y = inner.y + row
      let noteStart = canvas.writeRight(line.note, endX: inner.endX, y, line.role == .text ? .muted : line.role)
      canvas.write(line.text, inner.x, y, line.role, limit: max(0, noteStart - inner.x - 2))
    }
  }

  private static func evidence(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    if state.showsWhy { return explanation(state, area, &canvas) }
    let findings = CoachPanel.shown(state.model)
    let inner = canvas.frame(area, title: "Evidence").inset(1, 0)
    guard findings.indices.contains(state.findingRow) else {
      let text = "what a finding rests on stands here"
      return canvas.writeCentred(text, in: inner, inner.y + inner.height / 2, .muted)
    }
    let finding = findings[state.findingRow]
    let lines = wrapped(finding.text, width: inner.width).prefix(max(1, min(3, inner.height - 4)))
    for (line, text) in lines.enumerated() {
      canvas.write(text, inner.x, inner.y + line, .bright, attributes: .bold, limit: inner.width)
    }
    let top = inner.y + lines.count + (inner.height >= 6 ? 1 : 0)
    let table = Table(
      inner,
      [
        TableColumn("", min(34, max(10, inner.width - 24)), right: false), TableColumn("you", 7),
        TableColumn("better", 7),
        TableColumn("", 5, right: false),
      ], gap: 1)
    if top < inner.endY { table.header(top, on: &canvas) }
    for (line, evidence) in finding.evidence.enumerated() {
      let y = top + 1 + line
      guard y < inner.endY else { break }
      let isSpeed = evidence.unit == "m/s"
      let scale = isSpeed ? state.units.speed(1) : 1
      let places = evidence.unit == "s" ? 2 : abs(evidence.value) < 10 && !isSpeed ? 2 : 0
      table.text(Words.spaced(evidence.name), 0, y, on: &canvas, role: .muted)
      table.figure(.decimal(evidence.value * scale, places), 1, y, on: &canvas, role: .text)
      table.figure(.decimal(evidence.reference * scale, places), 2, y, on: &canvas, role: .gain)
      table.text(isSpeed ? state.units.speedSymbol : evidence.unit, 3, y, on: &canvas, role: .muted)
    }
  }

  /// What had to hold for the selected finding, and what was seen and is not said.
  private static func explanation(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Why", role: .accent, titleRole: .accent).inset(1, 0)
    var y = inner.y
    if let finding = state.selectedFinding {
      let seen = finding.seenOnLaps.map(String.init).joined(separator: ", ")
      let sure = Int((finding.confidence * 100).rounded())
      for line in wrapped("\(finding.rule): \(finding.condition)", width: inner.width) where y < inner.endY {
        canvas.write(line, inner.x, y, .text, limit: inner.width)
        y += 1
      }
      canvas.write("seen on laps \(seen), \(sure) % sure", inner.x, y, .muted, limit: inner.width)
      y += 2
    }
    guard !state.model.suppressed.isEmpty, y < inner.endY else { return }
    canvas.write("Seen and not said", inner.x, y, .accent, limit: inner.width)
    y += 1
    for item in state.model.suppressed.sorted(by: { $0.loss > $1.loss }) where y < inner.endY {
      let end = canvas.write("\(item.cornerName) \(item.rule) ", inner.x, y, .text, limit: inner.width)
      canvas.write(item.why, end, y, .muted, limit: max(0, inner.endX - end))
      y += 1
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
    let findings = CoachPanel.shown(state.model)
    let corner = findings.indices.contains(state.findingRow) ? findings[state.findingRow].corner : -1
    CompareTables.corners(
      pair, state, title: "Lap \(last.number) against the reference", highlighted: corner, in: area, on: &canvas)
  }
}
