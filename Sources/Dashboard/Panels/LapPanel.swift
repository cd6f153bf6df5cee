internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The clock of this lap, the laps to compare it with, the sectors and the mini-sectors.
enum LapPanel: Panel {
  static let title = "Lap"
  static let minimumSize = (width: 22, height: 4)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: heading(state), role: .frame)
    let sample = state.sample
    if sample.frame.flags.contains(.lapInvalid), area.width >= 30 {
      canvas.frameNote("does not count", of: area, role: .warning, after: area.x + 14)
    } else {
      race(sample.frame, area, &canvas)
    }
    var room = inner.inset(inner.width > 36 ? 2 : 1, 0)
    if room.height >= 9 { _ = room.takeTop(1) }
    let hasStrip = room.height >= 7 && !state.model.miniSectors.isEmpty
    let strip = room.takeBottom(hasStrip ? 1 : 0)
    let sectors = room.takeBottom(room.height >= 6 ? 1 : 0)
    if room.width >= 52, room.height >= 4 { drawLaps(state, room.takeRight(16), &canvas) }
    drawTimes(state, room, &canvas)
    if sectors.height > 0 { drawSectors(state, sectors, &canvas) }
    if hasStrip { drawStrip(state.model.miniSectors, strip, &canvas) }
  }

  private static func heading(_ state: DashboardState) -> String {
    guard let lap = state.sample.frame.lapNumber, lap > 0 else { return title }
    guard let count = state.sample.frame.lapCount, count > 0 else { return "Lap \(lap)" }
    return "Lap \(lap) of \(count)"
  }

  // Place in the race and the gap to the car ahead, where the game sends them.
  private static func race(_ frame: TelemetryFrame, _ area: Area, _ canvas: inout Canvas) {
    guard let place = frame.racePosition, place > 0 else { return }
    var texts = ["P\(place)"]
    if let count = frame.carCount, count > 0 { texts.append("P\(place)/\(count)") }
    if let gap = frame[.gapAhead], gap > 0, gap < 1000 {
      texts.append("\(texts[texts.count - 1]) \(Figure.decimal(gap, 1, sign: .always).text)")
      texts.append("\(texts[texts.count - 2]) · \(Figure.decimal(gap, 1).text) s ahead")
    }
    // The longest that fits: the place alone says most.
    for text in texts.reversed() {
      if canvas.frameNote(text, of: area, role: .text, after: area.x + 16) < area.endX { return }
    }
  }

  // The laps before this one, the newest first.
  private static func drawLaps(_ state: DashboardState, _ room: Area, _ canvas: inout Canvas) {
    let laps = state.model.laps
    for (line, lap) in laps.suffix(min(5, room.height)).reversed().enumerated() {
      let y = room.y + line
      let isBest = lap.serial == state.model.bestLapSerial
      canvas.writeFixed(.integer(lap.number), room.x, 2, y, .muted)
      canvas.writeFixed(
        state.lapTime(lap.time), room.x + 3, 8, y, isBest ? .gain : lap.isEligible ? .text : .muted)
      if isBest {
        canvas.write("best", room.x + 12, y, .gain)
      } else if !lap.isEligible {
        canvas.write(lap.kind == .pace ? "✗" : String(lap.kind.rawValue.prefix(4)), room.x + 12, y, .muted)
      }
    }
  }

  private static func drawTimes(_ state: DashboardState, _ room: Area, _ canvas: inout Canvas) {
    let sample = state.sample
    let model = state.model
    let best = model.bestLap
    let reference = model.reference?.lap.time
    let rows = Rows(room: room)
    var y = room.y
    rows.draw("now", .time(sample.lapTime, 2), y, .bright, bold: true, &canvas)
    y += 1
    if y < room.endY {
      let predicted = sample.predictedLapTime
      rows.draw(room.width >= 24 ? "predicted" : "pred.", .time(predicted, 2), y, .bright, bold: true, &canvas)
      rows.difference(predicted, reference, sample.predictionUncertainty, y, &canvas)
      y += 1
    }
    if y < room.endY {
      let last = model.lastLap?.time ?? sample.frame.lastLapTime
      rows.draw("last", state.lapTime(last), y, .text, &canvas)
      rows.difference(last, best?.time ?? reference, nil, y, &canvas)
      y += 1
    }
    if y < room.endY {
      rows.draw("best", state.lapTime(best?.time ?? sample.frame.bestLapTime), y, .gain, &canvas)
      if let best { rows.note("lap ", .integer(best.number), y, .gain, &canvas) }
      y += 1
    }
    if y < room.endY, let ideal = model.theoretical.cornerIdeal {
      rows.draw("ideal", state.lapTime(ideal), y, .text, &canvas)
      if let time = best?.time { rows.note("", .decimal(ideal - time, 2, sign: .always), y, .sessionBest, &canvas) }
    }
  }

  private static func drawSectors(_ state: DashboardState, _ row: Area, _ canvas: inout Canvas) {
    let model = state.model
    let star = model.track.map { !$0.sectorsAreOfficial } ?? false
    let count = max(3, model.bestSectors.count)
    let slot = row.width / count
    guard slot >= 8 else { return }
    // Sectors that we have chosen wear a star where it does not push the mark against the next one.
    let hasStar = star && slot >= 11
    for index in 0..<count {
      let x = row.x + index * slot
      var end = canvas.write("S", x, row.y, .muted)
      end = canvas.write(.integer(index + 1), end, row.y, .muted)
      if hasStar { end = canvas.write("*", end, row.y, .muted) }
      guard index < model.currentSectors.count else {
        canvas.write("··", end + 1, row.y, .faint)
        continue
      }
      let time = model.currentSectors[index]
      let goal = model.reference.flatMap { index < $0.lap.sectors.count ? $0.lap.sectors[index] : nil }
      let isBest = index < model.bestSectors.count && time <= model.bestSectors[index]
      let (role, mark): (Role, String) =
        isBest ? (.sessionBest, "◆") : goal.map { time < $0 ? (.gain, "▼") : (.loss, "▲") } ?? (.text, "")
      end = canvas.write(.time(time, 2, short: true), end + 1, row.y, role)
      // Closer where there is no room for a blank: the mark says what the colour says.
      if end < x + slot { canvas.write(mark, end + 2 < x + slot ? end + 1 : end, row.y, role) }
    }
  }

  /// The mini-sectors as a strip: the height of a block says the same as its colour.
  static func drawStrip(_ marks: [MiniSectorMark], _ row: Area, _ canvas: inout Canvas) {
    guard !marks.isEmpty else { return }
    for column in 0..<row.width {
      switch marks[column * marks.count / row.width] {
      case .notDriven: canvas.put("▁", row.x + column, row.y, .faint)
      case .slower: canvas.put("▃", row.x + column, row.y, .loss)
      case .faster: canvas.put("▅", row.x + column, row.y, .gain)
      case .best: canvas.put("▇", row.x + column, row.y, .sessionBest)
      }
    }
  }
}

