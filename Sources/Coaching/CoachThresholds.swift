/// Every number that decides whether the coach speaks, in one place. Sections refer to the specification of the coach; lengths in m,
/// times in s, speeds in m/s, pedals 0…1, unless it says otherwise.
public struct CoachThresholds: Sendable, Hashable {
  // Gates (12.1).

  /// A smaller loss is not even recorded.
  public var recordedLoss = 0.05
  /// A smaller loss does not appear at the end of the lap.
  public var lapEndLoss = 0.08
  /// A smaller loss is not spoken of while driving.
  public var drivingLoss = 0.12
  /// The loss is at least this many robust deviations of the driver's own time in the segment, beyond what the best of several
  /// passages is faster than a usual one by chance.
  public var deviations = 1.5
  /// The same for one lap judged alone.
  public var singleLapDeviations = 3.0
  /// A difference of a number counts from this many of its own deviations on (7).
  public var noiseDeviations = 1.5
  /// The same for the line, which nobody drives twice.
  public var lineDeviations = 1.2
  /// How many times the difference that would be none it takes; of the line more, and more still on one lap alone.
  public var leastStrength = 1.4
  public var leastStrengthAlways = 1.15
  public var lineHabitStrength = 2.2
  public var lineSingleStrength = 2.2
  /// Passages that what the other corners show is worth, in a corner's own deviation.
  public var spreadWeight = 4.0
  /// Passages from which a deviation says something.
  public var deviationPassages = 6
  /// A finding counts when it was seen on this many of the last laps.
  public var habitLaps = 2
  public var habitWindow = 3
  /// A finding less sure than this is stored and not shown.
  public var shownConfidence = 0.6
  /// A loss carried beyond the corner is shown beside it from this on.
  public var shownCarry = 0.02
  /// Clean laps before the first finding (10).
  public var learningLaps = 2
  /// A lap slower than this many times the median of the last five is no evidence of a habit (9).
  public var evidenceFactor = 1.03
  /// A rule that names the cause goes before those that only see its effect, from this share of their loss on.
  public var causeShare = 0.25
  /// Losses within this share of each other: the later phase of the corner is preferred (12.1).
  public var equalLossShare = 0.2

  // When it may appear (12.2).

  /// Laps at the end of a race in which only safety and strategy are spoken of.
  public var lastLaps = 2
  /// A car nearer than this is a fight, s.
  public var fightGap = 0.8
  /// Lines that disagree are this far apart, s.
  public var contradictionTime = 20.0
  /// Lines at the end of a lap.
  public var lapEndLines = 3
  /// A finding older than this many laps is stale.
  public var staleLaps = 1

  // Not nagging (12.3).

  public var lapsBetweenRepeats = 3
  public var timesShown = 3
  public var fixedShare = 0.6
  public var fixedPassages = 2
  public var worsePassages = 2
  /// How much worse than when it was said counts as worse, s.
  public var worseBy = 0.05
  public var focusChangeFactor = 1.5
  public var focusChangeLaps = 2

  // Noise floors (7): smaller differences are none.

  public var brakePointNoise = 5.0
  public var minimumSpeedNoise = 2 / 3.6
  public var minimumSpeedNoiseShare = 0.02
  public var offsetNoise = 0.8
  /// Largest step to ask for at once (12.4).
  public var largestDistanceStep = 10.0
  public var largestSpeedStep = 4 / 3.6

  // Braking (13).

