public import Analysis

/// A passage of a corner as it is stored: what it cost against the lap that it was held to, and everything that was measured.
public struct Passage: Sendable, Equatable {
  /// Number of the corner, and how fast it was called then.
  public var corner: Int
  public var cornerClass: Corner.Class
  /// Whether it is evidence of how the driver drives.
  public var isUsable: Bool
  /// s against the reference; the phases add up to the loss.
  public var loss: Double
  public var entry: Double
  public var mid: Double
  public var exit: Double
  public var run: Double
  /// `nil` where a hole hides the corner.
  public var metrics: CornerMetrics?

  /// - Parameter isEvidence: whether the lap as a whole can be evidence.
  public init(_ loss: CornerLoss, isEvidence: Bool) {
    self.init(
      corner: loss.corner.number, cornerClass: loss.corner.cornerClass, isUsable: isEvidence && loss.isUsable,
      loss: loss.loss, entry: loss.entry, mid: loss.mid, exit: loss.exit, run: loss.run, metrics: loss.metrics)
  }

  init(
    corner: Int, cornerClass: Corner.Class, isUsable: Bool, loss: Double, entry: Double, mid: Double, exit: Double,
    run: Double, metrics: CornerMetrics?
  ) {
    self.corner = corner
    self.cornerClass = cornerClass
    self.isUsable = isUsable
    self.loss = loss
    self.entry = entry
    self.mid = mid
    self.exit = exit
    self.run = run
    self.metrics = metrics
  }

  /// The few numbers that repeatability and goals are judged by.
  public func figures(lapSerial: Int) -> CornerPassageFigures? {
    guard let metrics else { return nil }
    return CornerPassageFigures(
      corner: corner, lapSerial: lapSerial, segmentTime: metrics.segmentTime, brakeStart: metrics.brakeStart,
      minimumSpeed: metrics.minimumSpeed, throttlePickUp: metrics.throttlePickUp, fullThrottle: metrics.fullThrottle,
      loss: loss)
  }
}
