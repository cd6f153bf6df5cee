/// Every number that decides whether the coach speaks, in one place. Sections refer to the specification of the coach.
public struct CoachThresholds: Sendable, Hashable {
  // Gates, s (12.1).
  /// A smaller loss is not even recorded.
  public var recordedLoss = 0.05
  /// A smaller loss does not appear at the end of the lap.
  public var lapEndLoss = 0.08
  /// A smaller loss is not spoken of while driving.
  public var drivingLoss = 0.12
  /// The loss is at least this many robust deviations of the driver's own time in the segment.
  public var deviations = 1.0
  /// A finding counts when it was seen on this many of the last laps.
  public var habitLaps = 2
  public var habitWindow = 3
  /// A finding less sure than this is stored and not shown.
  public var shownConfidence = 0.6
  /// Clean laps before the first finding (10).
  public var learningLaps = 2
  /// Losses within this share of each other: the later phase of the corner is preferred (12.1).
  public var equalLossShare = 0.2

  // Not nagging (12.3).
  public var lapsBetweenRepeats = 3
  public var timesShown = 3
  public var fixedShare = 0.6
  public var fixedPassages = 2
  public var focusChangeFactor = 1.5
  public var focusChangeLaps = 2

  // Noise floors (7).
  public var brakePointNoise = 5.0
  public var minimumSpeedNoise = 2 / 3.6
  public var minimumSpeedNoiseShare = 0.02
  /// Largest step to ask for at once (12.4): m, m/s.
  public var largestDistanceStep = 30.0
  public var largestSpeedStep = 8 / 3.6

  // B1.
  public var brakeEarlyDistance = 6.0
  public var brakeEarlyTime = 0.10
  public var brakeEarlyLoss = 0.05
  public var brakeEarlyGap = 0.12
  // M1.
  public var overSlowLoss = 0.06
  public var overSlowBrakePoint = 6.0
  // M4.
  public var fastLiftThrottle = 0.8
  public var fastLiftTime = 0.15
  public var fastLiftLoss = 0.05
  // X1.
  public var lateThrottleDistance = 8.0
  public var lateThrottleLoss = 0.05
  // X2.
  public var slowToFullPickUp = 6.0
  public var slowToFullDistance = 15.0
  public var slowToFullLoss = 0.06
  // S1.
  public var straightLiftThrottle = 0.9
  public var straightLiftReference = 0.98
  public var straightLiftTime = 0.15
  public var straightLiftLoss = 0.05

  public init() {}
}
