internal import Drawing
internal import Telemetry

/// What the panels of the drive show of a lap whose track is not known yet: the same channels over the driven distance.
enum DrivenPathPlots {
  /// The frame of a plot over the driven distance; distances stand where the corners will.
  static func plot(_ state: DashboardState, _ area: Area, _ inner: Area, names: Bool, _ canvas: inout Canvas)
    -> PlotFrame
  {
    let end = state.driven.axisEnd
    let plot = PlotFrame(area, inner: inner, from: 0, to: end)
    guard names else { return plot }
    canvas.frameNote("the track is being learnt", of: area, after: area.x + 14)
    let step = state.units == .metric ? 1_000 : 1_609.344
    let symbol = state.units == .metric ? "km" : "mi"
    // As many marks as have room.
    let stride = max(1, (end / step * 8 / Double(max(1, plot.plot.width))).rounded(.up)) * step
    var mark = stride
    while mark < end {
      if let column = plot.stretch.column(mark) {
        canvas.write(" \(Int((mark / step).rounded())) \(symbol) ", plot.plot.x + column / 2 - 2, area.endY - 1, .muted)
      }
      mark += stride
    }
    return plot
  }

  static func speed(_ state: DashboardState, in plot: PlotFrame, on canvas: inout Canvas) {
    let highest = state.units.speed(state.driven.points.reduce(0) { max($0, $1.speed) })
    let top = max(100, ((highest + 1) / 20).rounded(.up) * 20)
    plot.axis(.decimal(top, 0), .integer(0), on: &canvas)
    draw(state, plot, 0...top, .speed, layer: Traces.Layer.line, &canvas) { state.units.speed($0.speed) }
    cursor(state, plot, &canvas)
  }

  static func pedals(_ state: DashboardState, in plot: PlotFrame, on canvas: inout Canvas) {
    plot.axis(.integer(100), .integer(0), on: &canvas)
    draw(state, plot, 0...100, .throttle, layer: Traces.Layer.line, &canvas) { $0.throttle.map { $0 * 100 } }
    draw(state, plot, 0...100, .brake, layer: Traces.Layer.area, filled: true, &canvas) { point in
      // A released pedal is not an area.
      point.brake.flatMap { $0 < 0.02 ? nil : $0 * 100 }
    }
    cursor(state, plot, &canvas)
  }

  /// The way driven so far from above; `false` where the game sends no positions.
  static func map(_ state: DashboardState, in area: Area, on canvas: inout Canvas) -> Bool {
    let places = state.driven.points.compactMap(\.position)
    guard places.count >= 10, let first = places.first, let last = places.last else { return false }
    var (minX, maxX, minZ, maxZ) = (first.x, first.x, first.z, first.z)
    for place in places {
      (minX, maxX) = (min(minX, place.x), max(maxX, place.x))
      (minZ, maxZ) = (min(minZ, place.z), max(maxZ, place.z))
    }
    guard
      let plot = TrackPlot(area: area, minX: minX, maxX: maxX, minY: minZ, maxY: maxZ, margin: (x: 2, y: 1))
    else { return false }
    var previous: (x: Int, y: Int)?
    for place in places {
      guard let dot = plot.dot(place.x, place.z) else { continue }
      if let previous { canvas.line(previous.x, previous.y, dot.x, dot.y, .text, layer: Traces.Layer.line) }
      previous = dot
    }
    if let dot = plot.dot(last.x, last.z) { canvas.put("●", dot.x >> 1, dot.y >> 2, .accent, attributes: .bold) }
    return true
  }

  private static func cursor(_ state: DashboardState, _ plot: PlotFrame, _ canvas: inout Canvas) {
    if let column = plot.stretch.column(state.driven.length) { canvas.cursor(in: plot.plot, column: column) }
  }

  // Points come in the order of their distance: one walk over them meets every column.
  private static func draw(
    _ state: DashboardState, _ plot: PlotFrame, _ range: ClosedRange<Double>, _ role: Role, layer: UInt8,
    filled: Bool = false, _ canvas: inout Canvas, _ value: (DrivenPath.Point) -> Double?
  ) {
    let points = state.driven.points
    guard let reached = plot.stretch.column(state.driven.length) else { return }
    var next = 0
    canvas.trace(
      in: plot.plot, range: range, columns: 0..<reached + 1, layer: layer, filled: filled, role: { _ in role }
    ) { column in
      let start = plot.stretch.station(column)
      let end = plot.stretch.station(column + 1)
      while next + 1 < points.count, points[next + 1].distance <= start { next += 1 }
      guard let first = value(points[next]) else { return nil }
      var covered = TraceColumn(low: first, high: first)
      var index = next + 1
      while index < points.count, points[index].distance < end {
        if let here = value(points[index]) {
          covered.low = min(covered.low, here)
          covered.high = max(covered.high, here)
        }
        index += 1
      }
      return covered
    }
  }
}
