internal import Glibc

/// The values that a trace covers under one column of dots: drawn as one vertical stroke.
public struct TraceColumn: Sendable, BitwiseCopyable {
  public var low: Double
  public var high: Double

  public init(low: Double, high: Double) {
    self.low = low
    self.high = high
  }
}

extension Canvas {
  /// Sets one of the dots of the Braille grid, which has two columns and four rows a cell.
  ///
  /// Dots of one layer join in a cell; a newer layer takes the cell over, so that its line stays clean and the older one is seen
  /// beside it. Text is never overwritten.
  public mutating func dot(_ x: Int, _ y: Int, _ role: Role, layer: UInt8, attributes: Attributes = []) {
    guard x >= 0, y >= 0 else { return }
    let column = x >> 1
    let row = y >> 2
    guard isWritable(column, row) else { return }
    let bit = Self.dotBits[(y & 3) << 1 | (x & 1)]
    let old = self[column, row]
    guard old.isBlank || old.isBraille else { return }
    let joined = old.isBraille && old.layer == layer ? old.scalar | bit : 0x2800 | bit
    withCell(column, row) {
      $0.scalar = joined
      $0.foreground = role
      $0.layer = layer
      $0.attributes = attributes
    }
  }

  /// Draws a trace from left to right over an area, two columns of dots a cell.
  ///
  /// - Parameters:
  ///   - range: values at the lower and the upper edge.
  ///   - columns: which columns of dots to draw; nothing beyond the area.
  ///   - filled: whether the trace stands on the lower edge as an area.
  ///   - role: role of a column.
  ///   - value: what the trace covers under a column, `nil` for a gap.
  public mutating func trace(
    in area: Area, range: ClosedRange<Double>, columns: Range<Int>? = nil, layer: UInt8, filled: Bool = false,
    attributes: Attributes = [], role: (Int) -> Role, value: (Int) -> TraceColumn?
  ) {
    guard !area.isEmpty, range.upperBound > range.lowerBound else { return }
    let tall = area.height * 4
    let scale = Double(tall - 1) / (range.upperBound - range.lowerBound)
    let wanted = (columns ?? 0..<area.width * 2).clamped(to: 0..<area.width * 2)
    func row(_ number: Double) -> Int {
      let held = min(range.upperBound, max(range.lowerBound, number))
      return tall - 1 - Int(((held - range.lowerBound) * scale).rounded())
    }
    var previous: (top: Int, bottom: Int)?
    for column in wanted {
      guard let covered = value(column), covered.low.isFinite, covered.high.isFinite else {
        previous = nil
        continue
      }
      var top = row(covered.high)
      var bottom = row(covered.low)
      let own = (top, bottom)
      if filled {
        bottom = tall - 1
      } else if let last = previous {
        // Meet the stroke before, so that a steep flank is a line and not two points.
        if last.bottom < top { top = last.bottom + 1 } else if last.top > bottom { bottom = last.top - 1 }
      }
      previous = own
      let shown = role(column)
      for y in min(top, bottom)...max(top, bottom) {
        dot(area.x * 2 + column, area.y * 4 + y, shown, layer: layer, attributes: attributes)
      }
    }
  }

  /// A vertical line of dots through an area at a column of dots, behind what is drawn there already.
  public mutating func cursor(in area: Area, column: Int, role: Role = .accent) {
    guard column >= 0, column < area.width * 2 else { return }
    let x = area.x + column / 2
    for y in area.y..<area.endY where self[x, y].isBlank {
      put(column & 1 == 0 ? "⡇" : "⢸", x, y, role)
    }
  }

  /// A horizontal line of sparse dots, behind what is drawn there already.
  public mutating func gridLine(in area: Area, value: Double, range: ClosedRange<Double>, role: Role = .faint) {
    guard !area.isEmpty, range.contains(value), range.upperBound > range.lowerBound else { return }
    let tall = area.height * 4
    let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    let y = tall - 1 - Int((share * Double(tall - 1)).rounded())
    for column in stride(from: 0, to: area.width, by: 2) where self[area.x + column, area.y + y / 4].isBlank {
      dot((area.x + column) * 2, area.y * 4 + y, role, layer: .max)
    }
  }

  /// A straight line of dots.
  public mutating func line(
    _ x0: Int, _ y0: Int, _ x1: Int, _ y1: Int, _ role: Role, layer: UInt8, attributes: Attributes = []
  ) {
    let steps = max(abs(x1 - x0), abs(y1 - y0))
    // Longer than any screen: a mistake in the data, not a line.
    guard steps < 20_000 else { return }
    guard steps > 0 else { return dot(x0, y0, role, layer: layer, attributes: attributes) }
    for step in 0...steps {
      dot(
        x0 + (x1 - x0) * step / steps, y0 + (y1 - y0) * step / steps, role, layer: layer, attributes: attributes)
    }
  }

  // Bits of the Braille patterns in reading order of the dots.
  private static let dotBits: [UInt32] = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80]
}
