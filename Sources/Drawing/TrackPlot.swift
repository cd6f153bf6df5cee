internal import Glibc

/// Where the points of a plane fall in an area of dots: one scale for both axes, in the middle, a track that is taller than wide
/// turned by a quarter.
public struct TrackPlot: Sendable {
  public let area: Area
  private let scale: Double
  private let centreX: Double
  private let centreY: Double
  private let isTurned: Bool

  /// - Parameters:
  ///   - bounds: smallest and largest coordinates; `nil` results where they are not finite or a point.
  ///   - margin: cells kept free at each side for labels.
  public init?(
    area: Area, minX: Double, maxX: Double, minY: Double, maxY: Double, margin: (x: Int, y: Int) = (5, 1)
  ) {
    let inner = area.inset(margin.x, margin.y)
    let wide = maxX - minX
    let tall = maxY - minY
    guard !inner.isEmpty, wide.isFinite, tall.isFinite, max(wide, tall) > 0, max(wide, tall) < 1e7 else { return nil }
    let dotsX = Double(inner.width * 2 - 1)
    let dotsY = Double(inner.height * 4 - 1)
    // By the track alone: it must lie the same way in every panel.
    isTurned = tall > wide * 1.15
    scale =
      isTurned
      ? min(dotsX / max(tall, 1e-9), dotsY / max(wide, 1e-9)) : min(dotsX / max(wide, 1e-9), dotsY / max(tall, 1e-9))
    centreX = (minX + maxX) / 2
    centreY = (minY + maxY) / 2
    self.area = area
  }

  /// The dot of a point.
  public func dot(_ x: Double, _ y: Double) -> (x: Int, y: Int)? {
    guard x.isFinite, y.isFinite else { return nil }
    var dx = (x - centreX) * scale
    var dy = (y - centreY) * scale
    if isTurned { (dx, dy) = (-dy, dx) }
    guard abs(dx) < 100_000, abs(dy) < 100_000 else { return nil }
    return (
      x: Int((Double(area.x * 2 + area.width) + dx).rounded()),
      y: Int((Double(area.y * 4 + area.height * 2) + dy).rounded())
    )
  }
}

extension Canvas {
  /// Writes a label near a dot where nothing is drawn yet, trying the side away from `inner` first; leaves it out where there is
  /// no room.
  public mutating func label(
    _ text: String, near dot: (x: Int, y: Int), awayFrom inner: (x: Int, y: Int), in area: Area, role: Role,
    attributes: Attributes = []
  ) {
    let wide = cellWidth(of: text)
    guard wide > 0 else { return }
    let column = dot.x >> 1
    let row = dot.y >> 2
    let side = dot.x >= inner.x ? 1 : -1
    let below = dot.y >= inner.y ? 1 : -1
    for distance in 2...4 {
      for (dx, dy) in [(side, 0), (0, below), (side, below), (0, -below), (-side, 0), (side, -below), (-side, below)] {
        let x = dx > 0 ? column + distance : dx < 0 ? column - distance - wide + 1 : column - wide / 2
        let y = row + dy * (distance - 1)
        let place = Area(x: x - 1, y: y, width: wide + 2, height: 1)
        guard place.intersection(area) == place, isBlank(place) else { continue }
        write(text, x, y, role, attributes: attributes)
        return
      }
    }
  }

  /// Whether nothing is drawn in an area.
  public func isBlank(_ area: Area) -> Bool {
    for y in area.y..<area.endY {
      for x in area.x..<area.endX where !self[x, y].isBlank { return false }
    }
    return true
  }
}
