internal import Analysis
internal import Drawing
internal import Engine
internal import Timing

/// The delta over the lap, coloured where time is gained or lost; the last lap's delta behind it.
enum DeltaTracePanel: Panel {
  static let title = "Delta over the lap"
  static let minimumSize = (width: 24, height: 4)

  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: title)
    guard
      let plot = SpeedTracePanel.lapPlot(
        state, area, inner, missing: "the delta begins with the lap after the first whole one", &canvas)
    else { return }
    let ghost = state.model.lastComparison
    let range = self.range(state.trace, ghost?.delta)
    plot.axis(
      .decimal(range.upperBound, 1, sign: .always),
      range.lowerBound < 0 ? .decimal(range.lowerBound, 1) : .integer(0), on: &canvas)
    if let ghost {
      canvas.trace(
        in: plot.plot, range: range, layer: Traces.Layer.reference, role: { _ in .reference },
        value: { plot.stretch.cover(ghost.grid, $0) { $0 < ghost.delta.count ? ghost.delta[$0] : .nan } })
      if area.width >= 50 {
        let start = canvas.frameNote("last lap ──", of: area, after: area.x + 4 + title.utf8.count)
        for offset in 9...10 { canvas.tint(start + offset, area.y, foreground: .reference) }
      }
    }
    if let live = state.trace {
      canvas.trace(
        in: plot.plot, range: range, columns: Traces.drivenColumns(live, plot.stretch), layer: Traces.Layer.line,
        role: { Traces.role(of: live, at: live.grid.index(at: plot.stretch.station($0)), even: .text) },
        value: { plot.stretch.cover(live.grid, $0) { Double(live.delta(at: $0)) } })
    }
    canvas.gridLine(in: plot.plot, value: 0, range: range)
    SpeedTracePanel.finish(state, plot, area, names: false, &canvas)
  }

  private static func range(_ trace: LiveTrace?, _ ghost: [Double]?) -> ClosedRange<Double> {
    var low = 0.0
    var high = 0.0
    if let trace {
      for index in stride(from: 0, to: trace.count, by: 8) {
        let value = Double(trace.delta(at: index))
        guard value.isFinite else { continue }
        low = min(low, value)
        high = max(high, value)
      }
    }
    for value in ghost ?? [] where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    return Traces.deltaRange(low: low, high: high)
  }
}