/// Rows of a label, a time and a remark, in columns that never move.
private struct Rows {
  let room: Area
  private let labelWidth: Int

  init(room: Area) {
    self.room = room
    labelWidth = room.width >= 24 ? 11 : 6
  }

  private var timeEnd: Int { room.x + min(room.width, labelWidth + 10) }

  func draw(_ label: String, _ time: Figure, _ y: Int, _ role: Role, bold: Bool = false, _ canvas: inout Canvas) {
    canvas.write(label, room.x, y, .muted, limit: labelWidth)
    canvas.writeRight(time, endX: timeEnd, y, time.count > 1 ? role : .muted, attributes: bold ? .bold : [])
  }

  func difference(_ time: Double?, _ goal: Double?, _ spread: Double?, _ y: Int, _ canvas: inout Canvas) {
    guard let time, let goal, room.endX - timeEnd >= 8 else { return }
    let delta = time - goal
    let figure = Figure.decimal(delta, 2, sign: .always)
    let end = timeEnd + 2 + max(6, figure.count)
    canvas.writeRight(figure, endX: end, y, Words.role(ofDelta: delta))
    if let spread, spread.isFinite, room.endX - end >= 6 {
      let sign = canvas.write("±", end + 1, y, .muted)
      canvas.write(.decimal(spread, 2), sign, y, .muted)
    }
  }

  func note(_ text: String, _ figure: Figure, _ y: Int, _ role: Role, _ canvas: inout Canvas) {
    guard room.endX - timeEnd >= 8 else { return }
    let start = max(timeEnd + 2, timeEnd + 8 - figure.count - cellWidth(of: text))
    canvas.write(figure, canvas.write(text, start, y, role), y, role)
  }
}
