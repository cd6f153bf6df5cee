public import Drawing

/// Writes the difference of two canvases in one synchronised update, with 24-bit colours, by one call of the sink a frame.
///
/// Allocates only while it meets a larger canvas than before.
public struct DiffPainter: Painter {
  /// A cell as it is compared: without what cannot be seen.
  private var shown: [UInt64] = []
  private var width = 0
  private var height = 0
  private var bytes: [UInt8] = []
  private var theme: Theme?
  private var foregrounds: [[UInt8]] = []
  private var backgrounds: [[UInt8]] = []
  private let usesASCII: Bool
  private let sink: ByteSink
  private var column = -1
  private var row = -1
  private var style: (foreground: Role, background: Role, attributes: Attributes)?

  /// - Parameter sink: takes all bytes of a frame at once.
  public init(ascii: Bool = false, sink: @escaping ByteSink) {
    usesASCII = ascii
    self.sink = sink
    bytes.reserveCapacity(1 << 16)
  }

  public mutating func invalidate() { width = 0 }

  public mutating func paint(_ canvas: Canvas, theme newTheme: Theme) -> Int {
    if theme != newTheme { adopt(newTheme) }
    let isNew = canvas.width != width || canvas.height != height
    if isNew {
      width = canvas.width
      height = canvas.height
      shown.removeAll(keepingCapacity: true)
      // No cell looks like this, so every cell differs.
      shown.append(contentsOf: repeatElement(.max, count: width * height))
    }
    bytes.removeAll(keepingCapacity: true)
    append("\u{1B}[?2026h\u{1B}[0m")
    let prologue = bytes.count
    column = -1
    row = -1
    style = nil
    let cells = canvas.cells.span
    for y in 0..<height { paintRow(y, cells) }
    guard bytes.count > prologue else { return 0 }
    append("\u{1B}[0m\u{1B}[?2026l")
    let isAlive = bytes.withUnsafeBytes { sink($0) }
    if !isAlive { invalidate() }
    return bytes.count
  }

  private mutating func paintRow(_ y: Int, _ cells: Span<Cell>) {
    let start = y * width
    var x = 0
    while x < width {
      let key = Self.key(cells[start + x])
      if key == shown[start + x] {
        x += 1
        continue
      }
      // The right half of a wide character is drawn by its left half.
      if cells[start + x].scalar == Cell.continuation, x > 0 {
        emit(cells[start + x - 1], x - 1, y)
        shown[start + x] = key
        x += 1
        continue
      }
      emit(cells[start + x], x, y)
      shown[start + x] = key
      x += 1
    }
  }

  private mutating func emit(_ cell: Cell, _ x: Int, _ y: Int) {
    move(x, y)
    setStyle(cell)
    let scalar = usesASCII ? asciiFallback(cell.scalar) : cell.scalar
    appendScalar(scalar == Cell.continuation ? 0x20 : scalar)
    // Terminals disagree on the width of rare characters: the next one is placed anew.
    let isCertain = scalar < 0x1100 || (scalar >= 0x2500 && scalar < 0x2900)
    column = isCertain ? x + 1 : -1
    row = y
    // After the last column the cursor hangs between two rows.
    if column >= width { column = -1 }
  }

  private mutating func move(_ x: Int, _ y: Int) {
    if y == row, x == column { return }
    if y == row, column >= 0, x > column {
      let distance = x - column
      append("\u{1B}[")
      if distance > 1 { appendNumber(distance) }
      bytes.append(0x43)
    } else {
      append("\u{1B}[")
      appendNumber(y + 1)
      if x > 0 {
        bytes.append(0x3B)
        appendNumber(x + 1)
      }
      bytes.append(0x48)
    }
  }

  private mutating func setStyle(_ cell: Cell) {
    let attributes = cell.attributes
    let foreground = front(of: cell)
    if let now = style, now.background == cell.background, now.attributes == attributes,
      now.foreground == foreground || (cell.isBlank && !attributes.contains(.reverse))
    {
      return
    }
    append("\u{1B}[")
    let parts = bytes.count
    let old = style?.attributes ?? []
    if old != attributes {
      let weight: Attributes = [.bold, .dim]
      if !old.intersection(weight).isSubset(of: attributes) {
        append("22;")
        if attributes.contains(.bold) { append("1;") }
        if attributes.contains(.dim) { append("2;") }
      } else {
        if attributes.contains(.bold), !old.contains(.bold) { append("1;") }
        if attributes.contains(.dim), !old.contains(.dim) { append("2;") }
      }
      if attributes.contains(.reverse) != old.contains(.reverse) {
        append(attributes.contains(.reverse) ? "7;" : "27;")
      }
    }
    if style?.foreground != foreground { bytes.append(contentsOf: foregrounds[Int(foreground.rawValue)]) }
    if style?.background != cell.background { bytes.append(contentsOf: backgrounds[Int(cell.background.rawValue)]) }
    if bytes.count > parts { bytes.removeLast() }
    bytes.append(0x6D)
    style = (foreground, cell.background, attributes)
  }

  // Among the terminal's own colours the grey of quiet text is also that behind a selected row.
  private func front(of cell: Cell) -> Role {
    guard cell.background == .selection, theme?.usesTerminalColours == true else { return cell.foreground }
    switch cell.foreground {
    case .muted, .faint, .frame, .reference: return .text
    default: return cell.foreground
    }
  }

  private mutating func adopt(_ newTheme: Theme) {
    theme = newTheme
    if newTheme.usesTerminalColours {
      foregrounds = Role.allCases.map { Array(Palette.foreground($0).utf8) }
      backgrounds = Role.allCases.map { Array(Palette.background($0).utf8) }
      return invalidate()
    }
    func sequence(_ prefix: String, _ colour: RGB) -> [UInt8] {
      Array("\(prefix);2;\(colour.red);\(colour.green);\(colour.blue);".utf8)
    }
    foregrounds = Role.allCases.map { sequence("38", newTheme[$0]) }
    backgrounds = Role.allCases.map { sequence("48", newTheme[$0]) }
    invalidate()
  }

  private mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func appendNumber(_ number: Int) {
    if number >= 10 { appendNumber(number / 10) }
    bytes.append(UInt8(48 + number % 10))
  }

  private mutating func appendScalar(_ value: UInt32) {
    if value < 0x80 {
      bytes.append(UInt8(value))
    } else if value < 0x800 {
      bytes.append(UInt8(0xC0 | value >> 6))
      bytes.append(UInt8(0x80 | value & 0x3F))
    } else if value < 0x10000 {
      bytes.append(UInt8(0xE0 | value >> 12))
      bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | value & 0x3F))
    } else {
      bytes.append(UInt8(0xF0 | value >> 18 & 7))
      bytes.append(UInt8(0x80 | value >> 12 & 0x3F))
      bytes.append(UInt8(0x80 | value >> 6 & 0x3F))
      bytes.append(UInt8(0x80 | value & 0x3F))
    }
  }

  private static func key(_ cell: Cell) -> UInt64 {
    let isReversed = cell.attributes.contains(.reverse)
    let foreground = cell.isBlank && !isReversed ? 0 : UInt64(cell.foreground.rawValue)
    let attributes =
      cell.isBlank ? UInt64(cell.attributes.rawValue & Attributes.reverse.rawValue) : UInt64(cell.attributes.rawValue)
    return UInt64(cell.scalar) | foreground << 32 | UInt64(cell.background.rawValue) << 40 | attributes << 48
  }
}
