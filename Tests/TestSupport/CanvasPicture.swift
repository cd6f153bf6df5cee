public import Drawing

/// A canvas as an SVG picture that looks the same whatever fonts there are: dots, blocks, lines and marks are drawn, and text is
/// held in its columns.
public struct CanvasPicture {
  // Pixels of a cell: a multiple of eight, so that eighths of a block are whole pixels.
  private static let cellWidth = 8
  private static let cellHeight = 16

  private let canvas: Canvas
  private let theme: Theme

  public init(_ canvas: Canvas, theme: Theme = .dark) {
    self.canvas = canvas
    self.theme = theme
  }

  /// The whole document, one element a line so that differences can be read.
  public var svg: String {
    let width = canvas.width * Self.cellWidth
    let height = canvas.height * Self.cellHeight
    var lines = [
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-8 -8 \(width + 16) \(height + 16)\" width=\"\(width + 16)\">",
      "<rect x=\"-8\" y=\"-8\" width=\"\(width + 16)\" height=\"\(height + 16)\" rx=\"8\" fill=\"\(colour(.ground))\"/>",
    ]
    for role in Role.allCases where role != .ground {
      let path = backgrounds(role)
      if !path.isEmpty { lines.append("<path fill=\"\(colour(role))\" d=\"\(path)\"/>") }
    }
    for role in Role.allCases {
      let shapes = Shapes(canvas, role, cellWidth: Self.cellWidth, cellHeight: Self.cellHeight)
      let stroke = "fill=\"none\" stroke=\"\(colour(role))\""
      if !shapes.areas.isEmpty { lines.append("<path fill=\"\(colour(role))\" d=\"\(shapes.areas)\"/>") }
      if !shapes.lines.isEmpty { lines.append("<path \(stroke) d=\"\(shapes.lines)\"/>") }
      if !shapes.dots.isEmpty {
        lines.append("<path \(stroke) stroke-width=\"2.2\" stroke-linecap=\"round\" d=\"\(shapes.dots)\"/>")
      }
    }
    lines.append("<g font-family=\"ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace\" font-size=\"13\">")
    for role in Role.allCases {
      for isBold in [false, true] {
        let texts = texts(role, isBold: isBold)
        guard !texts.isEmpty else { continue }
        lines.append("<g fill=\"\(colour(role))\"\(isBold ? " font-weight=\"bold\"" : "")>")
        lines += texts
        lines.append("</g>")
      }
    }
    return (lines + ["</g>", "</svg>", ""]).joined(separator: "\n")
  }

