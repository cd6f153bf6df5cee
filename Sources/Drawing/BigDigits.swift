/// Digits, signs and a few letters drawn large with half blocks, at any size.
///
/// A character is made of strokes on a grid whose pixels are one cell wide and half a cell high, which is nearly square on most
/// terminals; sizes follow from the number of rows, so the same characters fill a panel or a wall.
public struct BigDigits: Sendable {
  /// How broad characters are for their height.
  public enum Build: Sendable, CaseIterable { case wide, regular, narrow }

  /// Rows of cells.
  public let rows: Int
  /// Width of a digit, in cells.
  public let digitWidth: Int
  /// Thickness of a horizontal and of a vertical stroke, in pixels.
  let stroke: Int
  let upright: Int
  private let isNarrow: Bool
  /// Cells between two characters.
  let gap: Int

  /// - Parameter rows: height in cells, at least 2.
  public init(rows wanted: Int, build: Build = .regular) {
    rows = max(2, min(wanted, 200))
    isNarrow = build == .narrow || rows < 4
    stroke = rows < 4 ? 1 : max(2, rows * 2 / 6)
    upright = rows < 4 ? 1 : build == .wide ? stroke * 3 / 2 : stroke
    digitWidth =
      switch build {
      case _ where rows < 4: rows + (build == .narrow ? 0 : 1)
      case .wide: max(8, rows * 9 / 5)
      case .regular: max(6, rows * 7 / 5)
      case .narrow: max(5, rows * 6 / 5)
      }
    gap = build == .narrow || rows < 4 ? max(1, stroke / 3) : max(2, stroke * 3 / 4)
  }

  /// The largest size at which a figure fits an area, or `nil` where none does.
  public static func fitting(_ figure: Figure, width: Int, rows: Int) -> BigDigits? {
    var rows = min(rows, 200)
    while rows >= 2 {
      // Very large digits are better a little smaller than squeezed.
      for build in Build.allCases where build != .narrow || rows < 9 {
        let digits = BigDigits(rows: rows, build: build)
        if digits.width(of: figure) <= width { return digits }
      }
      rows -= 1
    }
    return nil
  }

  /// Width of a figure, in cells.
  public func width(of figure: Figure) -> Int {
    var total = 0
    for index in 0..<figure.count { total += width(of: figure[index]) + gap }
    return max(0, total - gap)
  }

  func width(of scalar: Unicode.Scalar) -> Int {
    switch scalar {
    case ".", ":": upright
    case "+", "−", "-", "—": isNarrow ? upright + 2 * max(1, upright / 2) : upright * 3
    default: digitWidth
    }
  }

  /// Whether the pixel of a character is set.
  func pixel(_ scalar: Unicode.Scalar, _ x: Int, _ y: Int) -> Bool {
    let wide = width(of: scalar)
    let tall = rows * 2
    let s = stroke
    let middle = (tall - s) / 2
    switch scalar {
    case ".": return y >= tall - s
    case ":": return (y >= tall / 4 && y < tall / 4 + s) || (y >= tall * 3 / 4 - s && y < tall * 3 / 4)
    case "−", "-", "—": return y >= middle && y < middle + s
    case "+":
      if y >= middle && y < middle + s { return true }
      let left = (wide - upright) / 2
      let reach = max(1, (wide - upright) * stroke / (2 * upright))
      return x >= left && x < wide - left && y >= middle - reach && y < middle + s + reach
    case "1":
      let left = (wide - upright) / 2
      if x >= left && x < left + upright { return true }
      // A flag and a foot: a one must not be taken for a seven.
      let isFoot = y >= tall - s && x >= left - upright && x < left + 2 * upright
      return isFoot || (y < s && x >= left - upright && x < left)
    case "N":
      let diagonal = (wide - upright) * y / max(1, tall - 1)
      return x < upright || x >= wide - upright || (x >= diagonal && x < diagonal + upright)
    case "R":
      if y < middle + s { return segments(0b111_0011, x, y, wide, tall, middle) }
      let slope = (y - middle - s) * (wide - upright) / max(1, tall - middle - s)
      return x < upright || (x >= slope && x < slope + upright + 1)
    default: return segments(Self.mask(scalar), x, y, wide, tall, middle)
    }
  }

  // Segments from bit 0: top, upper right, lower right, bottom, lower left, upper left, middle.
  private func segments(_ mask: Int, _ x: Int, _ y: Int, _ wide: Int, _ tall: Int, _ middle: Int) -> Bool {
    let s = stroke
    let left = x < upright
    let right = x >= wide - upright
    let upper = y < middle + s
    let lower = y >= middle
    if mask & 1 != 0, y < s { return true }
    if mask & 8 != 0, y >= tall - s { return true }
    if mask & 64 != 0, y >= middle, y < middle + s { return true }
    if right, mask & 2 != 0, upper { return true }
    if right, mask & 4 != 0, lower { return true }
    if left, mask & 16 != 0, lower { return true }
    return left && mask & 32 != 0 && upper
  }

  private static func mask(_ scalar: Unicode.Scalar) -> Int {
    switch scalar {
    case "0": 0b011_1111
    case "2": 0b101_1011
    case "3": 0b100_1111
    case "4": 0b110_0110
    case "5": 0b110_1101
    case "6": 0b111_1101
    case "7": 0b000_0111
    case "8": 0b111_1111
    case "9": 0b110_1111
    default: 0
    }
  }
}

extension Canvas {
  /// Draws a figure large, its left upper corner at a place.
  public mutating func big(_ figure: Figure, _ x: Int, _ y: Int, digits: BigDigits, role: Role) {
    var left = x
    for index in 0..<figure.count {
      let scalar = figure[index]
      let wide = digits.width(of: scalar)
      for row in 0..<digits.rows {
        for column in 0..<wide {
          let upper = digits.pixel(scalar, column, row * 2)
          let lower = digits.pixel(scalar, column, row * 2 + 1)
          guard upper || lower else { continue }
          put(upper && lower ? "█" : upper ? "▀" : "▄", left + column, y + row, role)
        }
      }
      left += wide + digits.gap
    }
  }

  /// Draws a figure large so that it ends just before column `endX`.
  public mutating func bigRight(_ figure: Figure, endX: Int, _ y: Int, digits: BigDigits, role: Role) {
    big(figure, endX - digits.width(of: figure), y, digits: digits, role: role)
  }
}
