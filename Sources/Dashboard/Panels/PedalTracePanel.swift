internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// Throttle as a line and brake as an area over the lap, the reference's throttle behind them.
enum PedalTracePanel: Panel {
  static let title = "Throttle and brake"
  static let minimumSize = (width: 24, height: 4)

  /// Whether the source sends pedals: an axis without a trace would look like a fault.
  static func hasPedals(_ state: DashboardState) -> Bool {
    let frame = state.sample.frame
    let reference = state.model.reference?.lap.trace?.columns
    return frame.throttle != nil || frame.brake != nil || reference?[.throttle] != nil || reference?[.brake] != nil
  }

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: title)
    for column in 0..<8 { canvas.tint(area.x + 3 + column, area.y, foreground: .throttle) }
    for column in 13..<18 { canvas.tint(area.x + 3 + column, area.y, foreground: .brake) }
    if state.showsDriven {
      let plot = DrivenPathPlots.plot(state, area, inner, names: false, &canvas)
      return DrivenPathPlots.pedals(state, in: plot, on: &canvas)
    }
    guard let plot = SpeedTracePanel.lapPlot(state, area, inner, &canvas) else { return }
    let range = 0.0...100.0
    plot.axis(.integer(100), .integer(0), on: &canvas)
    if let reference = state.model.reference?.lap.trace {
      Traces.draw(
        reference, .throttle, in: plot, range: range, scale: 100, role: .reference, layer: Traces.Layer.reference,
        on: &canvas)
    }
    if let live = state.trace {
      Traces.draw(
        live, .throttle, in: plot, range: range, scale: 100, role: .throttle, layer: Traces.Layer.line, on: &canvas)
      // The brake above: short applications would vanish behind the flanks of the throttle.
      Traces.draw(
        live, .brake, in: plot, range: range, scale: 100, role: .brake, layer: Traces.Layer.area, filled: true,
        on: &canvas)
    }
    SpeedTracePanel.finish(state, plot, area, names: false, &canvas)
  }
}
