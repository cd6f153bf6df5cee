public import Telemetry
public import Timing

/// A number for each wheel.
public struct WheelValues: BitwiseCopyable, Sendable, Equatable {
  public var frontLeft: Double
  public var frontRight: Double
  public var rearLeft: Double
  public var rearRight: Double

  public init(frontLeft: Double, frontRight: Double, rearLeft: Double, rearRight: Double) {
    self.frontLeft = frontLeft
    self.frontRight = frontRight
    self.rearLeft = rearLeft
    self.rearRight = rearRight
  }

  /// The channels of a family that starts with `first`, or `nil` where the frame lacks one of them.
  public init?(_ frame: TelemetryFrame, from first: Channel) {
    guard let frontLeft = frame[Wheel.frontLeft.channel(from: first)],
      let frontRight = frame[Wheel.frontRight.channel(from: first)],
      let rearLeft = frame[Wheel.rearLeft.channel(from: first)],
      let rearRight = frame[Wheel.rearRight.channel(from: first)]
    else { return nil }
    self.init(frontLeft: frontLeft, frontRight: frontRight, rearLeft: rearLeft, rearRight: rearRight)
  }

  /// The same of a lap at a station, or `nil` where the lap lacks one of them.
  public init?(_ trace: LapTrace, from first: Channel, at station: Double) {
    guard let frontLeft = trace.value(Wheel.frontLeft.channel(from: first), at: station),
      let frontRight = trace.value(Wheel.frontRight.channel(from: first), at: station),
      let rearLeft = trace.value(Wheel.rearLeft.channel(from: first), at: station),
      let rearRight = trace.value(Wheel.rearRight.channel(from: first), at: station)
    else { return nil }
    self.init(frontLeft: frontLeft, frontRight: frontRight, rearLeft: rearLeft, rearRight: rearRight)
  }

  public subscript(wheel: Wheel) -> Double {
    switch wheel {
    case .frontLeft: frontLeft
    case .frontRight: frontRight
    case .rearLeft: rearLeft
    case .rearRight: rearRight
    }
  }

  public var frontMean: Double { (frontLeft + frontRight) / 2 }
  public var rearMean: Double { (rearLeft + rearRight) / 2 }

  /// The wheel with the highest number; the first of equal ones.
  public var highest: Wheel {
    var best = Wheel.frontLeft
    if frontRight > self[best] { best = .frontRight }
    if rearLeft > self[best] { best = .rearLeft }
    if rearRight > self[best] { best = .rearRight }
    return best
  }
}

extension Wheel {
  /// As a sentence begins with it: `Rear right`.
  var words: String {
    switch self {
    case .frontLeft: "Front left"
    case .frontRight: "Front right"
    case .rearLeft: "Rear left"
    case .rearRight: "Rear right"
    }
  }

  var isFront: Bool { self == .frontLeft || self == .frontRight }
}
