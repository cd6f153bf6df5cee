extension Canvas {
  /// Draws a rounded frame with titles in its upper edge and returns the area inside.
  @discardableResult
  public mutating func frame(
    _ area: Area, title: String = "", role: Role = .frame, titleRole: Role = .muted
  ) -> Area {
    guard area.width >= 2, area.height >= 2 else { return Area(x: area.x, y: area.y, width: 0, height: 0) }
    let right = area.endX - 1
    let bottom = area.endY - 1
    for x in area.x + 1..<max(area.x + 1, right) {
      put("─", x, area.y, role)
      put("─", x, bottom, role)
    }
    for y in area.y + 1..<max(area.y + 1, bottom) {
      put("│", area.x, y, role)
      put("│", right, y, role)
    }
    put("╭", area.x, area.y, role)
    put("╮", right, area.y, role)
    put("╰", area.x, bottom, role)
    put("╯", right, bottom, role)
    if !title.isEmpty, area.width > 6 {
      let end = write(title, area.x + 3, area.y, titleRole, limit: area.width - 6)
      put(" ", area.x + 2, area.y, role)
      put(" ", end, area.y, role)
    }
    return area.inset(1, 1)
  }

  /// Writes into the upper edge of a frame at its right, unless it would meet a title that ends at `titleEnd`.
  @discardableResult
  public mutating func frameNote(
    _ text: String, of area: Area, role: Role = .muted, after titleEnd: Int, attributes: Attributes = []
  ) -> Int {
    let wide = cellWidth(of: text)
    let start = area.endX - 3 - wide
    guard wide > 0, start > titleEnd + 1 else { return area.endX }
    put(" ", start - 1, area.y, .frame)
    write(text, start, area.y, role, attributes: attributes)
    put(" ", area.endX - 3, area.y, .frame)
    return start
  }

  /// A horizontal rule.
  public mutating func rule(_ x: Int, _ y: Int, width: Int, role: Role = .frame) {
    for column in 0..<max(0, width) { put("─", x + column, y, role) }
  }
}
