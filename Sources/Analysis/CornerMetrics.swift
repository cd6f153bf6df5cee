/// What a driver did in one corner of one lap. Stations in m from the line, unwrapped: a corner over the line may pass the lap's length.
public struct CornerMetrics: Sendable, Equatable {
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
  /// Station at which the brake is released.
  public var brakeRelease: Double?
  /// Station at which the car turns in.
  public var turnIn: Double?
  /// Speed at the reference's turn-in, at the slowest point, at the end of the arc and 100 m later, m/s.
  public var entrySpeed: Double
  public var minimumSpeed: Double
  public var exitSpeed: Double
  public var laterExitSpeed: Double
  /// Station of the slowest point, m.
  public var minimumSpeedStation: Double
  /// First throttle of 20 % held for 0.3 s after the slowest point.
  public var throttlePickUp: Double?
  /// First full throttle held for 0.5 s.
  public var fullThrottle: Double?
  /// Falls of the throttle by 15 points or more between pick-up and full throttle.
  public var throttleDips: Int
  /// Time with neither pedal before the brake, and between brake and throttle, s.
  public var coastBeforeBrake: Double
  public var coastBeforeThrottle: Double
  /// Lowest throttle in the arc, 0…1; `nil` without a throttle channel.
  public var minimumThrottle: Double?
  /// Longest time in the arc with less than 80 % throttle, s.
  public var liftTime: Double
  /// Gear at the slowest point.
  public var gear: Int?
  /// Time from the segment's start to its end, s.
  public var segmentTime: Double

  public init(
    brakeStart: Double? = nil, brakeSpeed: Double? = nil, lift: Double? = nil, liftToBrakeGap: Double? = nil,
    peakBrake: Double? = nil,
    peakBrakeStation: Double? = nil, brakeRelease: Double? = nil, turnIn: Double? = nil, entrySpeed: Double = 0,
    minimumSpeed: Double = 0, exitSpeed: Double = 0, laterExitSpeed: Double = 0, minimumSpeedStation: Double = 0,
    throttlePickUp: Double? = nil, fullThrottle: Double? = nil, throttleDips: Int = 0, coastBeforeBrake: Double = 0,
    coastBeforeThrottle: Double = 0, minimumThrottle: Double? = nil, liftTime: Double = 0, gear: Int? = nil,
    segmentTime: Double = 0
  ) {
    self.brakeStart = brakeStart
    self.brakeSpeed = brakeSpeed
    self.lift = lift
    self.liftToBrakeGap = liftToBrakeGap
    self.peakBrake = peakBrake
    self.peakBrakeStation = peakBrakeStation
    self.brakeRelease = brakeRelease
    self.turnIn = turnIn
    self.entrySpeed = entrySpeed
    self.minimumSpeed = minimumSpeed
    self.exitSpeed = exitSpeed
    self.laterExitSpeed = laterExitSpeed
    self.minimumSpeedStation = minimumSpeedStation
    self.throttlePickUp = throttlePickUp
    self.fullThrottle = fullThrottle
    self.throttleDips = throttleDips
    self.coastBeforeBrake = coastBeforeBrake
    self.coastBeforeThrottle = coastBeforeThrottle
    self.minimumThrottle = minimumThrottle
    self.liftTime = liftTime
    self.gear = gear
    self.segmentTime = segmentTime
  }
}
