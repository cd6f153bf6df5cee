/// What a terminal shows after a stream of bytes: as much of xterm as our painters and ncurses use.
public struct TerminalEmulator: Sendable {
  /// A colour as the terminal was told.
  public enum Colour: Sendable, Hashable {
    case standard
    case indexed(Int)
    case full(UInt8, UInt8, UInt8)
  }

  public struct Cell: Sendable, Hashable {
    public var scalar: Unicode.Scalar = " "
    public var foreground = Colour.standard
    public var background = Colour.standard
    public var isBold = false
    public var isDim = false
    public var isReversed = false
  }

  public private(set) var width: Int
  public private(set) var height: Int
  public private(set) var cells: [Cell]
  /// Private modes that are on, as 25, 1000, 1049, 2026.
  public private(set) var modes: Set<Int> = [25]
  /// Sequences that are not understood.
  public private(set) var unknown: [String] = []
  private var x = 0
  private var y = 0
  private var isWrapPending = false
  private var pen = Cell()
  private var top = 0
  private var bottom: Int
  private var parser = Parser.ground
  private var text: [UInt8] = []
  private var pendingUTF8: [UInt8] = []
  private var lastScalar: Unicode.Scalar = " "

  private enum Parser { case ground, escape, sequence, string, charset }

  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
    bottom = height - 1
    cells = Array(repeating: Cell(), count: width * height)
  }

  public subscript(x: Int, y: Int) -> Cell { cells[y * width + x] }

  /// The characters of a row.
  public func row(_ y: Int) -> String {
    var line = ""
    for x in 0..<width { line.unicodeScalars.append(self[x, y].scalar) }
    return line
  }

  public mutating func resize(width: Int, height: Int) {
    self.width = width
    self.height = height
    cells = Array(repeating: Cell(), count: width * height)
    (top, bottom) = (0, height - 1)
    (x, y) = (min(x, width - 1), min(y, height - 1))
  }

  public mutating func feed(_ bytes: some Sequence<UInt8>) { for byte in bytes { feed(byte) } }

  private mutating func feed(_ byte: UInt8) {
    switch parser {
    case .ground:
      switch byte {
      case 0x1B: parser = .escape
      case 0x0D: (x, isWrapPending) = (0, false)
      case 0x0A: lineFeed()
      case 0x08: (x, isWrapPending) = (max(0, x - 1), false)
      case 0x09: x = min(width - 1, (x / 8 + 1) * 8)
      case 0x00..<0x20: break
      default: character(byte)
      }
    case .escape:
      parser = .ground
      switch byte {
      case 0x5B: (parser, text) = (.sequence, [])
      case 0x5D, 0x50: parser = .string
      case 0x28, 0x29: parser = .charset
      case 0x4D: y == top ? scroll(by: -1) : (y = max(0, y - 1))
      case 0x37, 0x38, 0x3D, 0x3E: break
      default: unknown.append("ESC \(byte)")
      }
    case .charset: parser = .ground
    case .string: if byte == 0x07 || byte == 0x5C { parser = .ground }
    case .sequence:
      if byte >= 0x40 {
        parser = .ground
        control(byte)
      } else {
        text.append(byte)
      }
    }
  }

  private mutating func character(_ byte: UInt8) {
    pendingUTF8.append(byte)
    let length = pendingUTF8[0] < 0x80 ? 1 : pendingUTF8[0] < 0xE0 ? 2 : pendingUTF8[0] < 0xF0 ? 3 : 4
    guard pendingUTF8.count == length else { return }
    let scalar = String(decoding: pendingUTF8, as: UTF8.self).unicodeScalars.first ?? "?"
    pendingUTF8 = []
    put(scalar)
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    if isWrapPending {
      x = 0
      lineFeed()
    }
    var cell = pen
    cell.scalar = scalar
    cells[y * width + x] = cell
    lastScalar = scalar
    let wide = (0x1100...0x115F).contains(scalar.value) || (0x3041...0xD7A3).contains(scalar.value)
    if wide, x + 1 < width {
      x += 1
      cell.scalar = " "
      cells[y * width + x] = cell
    }
    isWrapPending = x + 1 >= width
    if !isWrapPending { x += 1 }
  }

  private mutating func lineFeed() {
    isWrapPending = false
    if y == bottom { scroll(by: 1) } else { y = min(height - 1, y + 1) }
  }

  // Lines of the scroll region move up by a positive count.
  private mutating func scroll(by lines: Int) { shift(from: top, by: lines) }

  private mutating func shift(from first: Int, by lines: Int) {
    let old = cells
    for row in first...max(first, bottom) {
      let source = row + lines
      for column in 0..<width {
        cells[row * width + column] = source >= first && source <= bottom ? old[source * width + column] : blank
      }
    }
  }

  private var blank: Cell {
    var cell = Cell()
    cell.background = pen.background
    return cell
  }

  private mutating func erase(_ range: Range<Int>) { for index in range { cells[index] = blank } }

  private mutating func control(_ final: UInt8) {
    let isPrivate = text.first == 0x3F
    let parts = (isPrivate ? text.dropFirst() : text[...]).split(separator: 0x3B, omittingEmptySubsequences: false)
      .map { Int(String(decoding: $0, as: UTF8.self)) ?? 0 }
    let first = parts.first ?? 0
    let count = max(1, first)
    let row = y * width
    if final != 0x6D, final != 0x62 { isWrapPending = false }
    switch final {
    case 0x48, 0x66:
      y = min(height, count) - 1
      x = min(width, max(1, parts.count > 1 ? parts[1] : 1)) - 1
    case 0x41: y = max(0, y - count)
    case 0x42: y = min(height - 1, y + count)
    case 0x43: x = min(width - 1, x + count)
    case 0x44: x = max(0, x - count)
    case 0x47: x = min(width, count) - 1
    case 0x64: y = min(height, count) - 1
    case 0x4A: erase(first == 0 ? row + x..<cells.count : first == 1 ? 0..<row + x + 1 : 0..<cells.count)
    case 0x4B: erase(first == 0 ? row + x..<row + width : first == 1 ? row..<row + x + 1 : row..<row + width)
    case 0x58: erase(row + x..<min(row + width, row + x + count))
    case 0x50: edit(row) { $0.removeFirst(min(count, $0.count)) }
    case 0x40:
      let fresh = blank
      edit(row) { $0.insert(contentsOf: repeatElement(fresh, count: count), at: 0) }
    case 0x4C: shift(from: y, by: -count)
    case 0x4D: shift(from: y, by: count)
    case 0x53: scroll(by: count)
    case 0x54: scroll(by: -count)
    case 0x62: for _ in 0..<count { put(lastScalar) }
    case 0x72:
      top = count - 1
      bottom = min(height, parts.count > 1 && parts[1] > 0 ? parts[1] : height) - 1
      (x, y) = (0, 0)
    case 0x68: if isPrivate { modes.formUnion(parts) }
    case 0x6C: if isPrivate { modes.subtract(parts) }
    case 0x6D: style(parts)
    case 0x63, 0x6E, 0x74: break
    default: unknown.append("CSI \(String(decoding: text, as: UTF8.self))\(Character(Unicode.Scalar(final)))")
    }
  }

  // Changes the rest of the row from the cursor on.
  private mutating func edit(_ row: Int, _ body: (inout [Cell]) -> Void) {
    var rest = Array(cells[row + x..<row + width])
    body(&rest)
    for offset in 0..<width - x { cells[row + x + offset] = offset < rest.count ? rest[offset] : blank }
  }

  private mutating func style(_ parts: [Int]) {
    var index = 0
    let parts = parts.isEmpty ? [0] : parts
    while index < parts.count {
      switch parts[index] {
      case 0: pen = Cell()
      case 1: pen.isBold = true
      case 2: pen.isDim = true
      case 7: pen.isReversed = true
      case 22: (pen.isBold, pen.isDim) = (false, false)
      case 27: pen.isReversed = false
      case 30...37: pen.foreground = .indexed(parts[index] - 30)
      case 40...47: pen.background = .indexed(parts[index] - 40)
      case 90...97: pen.foreground = .indexed(parts[index] - 82)
      case 100...107: pen.background = .indexed(parts[index] - 92)
      case 39: pen.foreground = .standard
      case 49: pen.background = .standard
      case 38, 48:
        let isForeground = parts[index] == 38
        var colour = Colour.standard
        if index + 2 < parts.count, parts[index + 1] == 5 {
          colour = .indexed(parts[index + 2])
          index += 2
        } else if index + 4 < parts.count, parts[index + 1] == 2 {
          colour = .full(UInt8(parts[index + 2]), UInt8(parts[index + 3]), UInt8(parts[index + 4]))
          index += 4
        }
        if isForeground { pen.foreground = colour } else { pen.background = colour }
      default: unknown.append("SGR \(parts[index])")
      }
      index += 1
    }
  }
}
