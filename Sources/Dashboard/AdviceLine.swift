internal import Coaching
internal import Drawing
internal import Engine

/// The coach's line while it is on: the one thing in the accent's colour on every size of the drive.
enum AdviceLine {
  /// The line in force.
  static func advice(_ state: DashboardState) -> Advice? { state.model.isCoachMuted ? nil : state.model.advice }

  /// Draws the line as a band over one or more rows; returns how many it took.
  @discardableResult
  static func draw(_ advice: Advice, in area: Area, rows: Int = 1, on canvas: inout Canvas) -> Int {
    let room = area.width - 2
    guard room > 4, area.height > 0 else { return 0 }
    let short = advice.finding.map { "\($0.cornerName) \($0.action)" }
    let limit = min(rows, area.height)
    let full = wrapped(advice.text, width: room)
    // Whole words of the short line are better than the beginning of the long one.
    let lines = full.count <= limit ? full : short.map { wrapped($0, width: room) } ?? full
    let shown = min(limit, lines.count)
    canvas.fill(Area(x: area.x, y: area.y, width: area.width, height: shown), .accent)
    for (line, text) in lines.prefix(shown).enumerated() {
      canvas.write(text, area.x + 1, area.y + line, .ground, attributes: .bold, limit: room)
    }
    return shown
  }
}
