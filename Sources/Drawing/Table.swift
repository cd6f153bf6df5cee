/// A column of a table: where it ends, and on which side its text stands.
public struct TableColumn: Sendable {
  public var title: String
  public var width: Int
  public var isRight: Bool

  /// A column; numbers stand at its right, texts at its left.
  public init(_ title: String, _ width: Int, right: Bool = true) {
    self.title = title
    self.width = width
    isRight = right
  }
}

/// Columns side by side with one cell between them. Numbers stand at the right.
public struct Table: Sendable {
  public let area: Area
  public private(set) var columns: [(column: TableColumn, x: Int)]

  /// Lays the columns out from the left; those that do not fit are left out.
  public init(_ area: Area, _ columns: [TableColumn], gap: Int = 2) {
    self.area = area
    self.columns = []
    var x = area.x
    for column in columns {
      guard x + column.width <= area.endX else { break }
      self.columns.append((column, x))
      x += column.width + gap
    }
  }

  /// Writes the titles into a row.
  public func header(_ y: Int, on canvas: inout Canvas, role: Role = .muted) {
    for index in columns.indices { text(columns[index].column.title, index, y, on: &canvas, role: role) }
  }

  /// Writes a text into a column; columns that were left out take nothing.
  public func text(
    _ text: String, _ index: Int, _ y: Int, on canvas: inout Canvas, role: Role = .text, attributes: Attributes = []
  ) {
    guard columns.indices.contains(index) else { return }
    let (column, x) = columns[index]
    if column.isRight {
      canvas.writeRight(text, endX: x + column.width, y, role, attributes: attributes, limit: column.width)
    } else {
      canvas.write(text, x, y, role, attributes: attributes, limit: column.width)
    }
  }

  /// Writes a number into a column.
  public func figure(
    _ figure: Figure, _ index: Int, _ y: Int, on canvas: inout Canvas, role: Role = .text, attributes: Attributes = []
  ) {
    guard columns.indices.contains(index) else { return }
    let (column, x) = columns[index]
    let shown = figure.count <= column.width ? figure : .none
    canvas.writeRight(shown, endX: x + column.width, y, role, attributes: attributes)
  }
}
