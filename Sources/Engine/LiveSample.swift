public import Telemetry

/// Why there is a delta, or none.
public enum LiveState: UInt8, Sendable, BitwiseCopyable, CaseIterable {
  /// No car data yet.
  case waiting
  /// The game is paused.
  case paused
  /// In the pit lane or the garage.
  case pit
  /// Before the first crossing of the line, or a lap that began in its middle.
  case outLap
  /// The first complete lap of an unknown track is under way.
  case learning
  /// The track is known, a lap to compare with is not.
  case noReference
  /// The car is off its line; the delta stands still.
  case offLine
  /// A delta is shown.
  case live
}

/// What the dashboard shows of one instant. Plain bytes, made for every frame without allocation.
public struct LiveSample: BitwiseCopyable, Sendable {
  public var frame = TelemetryFrame()
  public var state = LiveState.waiting
  /// Distance along the lap, m; `nil` where it is not known.
  public var station: Double?
  /// Distance from the line, m, positive left.
  public var lateralOffset: Double?
  /// Time since the start of the lap, s.
  public var lapTime: Double?
  /// Time against the reference at this station, s, smoothed for the eye; positive is slower.
  public var delta: Double?
  /// The same without smoothing.
  public var rawDelta: Double?
  /// Whether `delta` is the last lap's final one, shown for the first metres of a lap.
  public var deltaIsFromLastLap = false
  /// Change of the delta over the last 100 m, s; positive is losing.
  public var deltaRate: Double?
  /// Lap time to expect, s, and its uncertainty (one robust standard deviation), s.
  public var predictedLapTime: Double?
  public var predictionUncertainty: Double?
  /// Mini-sector under way, from 0.
  public var miniSector: Int?
  /// Laps that the tank still holds, from the laps measured so far.
  public var fuelLaps: Double?
  /// Fuel burnt a lap, median of the last laps.
  public var fuelPerLap: Double?

  public init() {}
}
