internal import Analysis
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The traces of two laps over each other, A above B, with a strip that says who is ahead where one hides the other.
enum ComparePlot {
  static func draw(
    _ channel: Channel, _ pair: ComparedPair, _ state: DashboardState, over shown: ClosedRange<Double>? = nil,
    in area: Area,
    on canvas: inout Canvas
  ) {
    let (heading, scale) = title(channel, state.units)
    var inner = canvas.frame(area, title: heading)
    let hasStrip = channel == .speed && inner.height >= 5
    let strip = inner.takeBottom(hasStrip ? 1 : 0)
    let isOwn = shown != nil
    let shown = shown ?? state.compare.stretch
    let plot = PlotFrame(area, inner: inner, from: shown.lowerBound, to: shown.upperBound)
    let range = self.range(channel, pair, state.units, over: isOwn ? shown : nil)
    plot.axis(.decimal(range.upperBound, 0), .decimal(range.lowerBound, 0), on: &canvas)
    if channel == .steering { canvas.gridLine(in: plot.plot, value: 0, range: range) }
    if let b = pair.b.lap.trace {
      Traces.draw(b, channel, in: plot, range: range, scale: scale, role: .lapB, layer: 1, on: &canvas)
    }
    if let a = pair.a.lap.trace {
      Traces.draw(a, channel, in: plot, range: range, scale: scale, role: .lapA, layer: 2, on: &canvas)
    }
    if hasStrip { difference(pair, plot, strip, state.units, &canvas) }
    if channel == .throttle || channel == .brake { marks(channel, pair, plot, area, &canvas) }
    if isOwn { return plot.corners(pair.corners, frame: area, on: &canvas) }
    cursor(state, plot, &canvas)
  }

  static func drawDelta(_ pair: ComparedPair, _ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Delta A − B")
    let shown = state.compare.stretch
    let plot = PlotFrame(area, inner: inner, from: shown.lowerBound, to: shown.upperBound)
    guard let comparison = pair.comparison else {
      return canvas.writeCentred("one of the laps has no trace", in: inner, inner.y + inner.height / 2, .muted)
    }
    var low = 0.0
    var high = 0.0
    for value in comparison.delta where value.isFinite {
      low = min(low, value)
      high = max(high, value)
    }
    let range = Traces.deltaRange(low: low, high: high)
    plot.axis(
      .decimal(range.upperBound, 1, sign: .always),
      range.lowerBound < 0 ? .decimal(range.lowerBound, 1) : .integer(0), on: &canvas)
    let grid = comparison.grid
    let delta = comparison.delta
    canvas.trace(
      in: plot.plot, range: range, layer: 2,
      role: { Traces.role(of: delta, grid: grid, at: grid.index(at: plot.stretch.station($0)), even: .text) },
      value: { plot.stretch.cover(grid, $0) { $0 < delta.count ? delta[$0] : .nan } })
    canvas.gridLine(in: plot.plot, value: 0, range: range)
    cursor(state, plot, &canvas)
    plot.corners(pair.corners, frame: area, highlighted: CompareTables.corner(pair, state)?.number, on: &canvas)
  }

  private static func cursor(_ state: DashboardState, _ plot: PlotFrame, _ canvas: inout Canvas) {
    // Not in the accent, which is the second lap's colour in some themes.
    if let column = plot.stretch.column(state.compare.cursor) {
      canvas.cursor(in: plot.plot, column: column, role: .text)
    }
  }

  /// Name with unit, and the factor from SI to what is shown.
  static func title(_ channel: Channel, _ units: Units) -> (String, Double) {
    switch channel {
    case .speed: (units == .metric ? "Speed km/h" : "Speed mph", units.speed(1))
    case .throttle: ("Throttle %", 100)
    case .brake: ("Brake %", 100)
    case .gear: ("Gear", 1)
    case .steering: ("Steering °", 180 / .pi)
    default: (channel.identifier, 1)
    }
  }

  private static func range(
    _ channel: Channel, _ pair: ComparedPair, _ units: Units, over shown: ClosedRange<Double>?
  ) -> ClosedRange<Double> {
    switch channel {
    case .speed: return Traces.speedRange([pair.a.lap.trace, pair.b.lap.trace], units: units, over: shown)
    case .gear:
      var highest = 4.0
      for trace in [pair.a.lap.trace, pair.b.lap.trace] {
        for value in trace?.columns[.gear] ?? [] where value.isFinite { highest = max(highest, Double(value)) }
      }
      return 0...min(12, highest + 1)
    case .steering:
      var reach = 0.1
      for trace in [pair.a.lap.trace, pair.b.lap.trace] {
        for value in trace?.columns[.steering] ?? [] where value.isFinite { reach = max(reach, abs(Double(value))) }
      }
      let degrees = min(1080, (reach * 180 / .pi / 15).rounded(.up) * 15)
      return -degrees...degrees
    default: return 0...100
    }
  }

  // Who is faster, in that lap's own colour; the height of the block says by how much.
  private static func difference(
    _ pair: ComparedPair, _ plot: PlotFrame, _ strip: Area, _ units: Units, _ canvas: inout Canvas
  ) {
    guard let a = pair.a.lap.trace, let b = pair.b.lap.trace, a.columns[.speed] != nil, b.columns[.speed] != nil else {
      return
    }
    canvas.writeRight("A−B", endX: plot.plot.x - 1, strip.y, .muted)
    for column in 0..<plot.plot.width {
      let station = plot.stretch.station(column * 2 + 1)
      guard let here = a.value(.speed, at: station), let there = b.value(.speed, at: station) else { continue }
      let change = units.speed(here - there)
      guard change.isFinite else { continue }
      let role: Role = abs(change) < 1 ? .faint : change > 0 ? .lapA : .lapB
      canvas.sparkline(plot.plot.x + column, strip.y, width: 1, count: 1, role: role) { _ in
        abs(change) < 1 ? 0 : abs(change) / 12
      }
    }
  }

  // Where each lap brakes, and is back on full throttle, on the lower edge.
  private static func marks(
    _ channel: Channel, _ pair: ComparedPair, _ plot: PlotFrame, _ area: Area, _ canvas: inout Canvas
  ) {
    for loss in pair.comparison?.corners ?? [] {
      var before: Int?
      for (metrics, role) in [(loss.reference, Role.lapB), (loss.metrics, .lapA)] {
        let station = channel == .brake ? metrics?.brakeStart : metrics?.fullThrottle
        guard let station, let column = plot.stretch.column(station) else { continue }
        let x = plot.plot.x + column / 2
        // Both laps in one cell: neither colour alone.
        canvas.put(before == x ? "◆" : "▲", x, area.endY - 1, before == x ? .text : role)
        before = x
      }
    }
  }
}
