internal import Drawing
internal import Engine
internal import Telemetry

/// Gear, speed and pedals in two rows without a frame.
enum CarStrip {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let frame = state.sample.frame
    guard area.height > 0, area.width >= 30 else { return }
    guard !Words.isSilent(state) else {
      return canvas.writeCentred("no data from the car", in: area, area.y, .warning, attributes: .bold)
    }
    var x = area.x + 2
    if let gear = frame[.gear] {
      canvas.put(" ", x, area.y, .ground, background: .selection)
      canvas.write(CarPanel.gearFigure(gear), x + 1, area.y, .bright, attributes: .bold)
      canvas.tint(x + 1, area.y, background: .selection)
      canvas.put(" ", x + 2, area.y, .ground, background: .selection)
      x += 5
    }
    if let speed = frame.speed {
      x = canvas.writeFixed(.decimal(state.units.speed(speed), 0), x, 3, area.y, .bright, attributes: .bold)
      x = canvas.write(state.units.speedSymbol, x + 1, area.y, .muted) + 3
    }
    if area.height >= 2 { second(state, area, &canvas) }
    let pedals: [(String, Double?, Role)] = [("T", frame.throttle, .throttle), ("B", frame.brake, .brake)]
    let present = pedals.filter { $0.1 != nil }.count
    guard present > 0 else { return }
    let width = (area.endX - 2 - x) / present
    guard width >= 8 else { return }
    for (label, value, role) in pedals {
      guard let value else { continue }
      canvas.write(label, x, area.y, .muted)
      canvas.bar(x + 2, area.y, width: width - 4, share: value, role: role)
      x += width
    }
  }

  private static func second(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    let frame = state.sample.frame
    let y = area.y + 1
    var x = area.x + 2
    if let engine = frame.engineSpeed {
      x = canvas.writeFixed(.decimal(engine, 0, grouped: true), x, 6, y, .text)
      x = canvas.write(" rpm", x, y, .muted) + 3
      if let limit = frame[.engineSpeedLimit], limit > 0 {
        let wide = min(24, max(0, area.endX - x - 26))
        if wide >= 10 {
          CarPanel.shiftBar(
            engine, frame[.shiftLightStart], limit, Area(x: x, y: y, width: wide, height: 1), &canvas)
          x += wide + 3
        }
      }
    }
    guard let laps = state.sample.fuelLaps, area.endX - x >= 16 else { return }
    var end = canvas.writeRight(" laps", endX: area.endX - 2, y, .muted)
    end = canvas.writeRight(.decimal(laps, 1), endX: end, y, laps < 2 ? .loss : laps < 4 ? .warning : .text)
    canvas.writeRight("fuel ", endX: end, y, .muted)
  }
}
