internal import Drawing
internal import Engine
internal import Telemetry

/// The timing tower with one car in detail; this car's laps where the game sends no others.
enum TeamView: View {
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    guard let field = state.field, !field.cars.isEmpty else {
      return canvas.clipped(to: area) { OwnLapsPanel.draw(state, in: area, on: &$0) }
    }
    let layout = TeamLayout(area)
    canvas.clipped(to: layout.tower) { TowerPanel.draw(state, field, in: layout.tower, on: &$0) }
    guard !layout.side.isEmpty else { return }
    var side = layout.side
    let session = side.takeTop(SessionPanel.rows(field) + 2)
    canvas.clipped(to: session) { SessionPanel.draw(field, in: session, on: &$0) }
    let detail = side.takeTop(min(side.height, CarDetailPanel.rows + 2))
    canvas.clipped(to: detail) { CarDetailPanel.draw(state, field, in: detail, on: &$0) }
    guard side.height >= 5 else { return }
    canvas.clipped(to: side) { OwnLapsPanel.draw(state, in: side, on: &$0) }
  }

  /// The car of the tower that is drawn at a line, for the mouse.
  static func car(at x: Int, _ y: Int, _ state: DashboardState) -> Int? {
    guard let field = state.field else { return nil }
    let area = TeamLayout(state.viewArea).tower
    guard area.inset(1, 1).contains(x: x, y: y) else { return nil }
    let tower = Tower(field, order: state.team.order)
    let visible = TowerPanel.visible(tower, state, rows: area.height - 3)
    let line = y - area.y - 2
    return visible.indices.contains(line) ? tower.rows[visible[line]].car.id : nil
  }
}

/// Where the parts of the Team view lie.
private struct TeamLayout {
  let tower: Area
  let side: Area

  init(_ area: Area) {
    var room = area
    side = room.takeRight(area.width >= 118 && area.height >= 16 ? max(42, min(64, area.width * 32 / 100)) : 0)
    tower = room
  }
}
