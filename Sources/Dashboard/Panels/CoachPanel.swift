internal import Coaching
internal import Drawing
internal import Engine
internal import Timing

/// What costs most, and what to do about it: the one finding to work on, then the others.
enum CoachPanel: Panel {
  static let title = "Coach"
  static let minimumSize = (width: 26, height: 4)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let model = state.model
    let advice = AdviceLine.advice(state)
    let inner = canvas.frame(
      area, title: title, role: advice == nil ? .frame : .accent, titleRole: advice == nil ? .muted : .accent)
    if model.isCoachMuted {
      canvas.frameNote("muted", of: area, role: .warning, after: area.x + 9)
    } else if let focus = model.focus {
      canvas.frameNote("focus \(focus.cornerName)", of: area, after: area.x + 9)
    }
    var room = inner.inset(inner.width > 34 ? 2 : 1, 0)
    if room.height >= 8 { _ = room.takeTop(1) }
    let findings = shown(model)
    guard !findings.isEmpty || advice != nil else { return quiet(state, room, &canvas) }
    let gap = room.height >= 10 ? 1 : 0
    var y = room.y
    if let advice {
      let band = Area(x: inner.x, y: inner.y, width: inner.width, height: inner.height)
      y = max(y, inner.y + AdviceLine.draw(advice, in: band, rows: 2, on: &canvas))
      for line in advice.more where y < room.endY {
        canvas.write(line, room.x, y, .text, limit: room.width)
        y += 1
      }
      y += gap
    }
    for (index, finding) in findings.enumerated() where y < room.endY {
      y += row(finding, isFirst: index == 0, room, y, &canvas) + gap
    }
    if room.endY - y >= 1, let best = model.bestLap?.time, let ideal = model.theoretical.cornerIdeal, best > ideal {
      let end = canvas.write(.decimal(best - ideal, 2), canvas.write("in hand ", room.x, y, .muted), y, .sessionBest)
      let rest = " s by your own corners"
      canvas.write(cellWidth(of: rest) <= room.endX - end ? rest : " s", end, y, .muted)
    }
  }

  /// The findings in the order in which they are shown: the focus first, then by cost, the fixed ones last.
  static func shown(_ model: SessionModel) -> [Finding] {
    let focus = model.focus
    var shown = focus.map { [$0] } ?? []
    shown += model.findings.filter { finding in
      finding.id != focus?.id && finding.state != .retired && finding.state != .retracted && finding.state != .fixed
    }
    return shown + model.findings.filter { $0.state == .fixed }
  }

  /// One line for small screens: the advice, or the finding to work on.
  static func line(_ state: DashboardState) -> (text: String, role: Role) {
    if state.model.isCoachMuted { return ("coach muted", .muted) }
    if let focus = state.model.focus { return (focus.text, .text) }
    if state.model.learntLaps < 2, state.model.source != nil { return (learning(state.model), .muted) }
    return ("", .muted)
  }

  private static func learning(_ model: SessionModel) -> String {
    "learning how you drive: \(max(0, model.learntLaps)) of 2 clean laps"
  }

  @discardableResult
  private static func row(
    _ finding: Finding, isFirst: Bool, _ room: Area, _ y: Int, _ canvas: inout Canvas
  ) -> Int {
    let isFixed = finding.state == .fixed
    let nameWidth = room.width < 40 ? 5 : 6
    canvas.write(
      finding.cornerName, room.x, y, isFirst ? .accent : .muted, attributes: isFirst ? .bold : [], limit: nameWidth - 1)
    let lossEnd = room.endX
    // An action that is too long for what it costs to stand beside it has its row for itself.
    let isLong = cellWidth(of: finding.action) > room.width - nameWidth - 8
    let lossY = isLong && y + 1 < room.endY ? y + 1 : y
    if isFixed {
      canvas.writeRight("fixed", endX: lossEnd, lossY, .gain)
    } else {
      let start = canvas.writeRight(" s", endX: lossEnd, lossY, .loss)
      canvas.writeRight(
        .decimal(finding.loss, 2, sign: .always), endX: start, lossY, .loss, attributes: isFirst ? .bold : [])
    }
    canvas.write(
      finding.action, room.x + nameWidth, y, isFixed ? .gain : isFirst ? .bright : .text,
      attributes: isFirst ? .bold : [], limit: room.width - nameWidth - (lossY == y ? 8 : 0))
    guard isFirst, y + 1 < room.endY else { return lossY - y + 1 }
    let like = finding.referenceLapNumber.map { "like lap \($0)" }
    let seen = finding.seenOnLaps.suffix(4).map(String.init).joined(separator: ", ")
    let laps = seen.isEmpty ? nil : "laps \(seen)"
    let limit = room.width - nameWidth - (lossY == y ? 0 : 8)
    let remark = [[like, laps], [like], [laps]].map { $0.compactMap(\.self).joined(separator: " · ") }
      .first { !$0.isEmpty && cellWidth(of: $0) <= limit }
    canvas.write(remark ?? "", room.x + nameWidth, y + 1, .muted)
    return 2
  }

  private static func quiet(_ state: DashboardState, _ room: Area, _ canvas: inout Canvas) {
    let model = state.model
    if model.isCoachMuted {
      canvas.write("Silent until m is pressed again.", room.x, room.y, .muted, limit: room.width)
    } else if model.learntLaps < 2 {
      canvas.write("Learning how you drive", room.x, room.y, .text, limit: room.width)
      for lap in 0..<2 { canvas.put(lap < model.learntLaps ? "●" : "○", room.x + lap * 2, room.y + 1, .accent) }
      canvas.write("of two clean laps", room.x + 5, room.y + 1, .muted, limit: room.width - 5)
    } else {
      canvas.write("Nothing costs enough to say.", room.x, room.y, .muted, limit: room.width)
    }
  }
}
