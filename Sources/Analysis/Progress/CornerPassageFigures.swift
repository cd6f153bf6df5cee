/// One passage of a corner in the few numbers that repeatability and goals are judged by. Stations in m from the line.
public struct CornerPassageFigures: Sendable, Hashable {
  /// Number of the corner.
  public var corner: Int
  /// Our serial number of the lap.
  public var lapSerial: Int
  /// Time from the corner's segment start to the next one's, s.
  public var segmentTime: Double
  /// Where the brake is pressed, m; `nil` where it is not.
  public var brakeStart: Double?
  /// Lowest speed, m/s.
  public var minimumSpeed: Double
  /// Where the throttle comes back, m.
  public var throttlePickUp: Double?
  /// Where all of it is reached, m.
  public var fullThrottle: Double?
  /// Time against the reference lap, s; positive is lost.
  public var loss: Double

  public init(
    corner: Int, lapSerial: Int, segmentTime: Double, brakeStart: Double? = nil, minimumSpeed: Double,
    throttlePickUp: Double? = nil, fullThrottle: Double? = nil, loss: Double
  ) {
    self.corner = corner
    self.lapSerial = lapSerial
    self.segmentTime = segmentTime
    self.brakeStart = brakeStart
    self.minimumSpeed = minimumSpeed
    self.throttlePickUp = throttlePickUp
    self.fullThrottle = fullThrottle
    self.loss = loss
  }

  /// The figures of a corner in a comparison of two laps, or `nil` where a hole hides the corner.
  public init?(_ loss: CornerLoss, lapSerial: Int) {
    guard let metrics = loss.metrics else { return nil }
    self.init(
      corner: loss.corner.number, lapSerial: lapSerial, segmentTime: metrics.segmentTime,
      brakeStart: metrics.brakeStart, minimumSpeed: metrics.minimumSpeed, throttlePickUp: metrics.throttlePickUp,
      fullThrottle: metrics.fullThrottle, loss: loss.loss)
  }
}
