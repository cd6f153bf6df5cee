internal import Analysis
internal import Coaching
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The track over the whole screen, coloured by what one wants to know, with the cars on it and the selected corner beside it.
enum MapView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    var room = area
    if area.width >= 110, area.height >= 20 {
      var side = room.takeRight(max(40, area.width * 26 / 100))
      DeltaPanel.show(state, in: side.takeTop(9), on: &canvas)
      if let corner = selected(state) {
        MapCornerPanel.draw(corner, state, in: side.takeTop(11), on: &canvas)
      } else {
        LapPanel.show(state, in: side.takeTop(9), on: &canvas)
      }
      CoachPanel.show(state, in: side, on: &canvas)
    }
    guard let line = state.model.track?.line else { return TrackPanel.show(state, in: room, on: &canvas) }
    canvas.clipped(to: room) { map(line, state, in: room, on: &$0) }
  }

  /// The selected corner.
  static func selected(_ state: DashboardState) -> Corner? {
    state.map.corner.flatMap { number in state.model.corners.first { $0.number == number } }
  }

  private static func map(_ line: ReferenceLine, _ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let name = state.model.track?.name ?? TrackPanel.title
    let inner = canvas.frame(area, title: area.width >= 40 ? name : TrackPanel.title)
    let titleEnd = area.x + 4 + cellWidth(of: name)
    legend(state, area, titleEnd, &canvas)
    let corner = selected(state)
    let car = state.sample.station.map { line.point(at: $0) }
    let focus = corner.map { line.point(at: $0.apex) } ?? car
    canvas.clipped(to: inner) { canvas in
      TrackMap(
        line: line, corners: state.model.corners, focus: corner?.number ?? state.model.focus?.corner, car: car,
        others: TrackPanel.others(state, line), zoom: state.map.zoom, centre: focus, role: role(state, line)
      ).draw(in: inner, on: &canvas)
    }
  }

  private static func legend(_ state: DashboardState, _ area: Area, _ titleEnd: Int, _ canvas: inout Canvas) {
    let zoom = state.map.zoom > 1 ? "\(state.map.zoom)×  " : ""
    let parts = MapColours.legend(state.map.colouring)
    let text = zoom + parts.map { "■ \($0.text)" }.joined(separator: "  ")
    var x = canvas.frameNote(text, of: area, after: titleEnd)
    guard x < area.endX else { return }
    x += zoom.count
    for part in parts {
      canvas.tint(x, area.y, foreground: part.role)
      x += cellWidth(of: part.text) + 4
    }
  }

  // The lap being driven where it has been, the reference ahead of it.
  private static func role(_ state: DashboardState, _ line: ReferenceLine) -> (Int) -> Role {
    let live = state.trace?.grid == line.grid ? state.trace : nil
    let driven = live?.count ?? 0
    let colouring = state.map.colouring
    if colouring == .gain {
      return { index in
        guard let live, index < driven else { return .reference }
        return Traces.role(of: live, at: index, even: .text)
      }
    }
    guard let channel = MapColours.channel(colouring) else { return { _ in .reference } }
    let reference = state.model.reference?.lap.trace
    let column = reference?.grid == line.grid ? reference?.columns[channel] : nil
    let range = CompareChannels.extent([column])
    return { index in
      if let live, index < driven {
        return MapColours.role(Double(live.value(channel, at: index)), colouring, range)
      }
      guard let column, index < column.count else { return .reference }
      return MapColours.role(Double(column[index]), colouring, range)
    }
  }
}

/// What the colours of the map mean.
enum MapColours {
  static func channel(_ colouring: MapColouring) -> Channel? {
    switch colouring {
    case .gain: nil
    case .speed: .speed
    case .throttle: .throttle
    case .brake: .brake
    case .gear: .gear
    case .lateral: .lateralAcceleration
    }
  }

