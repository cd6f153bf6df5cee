/// Every number that decides about fuel, tyres and stops. Sections refer to the specification of the coach.
public struct StrategyThresholds: Sendable, Hashable {
  // Fuel (15.1).
  /// The use of a lap is the median of this many laps, and of fewer until there are so many.
  public var fuelLaps = 5
  public var fewFuelLaps = 3
  /// A lap that burnt less than this share of the most in the window was not driven in earnest.
  public var leastFuelShare = 0.5
  /// Robust deviations a lap of the use that the tank has to cover beside the use itself.
  public var fuelDeviations = 1.65
  /// Deviation as a share of the use until `fewFuelLaps` laps tell it; ours.
  public var assumedFuelDeviation = 0.03
  /// Fuel that should be left at the end, laps; a user sets 0…2.
  public var fuelReserve = 0.3
  /// Largest share of the use that lifting early can save.
  public var largestSaving = 0.08
  /// Share of the use that the tank holds beyond the distance when saving is over; ours.
  public var savedMargin = 0.01
  /// A crossing this close to the end of a timed race leaves open whether one lap more is driven, s.
  public var finishMargin = 8.0

  // Lift and coast (15.1); the places are ours.
  /// Stretch at full throttle before the lift over which the flow of fuel is measured, m.
  public var flowStretch = 200.0
  public var shortestFlowStretch = 60.0
  /// Throttle from which it counts as full, 0…1, and the stretch before the lift over which the foot may come off, m.
  public var fullThrottle = 0.95
  public var releaseStretch = 20.0
  /// Largest lift to ask for before one corner, m, and the most corners to name.
  public var longestLift = 100.0
  public var liftCorners = 3
  /// A lift is asked for in steps of this, m (12.4: what a voice can say).
  public var liftStep = 5.0

  // F1, F2 and F4 (15.2).
  public var fuelShortLaps = 0.25
  public var fuelShortPersistence = 2
  public var fuelGoodLaps = 0.5
  public var lastCallLaps = 1.5

  // T1 to T3 (15.2, 15.3).
  public var coldTime = 20.0
  public var hotTime = 5.0
  /// Distance between the level of an alarm and the edge of a learnt window, K; as 110 to 104 °C.
  public var temperatureBand = 6.0
  public var balanceDifference = 8.0
  /// Front over rear below which the balance counts as good again, K; ours.
  public var balanceClear = 5.0
  /// Passages before the window is learnt, the share of the best of them, and the share left out at each end.
  public var windowPassages = 60
  public var windowBestShare = 0.2
  public var windowTail = 0.1

  // T4 and T5 (15.2).
  /// Wear at which a tyre is done, 0…1, and the laps before a forecast; ours.
  public var wearLimit = 0.75
  public var wearLaps = 4
  /// A fall of the wear by this between two laps is a new set; ours.
  public var newSetDrop = 0.05
  public var fallOffLaps = 6
  /// s a lap.
  public var fallOffLeast = 0.05
  /// Below this the fall-off counts as gone, s a lap; ours.
  public var fallOffClear = 0.03
  /// Correlation of age and fuel from which their effects cannot be told apart; ours.
  public var inseparable = 0.98

  // P1 (15.2); ours.
  /// Laps until a rival answers a stop.
  public var answerLaps = 1.0
  /// Gain below which the window counts as closed again, s.
  public var pitWindowClear = -0.5

  // Priorities of messages (16).
  public var safetyPriority = 90
  public var strategyPriority = 75

  public init() {}
}
