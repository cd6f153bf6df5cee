internal import Drawing

/// The best laps of the sessions with the selected one's track, car and driver, from the first to the last.
enum HistoryProgress {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    let inner = canvas.frame(area, title: "Progress")
    let rows = state.history.shownSessions
    guard rows.indices.contains(state.history.sessionRow) else { return }
    let selected = rows[state.history.sessionRow]
    let same = rows.filter {
      $0.track == selected.track && $0.car == selected.car && $0.driver == selected.driver && $0.best != nil
    }
    // Sessions come newest first.
    let times = same.reversed().compactMap(\.best).filter { $0.isFinite && $0 > 0 && $0 < 100_000 }
    canvas.frameNote("\(selected.track) · \(selected.car)", of: area, after: area.x + 13)
    guard times.count >= 2, let fastest = times.min(), let slowest = times.max() else {
      return canvas.writeCentred(
        "A line begins with the second session here in this car.", in: inner, inner.y + inner.height / 2, .muted)
    }
    var plot = inner
    _ = plot.takeLeft(10)
    _ = plot.takeRight(12)
    guard plot.width >= 8, plot.height >= 2 else { return }
    let margin = max(0.05, (slowest - fastest) * 0.1)
    let range = fastest - margin...slowest + margin
    canvas.writeRight(state.lapTime(slowest), endX: plot.x - 1, plot.y, .muted)
    canvas.writeRight(state.lapTime(fastest), endX: plot.x - 1, plot.endY - 1, .gain)
    let columns = plot.width * 2
    var best = Double.infinity
    let bests = times.map { time -> Double in
      best = min(best, time)
      return best
    }
    func number(_ column: Int) -> Int { min(times.count - 1, column * times.count / columns) }
    canvas.trace(in: plot, range: range, layer: 1, role: { _ in .gain }) {
      TraceColumn(low: bests[number($0)], high: bests[number($0)])
    }
    canvas.trace(in: plot, range: range, layer: 2, role: { _ in .text }) {
      TraceColumn(low: times[number($0)], high: times[number($0)])
    }
    let gained = times[0] - fastest
    canvas.writeRight(
      .decimal(-gained, 3, sign: .always), endX: inner.endX - 1, plot.endY - 1, gained > 0 ? .gain : .muted)
    canvas.writeRight("since first", endX: inner.endX - 1, plot.endY - 2, .muted)
  }
}
