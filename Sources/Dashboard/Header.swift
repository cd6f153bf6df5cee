internal import Drawing
internal import Engine
internal import Telemetry
internal import Timing

/// The upper line: the views, the flag that is out, where the samples come from, track and car, the clock.
enum Header {
  private static let tabsStart = 9

  /// The cells of a tab.
  private static func tabWidth(_ kind: ViewKind, named: Bool) -> Int { named ? kind.title.utf8.count + 4 : 3 }

  private static func showsNames(_ width: Int) -> Bool { width >= 76 }

  /// The view whose tab is at a column.
  static func tab(at x: Int, in state: DashboardState) -> ViewKind? {
    var start = tabsStart
    for kind in ViewKind.allCases {
      let end = start + tabWidth(kind, named: showsNames(state.width))
      if x >= start, x < end { return kind }
      start = end
    }
    return nil
  }

  static func draw(_ state: DashboardState, in row: Area, on canvas: inout Canvas) {
    canvas.fill(row, .bar)
    let y = row.y
    canvas.write("tenths", row.x + 1, y, .accent, attributes: .bold)
    var x = row.x + tabsStart
    let named = showsNames(row.width)
    for kind in ViewKind.allCases {
      let wide = tabWidth(kind, named: named)
      let isShown = kind == state.view
      if isShown { canvas.fill(Area(x: x, y: y, width: wide, height: 1), .accent) }
      canvas.put(digits[kind.rawValue - 1], x + 1, y, isShown ? .ground : .muted, attributes: isShown ? .bold : [])
      if named {
        canvas.write(kind.title, x + 3, y, isShown ? .ground : .muted, attributes: isShown ? .bold : [])
      }
      x += wide
    }
    x = badge(state, x, y, row, &canvas)
    right(state, from: x + 2, row, &canvas)
  }

  private static func badge(_ state: DashboardState, _ x: Int, _ y: Int, _ row: Area, _ canvas: inout Canvas) -> Int {
    let flag = Words.flag(state.sample.frame.flags)
    let badge: (text: String, role: Role)? = state.isFrozen ? ("HELD", .accent) : flag
    guard let badge, row.endX - x > badge.text.utf8.count + 4 else { return x }
    let area = Area(x: x + 2, y: y, width: badge.text.utf8.count + 2, height: 1)
    canvas.fill(area, badge.role)
    canvas.write(badge.text, area.x + 1, y, .ground, attributes: .bold)
    return area.endX
  }

  // From the right: the clock, track and car, the source; what does not fit is left out.
  private static func right(_ state: DashboardState, from start: Int, _ row: Area, _ canvas: inout Canvas) {
    let y = row.y
    var end = row.endX - 1
    let clockWidth = cellWidth(of: state.clock)
    if clockWidth > 0, end - clockWidth > start + 16 { end = canvas.writeRight(state.clock, endX: end, y, .muted) - 3 }
    let sourceWidth = state.source.map { cellWidth(of: $0.name) + 12 } ?? 0
    let placeRoom = end - start - sourceWidth - 3
    let place = self.place(state, room: placeRoom)
    if !place.isEmpty, placeRoom >= 12 { end = canvas.writeRight(place, endX: end, y, .text, limit: placeRoom) - 3 }
    source(state, from: start, end: end, y, &canvas)
  }

  // Track and car where both fit, else the track.
  private static func place(_ state: DashboardState, room: Int) -> String {
    let track = state.model.track?.name ?? state.model.source?.track ?? ""
    let car = state.model.source?.car ?? ""
    guard !track.isEmpty, !car.isEmpty else { return track + car }
    let both = "\(track) · \(car)"
    return cellWidth(of: both) <= room ? both : track
  }

  private static func source(_ state: DashboardState, from start: Int, end: Int, _ y: Int, _ canvas: inout Canvas) {
    guard let source = state.source else {
      if end - start >= 10 { canvas.writeRight("○ listening", endX: end, y, .muted) }
      return
    }
    guard end - start >= 8 else { return }
    var right = end
    if let silence = source.silentFor {
      right = canvas.writeRight(" s", endX: right, y, .warning)
      right = canvas.writeRight(.decimal(silence, 0), endX: right, y, .warning)
      right = canvas.writeRight(" silent ", endX: right, y, .warning)
    } else if end - start >= cellWidth(of: source.name) + 9 {
      right = canvas.writeRight(" Hz", endX: right, y, .muted)
      // Always as many cells, so that nothing moves when the rate passes a hundred.
      right = canvas.writeFixed(.decimal(source.rate, 0), right - 3, 3, y, .muted) - 4
    }
    let room = right - start - 2
    guard room >= 3 else { return }
    let name = source.kind == .replay ? "replay " + source.name : source.name
    let left = canvas.writeRight(name, endX: right, y, .text, limit: room)
    let isSilent = source.silentFor != nil
    canvas.put(isSilent ? "○" : "●", left - 2, y, isSilent ? .warning : source.kind == .live ? .gain : .accent)
  }

  private static let digits: [Unicode.Scalar] = ["1", "2", "3", "4", "5", "6"]
}