  static func legend(_ colouring: MapColouring) -> [(text: String, role: Role)] {
    switch colouring {
    case .gain: [("gain", .gain), ("loss", .loss)]
    case .speed: [("slow", .lapB), ("medium", .muted), ("fast", .lapA)]
    case .throttle: [("full", .throttle), ("part", .warning), ("off", .reference)]
    case .brake: [("brake", .brake), ("free", .reference)]
    case .gear: (1...8).map { ("\($0)", gears[$0 - 1]) }
    case .lateral: [("over 1.5 g", .loss), ("over 0.7 g", .warning), ("straight", .reference)]
    }
  }

  private static let gears: [Role] = [.brake, .lapB, .warning, .throttle, .lapD, .lapA, .lapC, .text]

  /// - Parameter range: smallest and largest value of the lap.
  static func role(_ value: Double, _ colouring: MapColouring, _ range: (Double, Double)?) -> Role {
    guard value.isFinite else { return .reference }
    switch colouring {
    case .gain: return .reference
    case .speed:
      guard let range, range.1 > range.0 else { return .muted }
      let share = (value - range.0) / (range.1 - range.0)
      return share < 0.33 ? .lapB : share > 0.67 ? .lapA : .muted
    case .throttle: return value > 0.95 ? .throttle : value > 0.05 ? .warning : .reference
    case .brake: return value > 0.03 ? .brake : .reference
    case .gear:
      guard value >= 1, value < 9 else { return .reference }
      return gears[Int(value.rounded()) - 1]
    case .lateral:
      let force = abs(value) / 9.806_65
      return force > 1.5 ? .loss : force > 0.7 ? .warning : .reference
    }
  }
}

/// The corner that is selected on the map: where it lies, and what the last lap did there.
enum MapCornerPanel {
  static func draw(_ corner: Corner, _ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    guard area.height >= 4 else { return }
    let inner = canvas.frame(area, title: corner.name, titleRole: .accent)
    canvas.frameNote(
      "\(corner.cornerClass.rawValue) · \(corner.direction.rawValue)", of: area,
      after: area.x + 4 + cellWidth(of: corner.name))
    let units = state.units
    var y = inner.y
    func line(_ label: String, _ value: Figure, _ unit: String, _ other: Figure? = nil) {
      guard y < inner.endY else { return }
      canvas.write(label, inner.x + 2, y, .muted, limit: 14)
      canvas.writeRight(value, endX: inner.x + 23, y, .text)
      canvas.write(unit, inner.x + 24, y, .muted)
      if let other, inner.width >= 38 { canvas.writeRight(other, endX: inner.x + 36, y, .reference) }
      y += 1
    }
    line("apex at", .decimal(units.distance(corner.apex), 0), units.distanceSymbol)
    let loss = state.model.lastComparison?.corners.first { $0.corner.number == corner.number }
    guard let loss else {
      if y < inner.endY { canvas.write("no lap has been measured here yet", inner.x + 2, y, .muted) }
      return
    }
    func pair(_ label: String, _ value: (_ of: CornerMetrics) -> Double?, _ unit: String, _ scale: Double) {
      guard let own = loss.metrics.flatMap(value) else { return }
      line(label, .decimal(own * scale, 0), unit, .decimal(loss.reference.flatMap(value).map { $0 * scale }, 0))
    }
    if y < inner.endY {
      canvas.write("last lap", inner.x + 2, y, .muted)
      canvas.writeRight(
        .decimal(loss.loss, 3, sign: .always), endX: inner.x + 23, y, Words.role(ofDelta: loss.loss),
        attributes: .bold)
      canvas.write("s", inner.x + 24, y, .muted)
      if inner.width >= 38 { canvas.writeRight("reference", endX: inner.x + 36, y, .reference) }
      y += 1
    }
    pair("brakes at", { $0.brakeStart }, units.distanceSymbol, units.distance(1))
    pair("entry", { $0.entrySpeed }, units.speedSymbol, units.speed(1))
    pair("slowest", { $0.minimumSpeed }, units.speedSymbol, units.speed(1))
    pair("exit", { $0.exitSpeed }, units.speedSymbol, units.speed(1))
    pair("full throttle", { $0.fullThrottle }, units.distanceSymbol, units.distance(1))
  }
}
