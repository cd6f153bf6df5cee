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

  // From the right: the clock, the place, the source. The first choice that fits is drawn, so that nothing is cut off.
  private static func right(_ state: DashboardState, from start: Int, _ row: Area, _ canvas: inout Canvas) {
    let y = row.y
    let track = state.model.track?.name ?? state.model.source?.track ?? ""
    let car = state.model.source?.car ?? ""
    let both = track.isEmpty || car.isEmpty ? track + car : "\(track) · \(car)"
    let (full, short) = sourceTexts(state)
    let choices = [
      (full, both, true), (full, track, true), (full, track, false), (short, track, true), (short, track, false),
      (full, "", true), (full, "", false), (short, "", true), (short, "", false),
    ]
    let room = row.endX - 1 - start
    let clockWidth = cellWidth(of: state.clock)
    func width(_ choice: (source: SourceText, place: String, hasClock: Bool)) -> Int {
      let parts = [choice.source.width, cellWidth(of: choice.place), choice.hasClock ? clockWidth : 0].filter { $0 > 0 }
      return parts.reduce(0, +) + 3 * (parts.count - 1)
    }
    guard let (source, place, hasClock) = choices.first(where: { width($0) <= room }) else { return }
    var end = row.endX - 1
    if hasClock, clockWidth > 0 { end = canvas.writeRight(state.clock, endX: end, y, .muted) - 3 }
    if !place.isEmpty { end = canvas.writeRight(place, endX: end, y, .text) - 3 }
    end = canvas.writeRight(source.remark, endX: end, y, source.isSilent ? .warning : .muted)
    end = canvas.writeRight(source.name, endX: end, y, state.source == nil ? .muted : .text)
    let role: Role = source.isSilent ? .warning : state.source?.kind == .live ? .gain : .accent
    canvas.put(source.mark, end - 2, y, state.source == nil ? .muted : role)
  }

  // Where the samples come from, with a mark before it.
  private struct SourceText {
    var mark: Unicode.Scalar
    var name: String
    var remark = ""
    var isSilent = false

    var width: Int { 2 + cellWidth(of: name) + cellWidth(of: remark) }
  }

  private static func sourceTexts(_ state: DashboardState) -> (full: SourceText, short: SourceText) {
    guard let source = state.source else {
      let text = SourceText(mark: "○", name: "listening")
      return (text, text)
    }
    let name = source.kind == .replay ? "replay \(source.name)" : source.name
    if let silence = source.silentFor {
      let seconds = Figure.decimal(silence, 0).text
      return (
        SourceText(mark: "○", name: name, remark: " silent \(seconds) s", isSilent: true),
        SourceText(mark: "○", name: "", remark: "silent \(seconds) s", isSilent: true)
      )
    }
    // The rate of a replay is its speed, which stands in its own row.
    if source.kind == .replay { return (SourceText(mark: "●", name: name), SourceText(mark: "●", name: "replay")) }
    guard source.rate >= 0.5 else {
      return (SourceText(mark: "●", name: name), SourceText(mark: "●", name: ""))
    }
    // Always as many cells, so that nothing moves when the rate passes a hundred.
    let digits = Figure.decimal(source.rate, 0).text
    let rate = String(repeating: " ", count: max(0, 3 - digits.count)) + digits + " Hz"
    return (SourceText(mark: "●", name: name, remark: " " + rate), SourceText(mark: "●", name: "", remark: rate))
  }

  private static let digits: [Unicode.Scalar] = ["1", "2", "3", "4", "5", "6"]
}
