internal import Coaching
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// Place, gaps, what is left of the race, and whether fuel and tyres last for it.
enum RacePanel: Panel {
  static let title = "Race"
  static let minimumSize = (width: 28, height: 5)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let flag = state.field?.flag
    let inner = canvas.frame(area, title: title, titleRole: Words.role(ofFlag: flag) ?? .muted)
    if let flag, flag != .green {
      canvas.frameNote(
        Words.flag(flag), of: area, role: Words.role(ofFlag: flag) ?? .text, after: area.x + 9, attributes: .bold)
    } else if let weather = state.field?.weather {
      canvas.frameNote(weather, of: area, after: area.x + 9)
    }
    var rows = Lines(area: inner.inset(inner.width > 36 ? 2 : 1, 0))
    place(state, &rows, &canvas)
    left(state, &rows, &canvas)
    fuel(state, &rows, &canvas)
    tyres(state, &rows, &canvas)
    for note in state.model.strategyNotes.suffix(max(0, rows.left)).reversed() {
      rows.text(note.lapNumber.map { "lap \($0)" } ?? "", note.text, .text, &canvas)
    }
    if rows.isEmpty {
      canvas.writeCentred("no place and no distance are sent", in: inner, inner.y + inner.height / 2, .muted)
    }
  }

  private struct Lines {
    let area: Area
    var used = 0

    init(area: Area) { self.area = area }

    var left: Int { area.height - used }
    var isEmpty: Bool { used == 0 }

    mutating func text(_ label: String, _ value: String, _ role: Role, bold: Bool = false, _ canvas: inout Canvas) {
      guard left > 0 else { return }
      canvas.write(label, area.x, area.y + used, .muted, limit: 9)
      canvas.write(value, area.x + 10, area.y + used, role, attributes: bold ? .bold : [], limit: area.width - 10)
      used += 1
    }
  }

  private static func place(_ state: DashboardState, _ rows: inout Lines, _ canvas: inout Canvas) {
    let frame = state.sample.frame
    if let place = frame.racePosition, place > 0 {
      rows.text("place", frame.carCount.map { "\(place) of \($0)" } ?? "\(place)", .bright, bold: true, &canvas)
    }
    let tower = state.field.map { Tower($0, order: .place) }
    let own = tower?.rows.firstIndex { $0.car.isOwn }
    let ahead = own.flatMap { $0 > 0 ? tower?.rows[$0 - 1] : nil }
    let behind = own.flatMap { index in tower.flatMap { index + 1 < $0.rows.count ? $0.rows[index + 1] : nil } }
    let gapAhead = frame[.gapAhead] ?? own.flatMap { tower?.rows[$0].interval }
    let mine = own.flatMap { tower?.rows[$0].car.lastLapTime }
    if let gapAhead, frame.racePosition != 1 {
      rows.text("ahead", gap(gapAhead, ahead?.car, mine), gapAhead < 1 ? .bright : .text, &canvas)
    }
    if let interval = behind?.interval {
      rows.text("behind", gap(interval, behind?.car, mine), interval < 1 ? .warning : .text, &canvas)
    }
  }

  // The gap, whose it is, and by how much that car's last lap was faster or slower.
  private static func gap(_ gap: Double, _ car: FieldCar?, _ mine: Double?) -> String {
    var text = "\(Figure.decimal(gap, 2).text) s"
    if let theirs = car?.lastLapTime, let mine, abs(theirs - mine) < 20 {
      text += "  \(Figure.decimal(theirs - mine, 2, sign: .always).text)/lap"
    }
    // The name last: of all this it can best be cut.
    return car.map { "\(text)  \($0.name)" } ?? text
  }

  private static func left(_ state: DashboardState, _ rows: inout Lines, _ canvas: inout Canvas) {
    var parts: [String] = []
    if let time = state.field?.timeLeft, time > 0 { parts.append(Figure.time(time, 0).text) }
    let frame = state.sample.frame
    if let count = frame.lapCount ?? state.field?.lapCount.map({ Int32(clamping: $0) }), count > 0,
      let lap = frame.lapNumber
    {
      // A game may count on after the flag.
      parts.append("\(max(0, Int(count) - Int(lap) + 1)) laps")
    }
    guard !parts.isEmpty else { return }
    rows.text("to go", parts.joined(separator: " · "), .text, &canvas)
  }

  private static func fuel(_ state: DashboardState, _ rows: inout Lines, _ canvas: inout Canvas) {
    guard let laps = state.sample.fuelLaps, laps.isFinite, laps < 10_000 else { return }
    var text = "\(Figure.decimal(laps, 1).text) laps"
    var role: Role = laps < 2 ? .warning : .text
    if let plan = state.model.strategy.fuel?.plan, plan.perLap > 0 {
      let margin = (plan.level - plan.distance) / plan.perLap
      text += "  \(Figure.decimal(margin, 1, sign: .always).text) at the end"
      role = margin < 0 ? .loss : margin < 0.5 ? .warning : .text
    }
    rows.text("fuel", text, role, &canvas)
  }

  private static func tyres(_ state: DashboardState, _ rows: inout Lines, _ canvas: inout Canvas) {
    let own = state.field?.ownCar
    let frame = state.sample.frame
    let wear = Wheel.allCases.compactMap { frame[$0.channel(from: .tyreWearFrontLeft)] }.max() ?? own?.tyreWear
    let age = own?.tyreAge ?? (state.model.strategy.tyreAge > 0 ? state.model.strategy.tyreAge : nil)
    var parts: [String] = []
    if let tyre = own?.tyre { parts.append(rows.area.width >= 36 ? tyre : String(tyre.prefix(1)).uppercased()) }
    if let age { parts.append("\(age) laps") }
    if let wear, wear > 0, wear <= 1 { parts.append("\(Figure.decimal(wear * 100, 0).text) % worn") }
    guard !parts.isEmpty else { return }
    rows.text("tyres", parts.joined(separator: " · "), (wear ?? 0) > 0.7 ? .warning : .text, &canvas)
  }
}
