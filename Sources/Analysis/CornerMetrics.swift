public import Telemetry

/// What a driver did in one corner of one lap. COACHING 7. Stations in m from the line, unwrapped: a corner over the line may pass the
/// lap's length. `nil` is not measured, or did not happen.
public struct CornerMetrics: Sendable, Equatable {
  // Braking.

  /// First brake of 5 % in a run that reaches 15 % for 0.1 s; `nil` where the driver does not brake.
  public var brakeStart: Double?
  /// Speed there, m/s.
  public var brakeSpeed: Double?
  /// Last station before the brake with half throttle, or the first lift where there is no braking.
  public var lift: Double?
  /// Time between lifting and braking, s.
  public var liftToBrakeGap: Double?
  /// Highest brake, 0…1, and where.
  public var peakBrake: Double?
  public var peakBrakeStation: Double?
  /// Time from the first brake to nine tenths of the peak, s.
  public var brakeRise: Double?
  /// Hardest slowing, mean over a tenth of a second, m/s², positive.
  public var peakDeceleration: Double?
  /// Station at which the brake is released.
  public var brakeRelease: Double?
  /// Time from eight tenths of the peak to one tenth, on the last way down, s.
  public var releaseTime: Double?
  /// Times that the driver pressed the brake on the way in, with at least 0.2 s between.
  public var brakePresses: Int?

  // Turning.

  /// Station at which the car turns in.
  public var turnIn: Double?
  /// Way that is braked after turn-in, m, and its share of all braking, 0…1.
  public var trailLength: Double?
  public var trailShare: Double?
  /// Largest steering, the channel's unit, positive into the corner.
  public var steeringPeak: Double?
  /// Mean steering in the arc, and mean lateral acceleration, m/s², both positive into the corner.
  public var steeringMean: Double?
  public var lateralMean: Double?
  /// Longest time with the wheel turned out of the corner, s.
  public var counterSteerTime: Double?
  /// Longest time for which the car turned a fifth more than its path, s.
  public var slideTime: Double?
  /// Distance from the line at the reference's turn-in, at the apex and at the end of the arc, m, positive to the outside.
  public var turnInOffset: Double?
  public var apexOffset: Double?
  public var exitOffset: Double?
  /// Station at which the car is nearest to the inside.
  public var insideStation: Double?

  // Speeds, m/s.

  /// At the reference's turn-in, at the slowest point, at the end of the arc and 100 m later.
  public var entrySpeed: Double
  public var minimumSpeed: Double
  public var exitSpeed: Double
  public var laterExitSpeed: Double
  /// Highest in the segment after the arc.
  public var topSpeed: Double
  /// Station of the slowest point, m.
  public var minimumSpeedStation: Double

  // Throttle and engine.

  /// First throttle of 20 % held for 0.3 s after the slowest point.
  public var throttlePickUp: Double?
  /// First full throttle held for 0.5 s.
  public var fullThrottle: Double?
  /// Falls of the throttle by 15 points or more between pick-up and full throttle, and the deepest, 0…1.
  public var throttleDips: Int
  public var deepestDip: Double
  /// Time with neither pedal before the brake, and between brake and throttle, s.
  public var coastBeforeBrake: Double
  public var coastBeforeThrottle: Double
  /// Lowest throttle on the way through the arc, 0…1; `nil` without a throttle channel.
  public var minimumThrottle: Double?
  /// Longest time there with less than 80 % throttle, s.
  public var liftTime: Double
  /// Share of the run after full throttle that is driven with 90 % or more.
  public var runThrottleShare: Double?
  /// Gear at the slowest point.
  public var gear: Int?
  /// Time on the limiter at full throttle, s, and mean engine speed at which the driver shifts up there, revolutions per minute.
  public var limiterTime: Double?
  public var upshiftSpeed: Double?

  // Grip.

  /// Longest time with a locked wheel while braking, s, and which.
  public var lockTime: Double?
  public var lockWheel: Wheel?
  /// Longest time with a spinning wheel on the throttle, s.
  public var spinTime: Double?
  /// What the traction control and the anti-lock system took, %·s of pedal.
  public var tractionAid: Double?
  public var brakeAid: Double?

  /// Time from the segment's start to its end, s.
  public var segmentTime: Double

  public init(
    minimumSpeed: Double = 0, minimumSpeedStation: Double = 0, entrySpeed: Double = 0, exitSpeed: Double = 0,
    laterExitSpeed: Double = 0, topSpeed: Double = 0, segmentTime: Double = 0
  ) {
    self.minimumSpeed = minimumSpeed
    self.minimumSpeedStation = minimumSpeedStation
    self.entrySpeed = entrySpeed
    self.exitSpeed = exitSpeed
    self.laterExitSpeed = laterExitSpeed
    self.topSpeed = topSpeed
    self.segmentTime = segmentTime
    throttleDips = 0
    deepestDip = 0
    coastBeforeBrake = 0
    coastBeforeThrottle = 0
    liftTime = 0
  }
}
