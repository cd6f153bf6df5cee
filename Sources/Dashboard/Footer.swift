internal import Drawing

/// The lower line: what the keys do here and now, and the totals.
enum Footer {
  static func draw(_ state: DashboardState, in row: Area, on canvas: inout Canvas) {
    canvas.fill(row, .bar)
    let end = totals(state, row, &canvas)
    var x = row.x + 1
    let bindings = allBindings.filter { $0.isInFooter && $0.applies(to: state.view) && $0.disabled(state) == nil }
    // The key that shows all keys always has a place.
    let help = 10
    for binding in bindings where binding.label != "?" {
      let title = binding.titleNow(state) ?? binding.title
      let wide = cellWidth(of: binding.label) + 1 + cellWidth(of: title)
      guard x + wide + 3 + help <= end else { break }
      x = item(binding.label, title, x, row.y, &canvas)
    }
    if x + help <= end + 1 { _ = item("?", "all keys", x, row.y, &canvas) }
  }

  private static func item(_ label: String, _ title: String, _ x: Int, _ y: Int, _ canvas: inout Canvas) -> Int {
    let end = canvas.write(label, x, y, .accent, attributes: .bold)
    return canvas.write(title, end + 1, y, .muted) + 3
  }

  // Returns the column before which keys may stand.
  private static func totals(_ state: DashboardState, _ row: Area, _ canvas: inout Canvas) -> Int {
    guard row.width >= 64 else { return row.endX - 1 }
    let counters = state.counters
    var end = row.endX - 1
    end = canvas.writeRight(" dropped", endX: end, row.y, counters.dropped > 0 ? .warning : .muted)
    end = canvas.writeRight(
      .integer(counters.dropped), endX: end, row.y, counters.dropped > 0 ? .warning : .muted)
    end = canvas.writeRight(" stored  ", endX: end, row.y, .muted)
    end = canvas.writeRight(.integer(counters.stored), endX: end, row.y, .muted)
    return end - 2
  }
}
