/// A text in lines of whole words; a word that is longer than a line stands alone.
public func wrapped(_ text: String, width: Int) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(separator: " ") {
    let longer = line.isEmpty ? String(word) : "\(line) \(word)"
    if !line.isEmpty, cellWidth(of: longer) > width {
      lines.append(line)
      line = String(word)
    } else {
      line = longer
    }
  }
  return line.isEmpty ? lines : lines + [line]
}

extension Canvas {
  /// Writes text from left to right and returns the column after it.
  ///
  /// What may not reach a terminal is left out. A text longer than `limit` cells ends in `…`.
  @discardableResult
  public mutating func write(
    _ text: String, _ x: Int, _ y: Int, _ role: Role = .text, attributes: Attributes = [], background: Role? = nil,
    limit: Int = .max
  ) -> Int {
    guard limit > 0 else { return x }
    let room = limit == .max || cellWidth(of: text) <= limit ? Int.max : limit - 1
    var used = 0
    for scalar in text.unicodeScalars {
      let wide = cellWidth(scalar)
      if wide == 0 { continue }
      if room - used < wide { break }
      if wide == 2 {
        putWide(scalar, x + used, y, role, attributes, background)
      } else {
        put(scalar, x + used, y, role, background: background, attributes: attributes)
      }
      used += wide
    }
    if room != .max {
      put("…", x + used, y, role, background: background, attributes: attributes)
      used += 1
    }
    return x + used
  }

  /// Writes text that ends just before column `endX` and returns the column where it starts.
  @discardableResult
  public mutating func writeRight(
    _ text: String, endX: Int, _ y: Int, _ role: Role = .text, attributes: Attributes = [], background: Role? = nil,
    limit: Int = .max
  ) -> Int {
    let start = endX - min(cellWidth(of: text), limit)
    write(text, start, y, role, attributes: attributes, background: background, limit: limit)
    return start
  }

  /// Writes text in the middle of a row of an area.
  public mutating func writeCentred(
    _ text: String, in area: Area, _ y: Int, _ role: Role = .text, attributes: Attributes = []
  ) {
    let wide = min(cellWidth(of: text), area.width)
    write(text, area.x + (area.width - wide) / 2, y, role, attributes: attributes, limit: area.width)
  }

  /// Writes a number from column `x` on and returns the column after it.
  @discardableResult
  public mutating func write(
    _ figure: Figure, _ x: Int, _ y: Int, _ role: Role = .text, attributes: Attributes = []
  ) -> Int {
    for index in 0..<figure.count { put(figure[index], x + index, y, role, attributes: attributes) }
    return x + figure.count
  }

  /// Writes a number that ends just before column `endX`, so that it never moves sideways; returns its first column.
  @discardableResult
  public mutating func writeRight(
    _ figure: Figure, endX: Int, _ y: Int, _ role: Role = .text, attributes: Attributes = []
  ) -> Int {
    write(figure, endX - figure.count, y, role, attributes: attributes)
    return endX - figure.count
  }

  /// Writes a number right-aligned in `width` cells from column `x` on and returns the column after them.
  @discardableResult
  public mutating func writeFixed(
    _ figure: Figure, _ x: Int, _ width: Int, _ y: Int, _ role: Role = .text, attributes: Attributes = []
  ) -> Int {
    writeRight(figure.count <= width ? figure : .none, endX: x + width, y, role, attributes: attributes)
    return x + width
  }

  private mutating func putWide(
    _ scalar: Unicode.Scalar, _ x: Int, _ y: Int, _ role: Role, _ attributes: Attributes, _ background: Role?
  ) {
    guard isWritable(x, y) else { return put(" ", x + 1, y, role, background: background) }
    guard isWritable(x + 1, y) else { return put(" ", x, y, role, background: background) }
    // One character has one background.
    let background = background ?? self[x, y].background
    put(" ", x + 1, y, role, background: background, attributes: attributes)
    put(scalar, x, y, role, background: background, attributes: attributes)
    withCell(x + 1, y) { $0.scalar = Cell.continuation }
  }
}
