internal import Analysis
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// Two laps over one axis of distance: traces, the delta, a cursor with its values, the corners by loss, the map.
enum CompareView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    guard let pair = state.compare.pair else { return drawEmpty(state, area, &canvas) }
    let layout = CompareLayout(area, pair: pair, state.compare)
    heading(state, pair, layout.heading, &canvas)
    for (channel, panel) in layout.traces {
      canvas.clipped(to: panel) { ComparePlot.draw(channel, pair, state, in: panel, on: &$0) }
    }
    canvas.clipped(to: layout.delta) { ComparePlot.drawDelta(pair, state, in: layout.delta, on: &$0) }
    if layout.values.height > 0 {
      canvas.clipped(to: layout.values) { CompareTables.values(pair, state, in: layout.values, on: &$0) }
    }
    if layout.map.height >= 6 {
      canvas.clipped(to: layout.map) { canvas in
        if state.compare.showsAccelerations {
          AccelerationPlot.draw(pair, state, in: layout.map, on: &canvas)
        } else {
          CompareTables.map(pair, state, in: layout.map, on: &canvas)
        }
      }
    }
    if layout.corners.height > 0 {
      canvas.clipped(to: layout.corners) { CompareTables.corners(pair, state, in: layout.corners, on: &$0) }
    }
  }

  /// The station under a cell of the traces, for the mouse.
  static func station(at x: Int, _ y: Int, _ state: DashboardState) -> Double? {
    guard let pair = state.compare.pair else { return nil }
    let layout = CompareLayout(state.viewArea, pair: pair, state.compare)
    guard (layout.traces.map(\.1) + [layout.delta]).contains(where: { $0.contains(x: x, y: y) }) else { return nil }
    let shown = state.compare.stretch
    let plot = PlotFrame(layout.delta, inner: layout.delta.inset(1, 1), from: shown.lowerBound, to: shown.upperBound)
    let column = min(max(0, (x - plot.plot.x) * 2), max(0, plot.stretch.columns - 1))
    return plot.stretch.station(column)
  }

  private static func heading(_ state: DashboardState, _ pair: ComparedPair, _ area: Area, _ canvas: inout Canvas) {
    for (row, lap) in pair.laps.enumerated() where row < area.height {
      let y = area.y + row
      canvas.write(
        CompareChannels.letter(ofLap: row), area.x + 2, y, CompareChannels.role(ofLap: row), attributes: .bold)
      var x = canvas.write(lap.label, area.x + 4, y, .text, limit: 24)
      x = canvas.writeFixed(state.lapTime(lap.lap.time), max(x + 2, area.x + 18), 8, y, .bright, attributes: .bold)
      // The day alone where the car beside it would be cut, and nothing where the day would be.
      let room = max(0, area.endX - x - (area.width >= 60 ? 24 : 4))
      let day = String(lap.detail.prefix { $0 != "·" })
      let shown = [lap.detail, day].first { cellWidth(of: $0) <= room }
      canvas.write(shown ?? "", x + 3, y, .muted)
    }
    guard area.width >= 60, area.height > 0 else { return }
    if let total = pair.comparison?.total {
      let end = canvas.writeRight(" s", endX: area.endX - 1, area.y, .muted)
      let start = canvas.writeRight(
        .decimal(total, 3, sign: .always), endX: end, area.y, Words.role(ofDelta: total), attributes: .bold)
      canvas.writeRight("A − B  ", endX: start, area.y, .muted)
    }
    guard area.height > 1 else { return }
    // Without room for the table of values, the cursor's place and delta stand here.
    if area.width < 100, let comparison = pair.comparison {
      let delta = comparison.delta(at: state.compare.cursor)
      let start = canvas.writeRight(
        .decimal(delta, 3, sign: .always), endX: area.endX - 3, area.y + 1, Words.role(ofDelta: delta))
      canvas.writeRight("s", endX: area.endX - 1, area.y + 1, .muted)
      let unit = canvas.writeRight("\(state.units.distanceSymbol)  ", endX: start, area.y + 1, .muted)
      canvas.writeRight(.decimal(state.units.distance(state.compare.cursor), 0), endX: unit - 1, area.y + 1, .text)
      return
    }
    let shown = state.compare.stretch
    let factor = state.compare.length / max(1, shown.upperBound - shown.lowerBound)
    let end = canvas.writeRight("×", endX: area.endX - 1, area.y + 1, .muted)
    let start = canvas.writeRight(.decimal(factor, factor < 10 ? 1 : 0), endX: end, area.y + 1, .muted)
    canvas.writeRight("zoom ", endX: start, area.y + 1, .muted)
  }

  private static func drawEmpty(_ state: DashboardState, _ area: Area, _ canvas: inout Canvas) {
    let y = area.y + area.height / 2 - 1
    canvas.writeCentred(state.compare.problem ?? "Two laps are needed", in: area, y, .bright, attributes: .bold)
    canvas.writeCentred(
      "Drive two whole laps, or open a session in History and press Enter on a lap.", in: area, y + 1, .muted)
    canvas.writeCentred("a and b choose the laps", in: area, y + 2, .muted)
  }
}

/// Where the parts of the Compare view lie.
struct CompareLayout {
  let heading: Area
  let traces: [(Channel, Area)]
  let delta: Area
  let values: Area
  let map: Area
  let corners: Area

  init(_ area: Area, pair: ComparedPair, _ state: CompareState) {
    var room = area
    var side = room.takeRight(area.width >= 100 ? max(46, area.width * 34 / 100) : 0)
    heading = room.takeTop(min(pair.laps.count, room.height / 4))
    let none = Area(x: area.x, y: area.y, width: 0, height: 0)
    let present = pair.channels
    let wanted = state.channels.map { $0.filter { present.contains($0) } } ?? CompareChannels.usual(present)
    let fitting =
      state.channels == nil
      ? room.height >= 40 ? 5 : room.height >= 26 ? 3 : room.height >= 18 ? 2 : 1
      : min(CompareChannels.limit, max(1, (room.height - 6) / 4))
    let shown = Array(wanted.prefix(fitting))
    delta = room.takeBottom(max(4, room.height * (shown.count > 3 ? 22 : 30) / 100))
    var parts: [(Channel, Area)] = []
    let weights = shown.map { $0 == .speed ? 30 : $0 == .gear || $0 == .steering ? 13 : 18 }
    var weight = weights.reduce(0, +)
    for (channel, own) in zip(shown, weights) {
      let rows = weight == own ? room.height : room.height * own / max(1, weight)
      parts.append((channel, room.takeTop(rows)))
      weight -= own
    }
    traces = parts
    if side.isEmpty {
      (values, map, corners) = (none, none, none)
    } else {
      values = side.takeTop(min(side.height, wanted.count + 4))
      let cornerRows = max(9, min(pair.corners.count + 5, side.height * 55 / 100))
      corners = side.takeBottom(min(side.height, side.height < 16 ? side.height : cornerRows))
      map = side
    }
  }
}