  public var brakeEarlyDistance = 6.0
  /// Time at the speed of the brake point that the distance is worth, s.
  public var brakeEarlyTime = 0.10
  public var brakeEarlyLoss = 0.05
  public var brakeEarlyGap = 0.12
  public var lateBrakeDistance = 4.0
  public var lateBrakeSlowestPoint = 8.0
  public var lateBrakeApex = 1.5
  public var lateBrakePickUp = 6.0
  /// Share of the loss that lies between turn-in and throttle.
  public var lateBrakeMid = 0.12
  public var lateBrakeLoss = 0.08
  public var softBrakePeak = 0.10
  /// Half of that is far beyond what a foot does by itself.
  public var softBrakeNoise = 0.05
  public var softBrakeRise = 0.15
  public var softBrakeDistance = 8.0
  public var softBrakeLoss = 0.05
  public var gapTime = 0.25
  public var gapMore = 0.12
  public var gapLoss = 0.03
  public var dragDistance = 10.0
  public var dragLoss = 0.05
  public var trailReference = 15.0
  public var trailShare = 0.4
  public var trailSpeed = 1 / 3.6
  public var trailLoss = 0.05
  public var dumpShare = 0.5
  public var dumpTime = 0.30
  public var dumpCoast = 0.15
  public var dumpSteering = 1.12
  public var dumpLoss = 0.05
  public var lockTime = 0.1
  public var doubleBrakeLoss = 0.05
  public var scatterPassages = 6
  public var scatterDistance = 8.0
  public var scatterTime = 0.08

  // Middle of the corner (13).

  public var overSlowLoss = 0.06
  public var overSlowBrakePoint = 6.0
  /// Loss after turn-in over that before it from which a much slower corner is that and nothing else.
  public var overSlowShare = 1.5
  public var earlySlowestPoint = 10.0
  public var earlySlowestCoast = 0.2
  public var earlySlowestLoss = 0.05
  public var pauseTime = 0.4
  public var pauseMore = 0.25
  public var pauseLoss = 0.06
  public var pausePickUp = 4.0
  public var fastLiftThrottle = 0.8
  public var fastLiftTime = 0.15
  public var fastLiftLoss = 0.05
  public var pushSteering = 1.15
  public var pushSpeed = 3 / 3.6
  public var pushLoss = 0.05
  public var slideCounterSteer = 0.15
  public var slideTime = 0.2
  public var slideLoss = 0.08
  public var slidePassages = 2
  public var apexOffset = 1.5
  public var apexLoss = 0.06
  public var earlyApexDistance = 10.0
  public var earlyApexLoss = 0.05

  // Exit (13).

  /// Loss from the throttle on over that before it from which the exit is the cause.
  public var exitShare = 3.0
  public var lateThrottleDistance = 8.0
  public var lateThrottleLoss = 0.05
  public var lateThrottleFull = 4.0
  public var slowToFullPickUp = 12.0
  /// Way that the throttle takes longer between its beginning and its end.
  public var slowToFullWay = 10.0
  public var slowToFullDistance = 15.0
  public var slowToFullLoss = 0.06
  public var dipSize = 0.20
  public var dipPickUp = 6.0
  public var dipFull = 8.0
  public var dipLoss = 0.05
  public var spinTime = 0.2
  /// %·s of throttle that the traction control takes more than on the reference lap.
  public var spinAid = 15.0
  public var spinLoss = 0.05
  public var exitOffset = 1.5
  public var exitSpeed = 2 / 3.6
  public var exitLoss = 0.05
  public var limiterTime = 0.25
  public var upshiftShare = 0.92
  public var shiftLoss = 0.04
  public var gearLoss = 0.06
  /// A slowest speed within this asks for the same gear, m/s.
  public var gearSpeed = 0.2
  /// A gear is a whole number: another one does not come from scatter.
  public var gearStrength = 2.0

  // Straights (13).

  public var straightLiftThrottle = 0.9
  public var straightLiftReference = 0.98
  public var straightLiftTime = 0.15
  public var straightLiftLoss = 0.05
  public var dragTopSpeed = 4 / 3.6

  // Lap and session (13).

  public var whereLoss = 0.10
  public var leastRepeatable = 0.10
  public var leastRepeatableFactor = 1.5
  public var inHandShare = 0.003
  public var paceTrend = 0.008
  public var paceTrendClear = 0.004
  public var paceTrendNear = 0.003
  public var paceTrendLaps = 3
  public var overdrivingEntry = 0.10
  public var overdrivingExit = 0.20
  public var overdrivingCorners = 3
  public var bestCorner = 0.04

  /// Fuel, tyres and stops (15).
  public var strategy = StrategyThresholds()

  public init() {}
}
