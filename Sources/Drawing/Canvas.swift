/// A screen in memory: cells row by row. Whatever lies outside `clip` is left out, so a panel cannot draw over its neighbour.
public struct Canvas: Sendable {
  public private(set) var width: Int
  public private(set) var height: Int
  /// The cells, row by row.
  public private(set) var cells: [Cell]
  /// Where writing has an effect.
  public private(set) var clip: Area

  /// A blank canvas; sizes below zero count as zero.
  public init(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    cells = Array(repeating: Cell(), count: self.width * self.height)
    clip = Area(x: 0, y: 0, width: width, height: height)
  }

  /// The whole canvas.
  public var area: Area { Area(x: 0, y: 0, width: width, height: height) }

  /// Changes the size and blanks everything.
  public mutating func resize(width newWidth: Int, height newHeight: Int) {
    width = max(0, newWidth)
    height = max(0, newHeight)
    cells.removeAll(keepingCapacity: true)
    cells.append(contentsOf: repeatElement(Cell(), count: width * height))
    clip = area
  }

  /// Blanks everything.
  public mutating func clear() {
    clip = area
    for index in cells.indices { cells[index] = Cell() }
  }

  /// Runs `body` with writing limited to `part` as well as to the clip in force.
  public mutating func clipped(to part: Area, _ body: (inout Canvas) -> Void) {
    let outer = clip
    clip = outer.intersection(part)
    body(&self)
    clip = outer
  }

  /// The cell at a place, or a blank one outside the canvas.
  public subscript(x: Int, y: Int) -> Cell {
    guard x >= 0, y >= 0, x < width, y < height else { return Cell() }
    return cells[y * width + x]
  }

  /// Whether a place may be written.
  @inline(__always)
  public func isWritable(_ x: Int, _ y: Int) -> Bool { clip.contains(x: x, y: y) }

  /// Puts one character of width 1 into a cell, keeping the background where none is given.
  public mutating func put(
    _ scalar: Unicode.Scalar, _ x: Int, _ y: Int, _ role: Role = .text, background: Role? = nil,
    attributes: Attributes = []
  ) {
    guard isWritable(x, y) else { return }
    let index = y * width + x
    store(
      Cell(
        scalar: scalar.value, foreground: role, background: background ?? cells[index].background,
        attributes: attributes), at: index)
  }

  /// Replaces the cell as it is; `index` must be inside the clip.
  mutating func store(_ cell: Cell, at index: Int) {
    // Half of a wide character cannot stay behind.
    if cells[index].scalar == Cell.continuation, index > 0 { cells[index - 1].scalar = 0x20 }
    let next = index + 1
    if next < cells.count, cells[next].scalar == Cell.continuation { cells[next].scalar = 0x20 }
    cells[index] = cell
  }

  /// Changes the colours of a cell and keeps its character.
  public mutating func tint(_ x: Int, _ y: Int, foreground: Role? = nil, background: Role? = nil) {
    guard isWritable(x, y) else { return }
    let index = y * width + x
    if let foreground { cells[index].foreground = foreground }
    if let background { cells[index].background = background }
  }

  /// Blanks an area in a background.
  public mutating func fill(_ part: Area, _ background: Role) {
    let target = clip.intersection(part)
    for y in target.y..<max(target.y, target.endY) {
      for x in target.x..<max(target.x, target.endX) {
        store(Cell(background: background), at: y * width + x)
      }
    }
  }

  /// Replaces the cell for Braille and other drawing inside this module.
  mutating func withCell(_ x: Int, _ y: Int, _ body: (inout Cell) -> Void) {
    guard isWritable(x, y) else { return }
    let index = y * width + x
    var cell = cells[index]
    body(&cell)
    store(cell, at: index)
  }
}
