internal import Glibc

extension Canvas {
  /// A bar filled from the left, in eighths of a cell; `share` is 0…1, anything else is held inside.
  public mutating func bar(_ x: Int, _ y: Int, width: Int, share: Double, role: Role, well: Role = .bar) {
    guard width > 0 else { return }
    let sound = share.isFinite ? min(1, max(0, share)) : 0
    let eighths = Int((sound * Double(width * 8)).rounded())
    for column in 0..<width {
      let filled = min(8, max(0, eighths - column * 8))
      if filled == 8 {
        put("█", x + column, y, role, background: .ground)
      } else {
        put(Self.leftBlocks[filled], x + column, y, role, background: well)
      }
    }
  }

  /// A value around zero on a line with ticks: losses grow to the left of the middle, gains to the right.
  ///
  /// - Parameters:
  ///   - value: drawn from the middle outwards, or `nil` for the scale alone.
  ///   - limit: value at either end.
  ///   - ticks: distance between two ticks.
  public mutating func balance(
    _ x: Int, _ y: Int, width: Int, rows: Int = 1, value: Double?, limit: Double, ticks: Double, low: Role, high: Role
  ) {
    guard width >= 3, limit > 0, rows > 0 else { return }
    let middle = x + width / 2
    let half = Double(width / 2)
    for column in 0..<width { put("▁", x + column, y + rows - 1, .faint) }
    var tick = 0.0
    while ticks > 0, tick <= limit * 1.0001 {
      let offset = Int((tick / limit * half).rounded())
      put("▏", middle - offset, y + rows - 1, .faint)
      put("▏", min(x + width - 1, middle + offset), y + rows - 1, .faint)
      tick += ticks
    }
    if let value, value.isFinite {
      let length = Int((min(1, abs(value) / limit) * half).rounded())
      let role = value > 0 ? high : low
      for row in 0..<rows where length > 0 {
        for step in 1...length {
          let column = value > 0 ? middle - step : middle + step
          guard column >= x, column < x + width else { continue }
          put(rows == 1 ? "▄" : "█", column, y + row, role)
        }
      }
    }
    for row in 0..<rows { put("│", middle, y + row, .bright) }
  }

  /// One small block a value, 0…1 each, in eighths of a row; what is not finite leaves a gap.
  public mutating func sparkline(
    _ x: Int, _ y: Int, width: Int, count: Int, role: Role, value: (Int) -> Double
  ) {
    for column in 0..<max(0, min(width, count)) {
      let share = value(column)
      guard share.isFinite else { continue }
      put(Self.lowerBlocks[Int((min(1, max(0, share)) * 7).rounded())], x + column, y, role)
    }
  }

  private static let leftBlocks: [Unicode.Scalar] = [" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"]
  private static let lowerBlocks: [Unicode.Scalar] = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
}
