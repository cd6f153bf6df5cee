internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// How the lap being driven and the lap it is compared with are drawn over each other.
enum Traces {
  /// Layers, the newer above: a shadow, areas, lines.
  enum Layer {
    static let reference: UInt8 = 1
    static let area: UInt8 = 2
    static let line: UInt8 = 3
  }

  /// Draws a channel of a stored lap.
  static func draw(
    _ trace: LapTrace, _ channel: Channel, in plot: PlotFrame, range: ClosedRange<Double>, scale: Double, role: Role,
    layer: UInt8, filled: Bool = false, on canvas: inout Canvas
  ) {
    guard let column = trace.columns[channel] else { return }
    let grid = trace.grid
    canvas.trace(in: plot.plot, range: range, layer: layer, filled: filled, role: { _ in role }) {
      plot.stretch.cover(grid, $0) { Double(column[$0]) * scale }
    }
  }

  /// Draws a channel of the lap under way, as far as it has been driven.
  static func draw(
    _ trace: LiveTrace, _ channel: Channel, in plot: PlotFrame, range: ClosedRange<Double>, scale: Double, role: Role,
    layer: UInt8, filled: Bool = false, on canvas: inout Canvas
  ) {
    let columns = drivenColumns(trace, plot.stretch)
    canvas.trace(
      in: plot.plot, range: range, columns: columns, layer: layer, filled: filled, role: { _ in role }
    ) {
      guard let covered = plot.stretch.cover(trace.grid, $0, { Double(trace.value(channel, at: $0)) * scale }) else {
        return nil
      }
      // A released pedal is not an area.
      return filled && covered.high < 0.02 * scale ? nil : covered
    }
  }

  /// The columns of dots that the lap under way has reached.
  static func drivenColumns(_ trace: LiveTrace, _ stretch: Stretch) -> Range<Int> {
    let count = trace.count
    guard count > 0 else { return 0..<0 }
    let end = trace.grid.station(count - 1)
    if end < stretch.start { return 0..<0 }
    return 0..<(stretch.column(end).map { $0 + 1 } ?? stretch.columns)
  }

  /// Whether time was gained or lost around a station of the lap under way; the same rule on the traces and on the map.
  static func role(of trace: LiveTrace, at index: Int, even: Role) -> Role {
    let count = trace.count
    guard count > 1 else { return even }
    let reach = max(1, Int(40 / trace.grid.spacing))
    let before = Double(trace.delta(at: max(0, index - reach)))
    let after = Double(trace.delta(at: min(count - 1, index + reach)))
    return role(ofChange: after - before, even: even)
  }

  /// The same for a comparison of two stored laps.
  static func role(of delta: [Double], grid: DistanceGrid, at index: Int, even: Role) -> Role {
    guard delta.count > 1 else { return even }
    let reach = max(1, Int(40 / grid.spacing))
    let before = delta[min(delta.count - 1, max(0, index - reach))]
    let after = delta[min(delta.count - 1, index + reach)]
    return role(ofChange: after - before, even: even)
  }

  private static func role(ofChange change: Double, even: Role) -> Role {
    change > 0.012 ? .loss : change < -0.012 ? .gain : even
  }

  /// A range of speeds, in shown units, that holds a lap and ends on round numbers.
  static func speedRange(
    _ traces: [LapTrace?], units: Units, over shown: ClosedRange<Double>? = nil
  ) -> ClosedRange<Double> {
    var low = Double.infinity
    var high = -Double.infinity
    for trace in traces {
      guard let trace, let column = trace.columns[.speed] else { continue }
      let first = shown.map { trace.grid.index(at: $0.lowerBound) } ?? 0
      let last = shown.map { trace.grid.index(at: $0.upperBound) } ?? column.count - 1
      for index in stride(from: first, through: last, by: 4) where column[index].isFinite {
        low = min(low, Double(column[index]))
        high = max(high, Double(column[index]))
      }
    }
    guard low <= high, high < 1000 else { return 0...(units == .metric ? 300 : 200) }
    let step = 20.0
    let bottom = max(0, (units.speed(low) / step).rounded(.down) * step)
    let top = (units.speed(high) / step).rounded(.up) * step
    return bottom...max(bottom + step, top)
  }

  /// A range around zero for deltas that grows in round steps.
  static func deltaRange(low: Double, high: Double) -> ClosedRange<Double> {
    func round(_ value: Double) -> Double { steps.first { $0 >= value } ?? 60 }
    let top = high.isFinite ? round(max(0.05, high)) : 1
    let bottom = low.isFinite ? round(max(0, -low)) : 1
    return (low < -0.02 ? -bottom : 0)...top
  }

  private static let steps = [0, 0.1, 0.2, 0.3, 0.5, 0.8, 1, 1.5, 2, 3, 5, 8, 12, 20, 40, 60]
}
