internal import Coaching
import Drawing
internal import Engine
internal import Telemetry

/// Gear, speed, engine speed, pedals, fuel and tyres. A channel that the game does not send leaves no hole.
enum CarPanel: Panel {
  static let title = "Car"
  static let minimumSize = (width: 22, height: 4)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: title)
    var room = inner.inset(inner.width > 36 ? 2 : 1, 0)
    if Words.isSilent(state) {
      canvas.frameNote("no data", of: area, role: .warning, after: area.x + 7, attributes: .bold)
    } else {
      aids(state.sample.frame.flags, area, &canvas)
    }
    if room.height >= 9 { _ = room.takeTop(1) }
    let frame = state.sample.frame
    let lower = room.takeBottom(room.height >= 6 ? lowerRows(state) : 0)
    if let gear = frame[.gear], room.width >= 30, room.height >= 3 {
      let digits = BigDigits(
        rows: room.height >= 6 || lower.height == 0 ? min(room.height, 5) : min(room.height - 1, 5))
      let column = room.takeLeft(digits.digitWidth + 3)
      canvas.big(gearFigure(gear), column.x, column.y, digits: digits, role: .bright)
    } else if let gear = frame[.gear] {
      let column = room.takeLeft(3)
      canvas.write(gearFigure(gear), column.x, column.y, .bright, attributes: .bold)
    }
    drawUpper(state, room, &canvas)
    drawLower(state, lower, &canvas)
  }

  /// The gear as one character.
  static func gearFigure(_ gear: Double) -> Figure {
    gear < 0 ? .letter("R") : gear < 1 ? .letter("N") : gear < 10 ? .decimal(gear, 0) : .none
  }

  private static func drawUpper(_ state: DashboardState, _ room: Area, _ canvas: inout Canvas) {
    let frame = state.sample.frame
    var y = room.y
    if frame.speed != nil || frame.engineSpeed != nil {
      drawSpeeds(state, room, y, &canvas)
      y += 1
    }
    if let engine = frame.engineSpeed, let limit = frame[.engineSpeedLimit], limit > 0, y < room.endY {
      shiftBar(engine, frame[.shiftLightStart], limit, Area(x: room.x, y: y, width: room.width, height: 1), &canvas)
      y += 1
    }
    if room.height >= 5, y < room.endY - 2, frame.steering != nil { y = max(y, room.y + 2) }
    for (label, value, role) in [("throttle", frame.throttle, Role.throttle), ("brake", frame.brake, .brake)] {
      guard let value, y < room.endY else { continue }
      pedal(label, value, role, room, y, &canvas)
      y += 1
    }
    if let steering = frame.steering, y < room.endY { steer(steering, room, y, &canvas) }
  }

  private static func drawSpeeds(_ state: DashboardState, _ room: Area, _ y: Int, _ canvas: inout Canvas) {
    let frame = state.sample.frame
    if let speed = frame.speed {
      let end = room.x + 4
      canvas.writeRight(.decimal(state.units.speed(speed), 0), endX: end, y, .bright, attributes: .bold)
      canvas.write(state.units.speedSymbol, end + 1, y, .muted)
    }
    if let engine = frame.engineSpeed, room.width >= 22 {
      let end = room.endX
      canvas.writeRight("rpm", endX: end, y, .muted)
      canvas.writeRight(
        .decimal(engine, 0, grouped: true), endX: end - 4, y, .bright, attributes: .bold)
    }
  }

  /// Lights from the left that say when to shift; all of them at once on the limiter.
  static func shiftBar(_ engine: Double, _ start: Double?, _ limit: Double, _ row: Area, _ canvas: inout Canvas) {
    let low = limit * 0.45
    let first = start.map { $0 > low && $0 < limit ? $0 : limit * 0.93 } ?? limit * 0.93
    let share = min(1, max(0, (engine - low) / (limit - low)))
    let lit = share.isFinite ? Int(share * Double(row.width)) : 0
    let shift = Int((first - low) / (limit - low) * Double(row.width))
    let isOver = engine >= limit * 0.985
    for column in 0..<row.width {
      let role: Role = isOver ? .loss : column >= shift ? .loss : column >= shift * 3 / 4 ? .warning : .gain
      canvas.put(column < lit ? "▰" : "▱", row.x + column, row.y, column < lit ? role : .faint)
    }
    if isOver, row.width >= 12 {
      canvas.writeRight(" SHIFT ", endX: row.endX, row.y, .ground, attributes: .bold, background: .loss)
    }
  }

  private static func pedal(
    _ label: String, _ value: Double, _ role: Role, _ room: Area, _ y: Int, _ canvas: inout Canvas
  ) {
    let labelWidth = room.width >= 24 ? 9 : 0
    if labelWidth > 0 { canvas.write(label, room.x, y, .muted) }
    let barWidth = room.width - labelWidth - 6
    canvas.bar(room.x + labelWidth, y, width: barWidth, share: value, role: role)
    canvas.writeRight(.decimal(min(9.99, max(0, value)) * 100, 0), endX: room.endX - 2, y, .text)
    canvas.put("%", room.endX - 1, y, .muted)
  }

  private static func steer(_ value: Double, _ room: Area, _ y: Int, _ canvas: inout Canvas) {
    guard room.width >= 24 else { return }
    canvas.write("steering", room.x, y, .muted)
    let wide = (room.width - 15) | 1
    canvas.balance(
      room.x + 9, y, width: wide, value: value, limit: 3.2, ticks: 0, low: .steering, high: .steering)
  }

  private static func lowerRows(_ state: DashboardState) -> Int {
    let frame = state.sample.frame
    return (frame[.fuelLevel] == nil ? 0 : 1) + (frame[.tyreTemperatureFrontLeft] == nil ? 0 : 1)
  }

  private static func drawLower(_ state: DashboardState, _ room: Area, _ canvas: inout Canvas) {
    guard room.height > 0 else { return }
    let frame = state.sample.frame
    var y = room.y
    if let fuel = frame[.fuelLevel] {
      var x = canvas.write("fuel", room.x, y, .muted)
      x = canvas.writeFixed(.decimal(fuel, 1), x + 1, 6, y, .text)
      x = canvas.write(" " + FuelUnit(game: state.model.source?.game ?? "").rawValue, x, y, .muted)
      if let perLap = state.sample.fuelPerLap, room.endX - x >= 11 {
        x = canvas.write(.decimal(perLap, 2), x + 3, y, .text)
        x = canvas.write("/lap", x, y, .muted)
      }
      if let laps = state.sample.fuelLaps, room.endX - x >= 12 {
        x = canvas.writeFixed(.decimal(laps, 1), x + 2, 5, y, laps < 2 ? .loss : laps < 4 ? .warning : .text)
        canvas.write(" laps", x, y, .muted)
      }
      y += 1
    }
    guard frame[.tyreTemperatureFrontLeft] != nil, y < room.endY else { return }
    drawTyres(state, room, y, &canvas)
  }

  private static func drawTyres(_ state: DashboardState, _ room: Area, _ y: Int, _ canvas: inout Canvas) {
    let isWide = room.width >= 46
    let x = isWide ? canvas.write("tyres ", room.x, y, .muted) : room.x
    let slot = (room.endX - x) / 4
    guard slot >= 7 else { return }
    for (index, wheel) in Wheel.allCases.enumerated() {
      guard let temperature = state.sample.frame[wheel.channel(from: .tyreTemperatureFrontLeft)] else { continue }
      let role = Words.role(ofTyre: temperature)
      var end = canvas.write(names[index], x + index * slot, y, .muted)
      end = canvas.writeFixed(.decimal(state.units.temperature(temperature), 0), end, 4, y, role)
      end = canvas.write("°", end, y, .muted)
      if slot >= 10, let wear = state.sample.frame[wheel.channel(from: .tyreWearFrontLeft)] {
        canvas.sparkline(end + 1, y, width: 1, count: 1, role: wear > 0.6 ? .warning : .reference) { _ in 1 - wear }
      }
    }
  }

  private static let names = ["FL", "FR", "RL", "RR"]

  private static func aids(_ flags: FrameFlags, _ area: Area, _ canvas: inout Canvas) {
    let text =
      flags.contains(.pitLimiter)
      ? "pit limiter"
      : flags.contains(.antiLock)
        ? "ABS" : flags.contains(.tractionControl) ? "TC" : flags.contains(.dragReduction) ? "DRS" : ""
    canvas.frameNote(text, of: area, role: .warning, after: area.x + 7, attributes: .bold)
  }
}
