/// A straight line through points that outliers do not tilt: the median of the slopes between all pairs, and the median of
/// what is left as the intercept.
public struct TheilSenLine: Sendable, Equatable {
  /// Change of y for one of x.
  public let slope: Double
  /// y at x = 0.
  public let intercept: Double

  /// - Complexity: O(n² log n); meant for tens of points.
  /// - Returns: `nil` for fewer than two different x. Points that are not finite are left out.
  public init?(_ points: [(x: Double, y: Double)]) {
    let sound = points.filter { $0.x.isFinite && $0.y.isFinite }
    var slopes: [Double] = []
    slopes.reserveCapacity(sound.count * max(0, sound.count - 1) / 2)
    for (index, first) in sound.enumerated() {
      for second in sound[(index + 1)...] where second.x != first.x {
        slopes.append((second.y - first.y) / (second.x - first.x))
      }
    }
    guard let slope = median(slopes), let intercept = median(sound.map { $0.y - slope * $0.x }) else { return nil }
    self.slope = slope
    self.intercept = intercept
  }

  /// y on the line.
  public func value(at x: Double) -> Double { intercept + slope * x }
}
