public import Telemetry

/// One sample of a lap, with the place and the time that we gave it.
public struct LapSample: BitwiseCopyable, Sendable {
  /// Driving time since the source began, s; stands still in pauses.
  public var clock: Double
  /// Metres since the start of the lap, unwrapped; NaN where unknown.
  public var station: Double
  /// Metres from the reference line, positive left; NaN where unknown.
  public var offset: Float
  /// How long the game stood still just before this sample, s.
  public var pause: Float = 0
  public var frame: TelemetryFrame
}

/// A lap between two crossings of the line, before it is resampled.
public struct FinishedLap: Sendable {
  public var number: Int
  public var kind: LapKind
  public var flags: LapFlags
  /// Lap time, s, official unless `flags` says measured; `nil` for a part of a lap.
  public var time: Double?
  /// Our own measurement between the two crossings, s.
  public var measuredTime: Double?
  public var sectors: [Double]
  /// Clock at the start of the lap.
  public var startClock: Double
  /// The source's clock at the first sample, s.
  public var startTime: Double
  public var sessionNumber: UInt32
  public var samples: [LapSample]
  /// Length of the track on which the samples were stationed, m; `nil` while it was not known.
  public var stationLength: Double?
}
