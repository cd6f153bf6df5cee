internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The laps of this session as a table, the newest first.
enum OwnLapsPanel: Panel {
  static let title = "Laps of this car"
  static let minimumSize = (width: 20, height: 4)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: title)
    if state.model.source != nil, state.field == nil {
      canvas.frameNote("this game sends no other cars", of: area, after: area.x + 20)
    }
    let laps = state.model.laps
    guard !laps.isEmpty else {
      return canvas.writeCentred("No lap has ended yet.", in: inner, inner.y + inner.height / 2, .muted)
    }
    let table = Table(
      inner.inset(1, 0),
      [
        TableColumn("lap", 4), TableColumn("time", 9), TableColumn("gap", 8), TableColumn("S1", 7),
        TableColumn("S2", 7),
        TableColumn("S3", 7), TableColumn("top", 5), TableColumn("fuel", 6),
        TableColumn("", max(7, inner.width - 71), right: false),
      ])
    table.header(inner.y, on: &canvas)
    let best = state.model.bestLap?.time
    var y = inner.y + 1
    for lap in laps.reversed() where y < inner.endY {
      let isBest = lap.serial == state.model.bestLapSerial
      let role: Role = isBest ? .gain : lap.isEligible ? .text : .muted
      table.figure(.integer(lap.number), 0, y, on: &canvas, role: .muted)
      table.figure(state.lapTime(lap.time), 1, y, on: &canvas, role: role, attributes: isBest ? .bold : [])
      if let time = lap.time, let best, !isBest {
        table.figure(.decimal(time - best, 3, sign: .always), 2, y, on: &canvas, role: .muted)
      }
      for (index, sector) in lap.sectors.prefix(3).enumerated() {
        table.figure(.time(sector, 2, short: true), 3 + index, y, on: &canvas, role: role)
      }
      if let top = lap.topSpeed { table.figure(.decimal(state.units.speed(top), 0), 6, y, on: &canvas, role: .muted) }
      if let fuel = lap.fuelUsed { table.figure(.decimal(fuel, 2), 7, y, on: &canvas, role: .muted) }
      let problems = lap.flags.names.joined(separator: ", ")
      table.text(isBest ? "best" : lap.kind == .pace ? problems : lap.kind.rawValue, 8, y, on: &canvas, role: .muted)
      y += 1
    }
  }
}
