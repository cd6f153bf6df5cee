internal import Analysis
internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The traces of the laps over each other, A above the others, with a strip that says who is ahead where one hides another.
enum ComparePlot {
  static func draw(
    _ channel: Channel, _ pair: ComparedPair, _ state: DashboardState, over stretch: ClosedRange<Double>? = nil,
    in area: Area,
    on canvas: inout Canvas
  ) {
    let shown = CompareChannels.shown(channel, state.units)
    let isDifference = state.compare.showsDifference && stretch == nil
    let title = CompareChannels.title(channel, state.units)
    var inner = canvas.frame(area, title: isDifference ? "\(title) − B" : title)
    let hasStrip = channel == .speed && inner.height >= 5 && !isDifference
    let strip = inner.takeBottom(hasStrip ? 1 : 0)
    let window = stretch ?? state.compare.stretch
    let plot = PlotFrame(area, inner: inner, from: window.lowerBound, to: window.upperBound)
    if isDifference {
      differences(channel, pair, plot, shown, &canvas)
    } else {
      let range = CompareChannels.range(channel, pair.laps.map(\.lap.trace), state.units, over: stretch)
      let decimals = shown.decimals > 0 && range.upperBound - range.lowerBound < 8 ? 1 : 0
      plot.axis(.decimal(range.upperBound, decimals), .decimal(range.lowerBound, decimals), on: &canvas)
      if range.lowerBound < 0, range.upperBound > 0 { canvas.gridLine(in: plot.plot, value: 0, range: range) }
      overlay(channel, pair, plot, range, shown, &canvas)
    }
    if hasStrip { difference(pair, plot, strip, state.units, &canvas) }
    if channel == .throttle || channel == .brake { marks(channel, pair, plot, area, &canvas) }
    if stretch != nil { return plot.corners(pair.corners, frame: area, on: &canvas) }
    cursor(state, plot, &canvas)
  }

  // B lies at the bottom, then D and C, and A on top.
  private static func overlay(
    _ channel: Channel, _ pair: ComparedPair, _ plot: PlotFrame, _ range: ClosedRange<Double>,
    _ shown: CompareChannels.Shown, _ canvas: inout Canvas
  ) {
    let laps = pair.laps
    var layer: UInt8 = 1
    for index in [1] + Array(2..<max(2, laps.count)).reversed() + [0] {
      guard let trace = laps[index].lap.trace, let column = trace.columns[channel] else { continue }
      let role = CompareChannels.role(ofLap: index)
      canvas.trace(in: plot.plot, range: range, layer: layer, role: { _ in role }) {
        plot.stretch.cover(trace.grid, $0) { shown.value(Double(column[$0])) }
      }
      layer += 1
    }
  }

  // Each lap less the second one, around zero.
  private static func differences(
    _ channel: Channel, _ pair: ComparedPair, _ plot: PlotFrame, _ shown: CompareChannels.Shown, _ canvas: inout Canvas
  ) {
    let laps = pair.laps
    guard let base = laps[1].lap.trace?.columns[channel] else {
      return canvas.writeCentred("B has no such channel", in: plot.plot, plot.plot.y + plot.plot.height / 2, .muted)
    }
    var reach = 0.0
    for lap in laps {
      guard let column = lap.lap.trace?.columns[channel], column.count == base.count else { continue }
      for index in base.indices where column[index].isFinite && base[index].isFinite {
        reach = max(reach, abs(Double(column[index] - base[index])) * abs(shown.scale))
      }
    }
    let decimals = shown.decimals == 0 ? 0 : reach < 1 ? 2 : 1
    // Laps that are equal have a line in the middle, not noise.
    let limit = max(CompareChannels.rounded(reach), decimals == 2 ? 0.01 : decimals == 1 ? 0.1 : 1)
    let range = -limit...limit
    plot.axis(.decimal(limit, decimals, sign: .always), .decimal(-limit, decimals), on: &canvas)
    canvas.gridLine(in: plot.plot, value: 0, range: range)
    var layer: UInt8 = 1
    for index in Array(2..<max(2, laps.count)).reversed() + [0] {
      guard let trace = laps[index].lap.trace, let column = trace.columns[channel], column.count == base.count else {
        continue
      }
      let role = CompareChannels.role(ofLap: index)
      canvas.trace(in: plot.plot, range: range, layer: layer, role: { _ in role }) {
        plot.stretch.cover(trace.grid, $0) { Double(column[$0] - base[$0]) * shown.scale }
      }
      layer += 1
    }
  }

  static func drawDelta(_ pair: ComparedPair, _ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let letters =
      [pair.comparison == nil ? nil : "A"] + pair.extras.indices.map { CompareChannels.letter(ofLap: $0 + 2) }
    let inner = canvas.frame(area, title: "Delta \(letters.compactMap(\.self).joined(separator: ", ")) − B")
    let shown = state.compare.stretch
    let plot = PlotFrame(area, inner: inner, from: shown.lowerBound, to: shown.upperBound)
    guard let comparison = pair.comparison else {
      return canvas.writeCentred("one of the laps has no trace", in: inner, inner.y + inner.height / 2, .muted)
    }
    let extras = pair.extras.compactMap(\.comparison)
    var low = 0.0
    var high = 0.0
    for delta in [comparison.delta] + extras.map(\.delta) {
      for value in delta where value.isFinite {
        low = min(low, value)
        high = max(high, value)
      }
    }
    let range = Traces.deltaRange(low: low, high: high)
    plot.axis(
      .decimal(range.upperBound, 1, sign: .always),
      range.lowerBound < 0 ? .decimal(range.lowerBound, 1) : .integer(0), on: &canvas)
    let grid = comparison.grid
    for (index, extra) in pair.extras.enumerated().reversed() {
      guard let delta = extra.comparison?.delta else { continue }
      let role = CompareChannels.role(ofLap: index + 2)
      canvas.trace(
        in: plot.plot, range: range, layer: UInt8(1 + pair.extras.count - index), role: { _ in role },
        value: { plot.stretch.cover(grid, $0) { $0 < delta.count ? delta[$0] : .nan } })
    }
    let delta = comparison.delta
    // Among several laps each has its own colour; alone, the colour says where time is gained and lost.
    let isAlone = extras.isEmpty
    canvas.trace(
      in: plot.plot, range: range, layer: 9,
      role: {
        isAlone ? Traces.role(of: delta, grid: grid, at: grid.index(at: plot.stretch.station($0)), even: .text) : .lapA
      },
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
