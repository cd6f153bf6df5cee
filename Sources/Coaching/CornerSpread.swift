public import Analysis
import Timing

/// How far a driver's passages of one corner differ when nothing is done on purpose: robust standard deviations; `nil` while the
/// passages are too few.
///
/// Taken from one passage to the next, so that a habit which comes and stays does not widen them.
public struct CornerSpread: Sendable, Hashable {
  public var passages = 0
  /// s.
  public var segmentTime: Double?
  /// m.
  public var brakeStart: Double?
  /// m/s.
  public var minimumSpeed: Double?
  public var throttlePickUp: Double?
  public var fullThrottle: Double?
  public var apexOffset: Double?
  public var exitOffset: Double?
  public var insideStation: Double?

  public init() {}

  /// Of some passages in the order in which they were driven.
  public init(_ passages: [CornerMetrics]) {
    self.passages = passages.count
    func deviation(_ metric: (CornerMetrics) -> Double?) -> Double? {
      Self.deviation(passages.compactMap(metric))
    }
    segmentTime = deviation(\.segmentTime)
    brakeStart = deviation(\.brakeStart)
    minimumSpeed = deviation(\.minimumSpeed)
    throttlePickUp = deviation(\.throttlePickUp)
    fullThrottle = deviation(\.fullThrottle)
    apexOffset = deviation(\.apexOffset)
    exitOffset = deviation(\.exitOffset)
    insideStation = deviation(\.insideStation)
  }

  /// Passages from which a deviation is worth something.
  static let least = 3

  /// From the differences of successive values: for a normal distribution these have √2 times its deviation.
  private static func deviation(_ values: [Double]) -> Double? {
    guard values.count >= least else { return nil }
    return median(zip(values, values.dropFirst()).map { abs($1 - $0) }).map { 1.4826 * $0 / 2.0.squareRoot() }
  }

  /// A deviation of few passages is drawn towards what the driver's other corners show.
  ///
  /// - Parameter others: of the track's corners.
  func drawn(towards others: [CornerSpread], weight: Double) -> CornerSpread {
    func drawn(_ path: KeyPath<CornerSpread, Double?>) -> Double? {
      guard let usual = median(others.compactMap { $0[keyPath: path] }) else { return self[keyPath: path] }
      guard let own = self[keyPath: path] else { return nil }
      let count = Double(passages - 1)
      return ((count * own * own + weight * usual * usual) / (count + weight)).squareRoot()
    }
    var result = self
    result.segmentTime = drawn(\.segmentTime)
    result.brakeStart = drawn(\.brakeStart)
    result.minimumSpeed = drawn(\.minimumSpeed)
    result.throttlePickUp = drawn(\.throttlePickUp)
    result.fullThrottle = drawn(\.fullThrottle)
    result.apexOffset = drawn(\.apexOffset)
    result.exitOffset = drawn(\.exitOffset)
    result.insideStation = drawn(\.insideStation)
    return result
  }
}
