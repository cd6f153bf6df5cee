import Glibc

/// Changes straights and angles of a described circuit as little as possible until it has its length, turns whole circles and ends where it began.
enum CircuitClosing {
  /// How far a number may give way: straights by this share, at least so many metres; angles by this share and so many degrees.
  private static let straightShare = 0.15
  private static let straightLeast = 6.0
  private static let angleShare = 0.08
  private static let angleLeast = 1.0
  private static let shortestStraight = 5.0

  /// - Parameters:
  ///   - turns: degrees of a whole lap, positive left; 0 for a figure of eight.
  ///   - gap: where the end of the sharp-edged lap has to lie against its start, m.
  static func close(
    _ parts: [Circuit.Part], turns: Double, length: Double, gap: (x: Double, z: Double)
  ) -> [Circuit.Part] {
    var values = parts.map(\.variable)
    let weights = parts.map { part -> Double in
      let give =
        switch part {
        case .straight(let metres): max(straightShare * metres, straightLeast)
        case .bend(let degrees, _): angleShare * abs(degrees) + angleLeast
        }
      return give * give
    }
    func current() -> [Circuit.Part] { zip(parts, values).map { $0.with($1) } }
    func misses() -> [Double] {
      let end = end(of: current())
      return [end.x - gap.x, end.z - gap.z, end.turned - turns, end.length - length]
    }
    for _ in 0..<30 {
      let miss = misses()
      if miss.allSatisfy({ abs($0) < 1e-7 }) { break }
      let slopes = values.indices.map { index -> [Double] in
        let kept = values[index]
        values[index] = kept + 1e-4
        let moved = misses()
        values[index] = kept
        return zip(moved, miss).map { ($0 - $1) / 1e-4 }
      }
      var matrix = (0..<4).map { row in
        (0..<4).map { column in
          values.indices.reduce(0.0) { $0 + slopes[$1][row] * weights[$1] * slopes[$1][column] }
        }
      }
      let answer = solve(&matrix, miss)
      for index in values.indices {
        values[index] -= weights[index] * zip(slopes[index], answer).reduce(0) { $0 + $1.0 * $1.1 }
        if case .straight = parts[index] { values[index] = max(shortestStraight, values[index]) }
      }
    }
    return current()
  }

  /// Where a sharp-edged lap ends, degrees turned and metres driven.
  private static func end(of parts: [Circuit.Part]) -> (x: Double, z: Double, turned: Double, length: Double) {
    var (x, z, heading, length) = (0.0, 0.0, 0.0, 0.0)
    for part in parts {
      switch part {
      case .straight(let metres):
        x += metres * cos(heading)
        z += metres * sin(heading)
      case .bend(let degrees, let radius):
        let turned = degrees * .pi / 180
        let signed = degrees < 0 ? -radius : radius
        x += signed * (sin(heading + turned) - sin(heading))
        z -= signed * (cos(heading + turned) - cos(heading))
        heading += turned
      }
      length += part.length
    }
    return (x, z, heading * 180 / .pi, length)
  }

  /// Elimination with pivots.
  private static func solve(_ matrix: inout [[Double]], _ right: [Double]) -> [Double] {
    var right = right
    let size = right.count
    for column in 0..<size {
      let pivot = (column..<size).max { abs(matrix[$0][column]) < abs(matrix[$1][column]) } ?? column
      matrix.swapAt(column, pivot)
      right.swapAt(column, pivot)
      for row in 0..<size where row != column {
        let share = matrix[row][column] / matrix[column][column]
        for other in column..<size { matrix[row][other] -= share * matrix[column][other] }
        right[row] -= share * right[column]
      }
    }
    return (0..<size).map { right[$0] / matrix[$0][$0] }
  }
}
