internal import Drawing

/// A part of a view: draws the state into an area and nothing outside of it.
protocol Panel: Sendable {
  /// Name in the frame.
  static var title: String { get }
  /// Smallest area, frame included, in which the panel makes sense; below it the layout leaves the panel out.
  static var minimumSize: (width: Int, height: Int) { get }

  /// Draws the panel with its frame. The canvas is clipped to the area.
  static func draw(_ state: DashboardState, in area: Area, on canvas: inout Canvas)
}

extension Panel {
  /// Draws the panel where there is room for it.
  static func show(_ state: DashboardState, in area: Area, on canvas: inout Canvas) {
    guard area.width >= minimumSize.width, area.height >= minimumSize.height else { return }
    canvas.clipped(to: area) { draw(state, in: area, on: &$0) }
  }
}
