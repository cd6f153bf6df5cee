internal import Coaching
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// Speed over the lap: the lap under way, and the reference behind it and still ahead.
enum SpeedTracePanel: Panel {
  static let title = "Speed"
  static let minimumSize = (width: 24, height: 5)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let heading = state.units == .metric ? "Speed km/h" : "Speed mph"
    let inner = canvas.frame(area, title: heading)
    if state.showsDriven {
      let plot = DrivenPathPlots.plot(state, area, inner, names: true, &canvas)
      return DrivenPathPlots.speed(state, in: plot, on: &canvas)
    }
    guard let plot = lapPlot(state, area, inner, &canvas) else { return }
    let reference = state.model.reference?.lap.trace
    let range = Traces.speedRange([reference], units: state.units)
    let scale = state.units.speed(1)
    plot.axis(.decimal(range.upperBound, 0), .decimal(range.lowerBound, 0), on: &canvas)
    if plot.plot.height >= 9 {
      let middle = (range.lowerBound + range.upperBound) / 2
      canvas.writeRight(.decimal(middle, 0), endX: plot.plot.x - 1, plot.plot.y + plot.plot.height / 2, .muted)
    }
    if let reference {
      Traces.draw(
        reference, .speed, in: plot, range: range, scale: scale, role: .reference, layer: Traces.Layer.reference,
        on: &canvas)
    }
    if let live = state.trace {
      Traces.draw(
        live, .speed, in: plot, range: range, scale: scale, role: .speed, layer: Traces.Layer.line, on: &canvas)
    }
    legend(state, area, titleEnd: area.x + 4 + heading.utf8.count, &canvas)
    finish(state, plot, area, &canvas)
  }

  /// The frame of a plot over the whole lap; says what is missing where there is nothing to plot on.
  static func lapPlot(
    _ state: DashboardState, _ area: Area, _ inner: Area,
    missing: String = "the traces begin with the lap", _ canvas: inout Canvas
  ) -> PlotFrame? {
    guard let length = state.trace?.grid.length ?? state.model.track?.length else {
      canvas.writeCentred(missing, in: inner, inner.y + inner.height / 2, .muted)
      return nil
    }
    return PlotFrame(area, inner: inner, from: 0, to: length)
  }

  /// The cursor at the car and the corners on the axis.
  static func finish(
    _ state: DashboardState, _ plot: PlotFrame, _ area: Area, names: Bool = true, _ canvas: inout Canvas
  ) {
    if let station = state.sample.station, let column = plot.stretch.column(station) {
      canvas.cursor(in: plot.plot, column: column)
    }
    if names { plot.corners(state.model.corners, frame: area, highlighted: state.model.focus?.corner, on: &canvas) }
  }

  private static func legend(_ state: DashboardState, _ area: Area, titleEnd: Int, _ canvas: inout Canvas) {
    guard area.width >= 44 else { return }
    guard let reference = state.model.reference else { return }
    let text = "now ── \(reference.label) ──"
    let start = canvas.frameNote(text, of: area, after: titleEnd)
    guard start < area.endX else { return }
    for offset in 4...5 { canvas.tint(start + offset, area.y, foreground: .speed) }
    let end = start + cellWidth(of: text)
    for x in end - 2..<end { canvas.tint(x, area.y, foreground: .reference) }
  }
}