  private func colour(_ role: Role) -> String {
    let shown = theme[role]
    return "#"
      + [shown.red, shown.green, shown.blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  private func backgrounds(_ role: Role) -> String {
    var path = ""
    for y in 0..<canvas.height {
      var x = 0
      while x < canvas.width {
        let start = x
        while x < canvas.width, canvas[x, y].background == role { x += 1 }
        if x > start {
          path +=
            "M\(start * Self.cellWidth) \(y * Self.cellHeight)h\((x - start) * Self.cellWidth)v\(Self.cellHeight)H\(start * Self.cellWidth)z"
        }
        x = max(x, start + 1)
      }
    }
    return path
  }

  // Text of one role: words that stand one blank apart are one element.
  private func texts(_ role: Role, isBold: Bool) -> [String] {
    var found: [String] = []
    for y in 0..<canvas.height {
      var x = 0
      while x < canvas.width {
        let start = x
        var end = x
        while x < canvas.width, belongs(canvas[x, y], role, isBold) || (canvas[x, y].isBlank && x == end && end > start)
        {
          if !canvas[x, y].isBlank { end = x + 1 }
          x += 1
        }
        if end > start {
          found.append(
            "<text x=\"\(start * Self.cellWidth)\" y=\"\(y * Self.cellHeight + 12)\" textLength=\"\((end - start) * Self.cellWidth)\">\(escaped(start..<end, y))</text>"
          )
        }
        x = max(end, start + 1)
      }
    }
    return found
  }

  private func belongs(_ cell: Cell, _ role: Role, _ isBold: Bool) -> Bool {
    if cell.scalar == Cell.continuation { return true }
    return !cell.isBlank && cell.foreground == role && cell.attributes.contains(.bold) == isBold
      && !Shapes.draws(cell.scalar)
  }

  private func escaped(_ columns: Range<Int>, _ y: Int) -> String {
    var text = ""
    for x in columns {
      let value = canvas[x, y].scalar
      guard value != Cell.continuation, let scalar = Unicode.Scalar(value) else { continue }
      switch scalar {
      case "&": text += "&amp;"
      case "<": text += "&lt;"
      case ">": text += "&gt;"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

/// The characters of one role that are drawn instead of written, as the data of paths.
private struct Shapes {
  /// Filled.
  private(set) var areas = ""
  /// One pixel wide.
  private(set) var lines = ""
  /// Round points.
  private(set) var dots = ""

  private let wide: Int
  private let tall: Int

  init(_ canvas: Canvas, _ role: Role, cellWidth: Int, cellHeight: Int) {
    (wide, tall) = (cellWidth, cellHeight)
    for y in 0..<canvas.height {
      var x = 0
      while x < canvas.width {
        let cell = canvas[x, y]
        var count = 1
        if cell.foreground == role, Self.draws(cell.scalar) {
          // A run of one character is one shape, where the character reaches from side to side.
          while Self.joins(cell.scalar), x + count < canvas.width, canvas[x + count, y].scalar == cell.scalar,
            canvas[x + count, y].foreground == role
          { count += 1 }
          draw(cell.scalar, x * wide, y * tall, count)
        }
        x += count
      }
    }
  }

  private static let drawn = Set("─│╭╮╰╯┴━▀▄█▌▍▎▏▋▊▉▁▂▃▅▆▇▰▱▲▼◆●○▶■‖".unicodeScalars.map(\.value))

  static func draws(_ scalar: UInt32) -> Bool { drawn.contains(scalar) || (scalar & ~0xFF == 0x2800) }

  private static func joins(_ scalar: UInt32) -> Bool {
    [0x2500, 0x2501].contains(scalar) || (0x2580...0x2588).contains(scalar)
  }

  private mutating func rectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
    areas += "M\(x) \(y)h\(width)v\(height)h-\(width)z"
  }

  private mutating func draw(_ scalar: UInt32, _ x: Int, _ y: Int, _ count: Int) {
    let middle = (x: x + wide / 2, y: y + tall / 2)
    switch scalar {
    case 0x2800...0x28FF: braille(scalar & 0xFF, x, y)
    case 0x2500: lines += "M\(x) \(middle.y)h\(count * wide)"
    case 0x2501: rectangle(x, middle.y - 1, count * wide, 2)
    case 0x2502: lines += "M\(middle.x) \(y)v\(tall)"
    case 0x256D: lines += "M\(middle.x) \(y + tall)Q\(middle.x) \(middle.y) \(x + wide) \(middle.y)"
    case 0x256E: lines += "M\(middle.x) \(y + tall)Q\(middle.x) \(middle.y) \(x) \(middle.y)"
    case 0x2570: lines += "M\(middle.x) \(y)Q\(middle.x) \(middle.y) \(x + wide) \(middle.y)"
    case 0x256F: lines += "M\(middle.x) \(y)Q\(middle.x) \(middle.y) \(x) \(middle.y)"
    case 0x2534: lines += "M\(x) \(middle.y)h\(wide)M\(middle.x) \(y)V\(middle.y)"
    case 0x2580: rectangle(x, y, count * wide, tall / 2)
    case 0x2581...0x2588:
      let high = Int(scalar - 0x2580) * tall / 8
      rectangle(x, y + tall - high, count * wide, high)
    case 0x2589...0x258F: rectangle(x, y, Int(0x2590 - scalar) * wide / 8, tall)
    case 0x25B0: areas += "M\(x + 2) \(y + 4)h6l-2 8h-6z"
    case 0x25B1: lines += "M\(x + 2) \(y + 4)h5l-2 8h-5z"
    case 0x25B2: areas += "M\(middle.x) \(y + 4)l4 8h-8z"
    case 0x25BC: areas += "M\(middle.x) \(y + 12)l4 -8h-8z"
    case 0x25C6: areas += "M\(middle.x) \(y + 4)l4 4l-4 4l-4 -4z"
    case 0x25CF: areas += "M\(x) \(middle.y)a4 4 0 1 1 8 0a4 4 0 1 1 -8 0z"
    case 0x25CB: lines += "M\(x + 1) \(middle.y)a3 3 0 1 1 6 0a3 3 0 1 1 -6 0z"
    case 0x25B6: areas += "M\(x + 1) \(y + 4)l7 4l-7 4z"
    case 0x25A0: rectangle(x + 1, y + 5, 6, 6)
    default: areas += "M\(x + 2) \(y + 4)h1v8h-1zM\(x + 5) \(y + 4)h1v8h-1z"
    }
  }

  // Bits 0–2 and 6 are the left column from above, 3–5 and 7 the right one.
  private mutating func braille(_ bits: UInt32, _ x: Int, _ y: Int) {
    for (bit, column, row) in [
      (0, 0, 0), (1, 0, 1), (2, 0, 2), (6, 0, 3), (3, 1, 0), (4, 1, 1), (5, 1, 2), (7, 1, 3),
    ] where bits & (1 << bit) != 0 {
      dots += "M\(x + 2 + column * 4) \(y + 2 + row * 4)h0"
    }
  }
}
