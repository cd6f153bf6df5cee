public import Analysis
public import Coaching
public import Telemetry
public import Timing

/// What the rest of the program has to learn from the engine; a few a lap.
public enum EngineEvent: Sendable {
  case sessionStarted(SourceDescription, sessionNumber: UInt32)
  /// The track is known now: learnt from a lap, or recognised among the known ones.
  case trackFound(TrackModel, corners: [Corner], isNew: Bool)
  case lapFinished(Lap, comparison: LapComparison?)
  /// A lap that was finished before was undone by a rewind.
  case lapUndone(number: Int, sessionNumber: UInt32)
  /// A line was put before the driver.
  case advised(Advice)
  /// What the coach makes of the laps so far, after each lap that is evidence.
  case coached(CoachReport)
}

/// What has been learnt about a driver by the end of a lap.
public struct CoachReport: Sendable {
  /// Our serial number of the lap.
  public let lapSerial: Int
  public let findings: [Finding]
  public let goals: [Goal]
  /// Fuel, tyres and pace, for the next session of the same car on this track.
  public let strategy: StrategyHistory
}

/// A track that was driven before, with what is needed to compare on it at once.
public struct KnownTrack: Sendable {
  public var model: TrackModel
  public var corners: [Corner]
  /// The best lap of the same car and driver, with its trace.
  public var reference: Lap?
  /// Goals of earlier sessions that are still open.
  public var goals: [Goal]
  /// What earlier sessions taught about fuel and tyres.
  public var strategy: StrategyHistory

  public init(
    model: TrackModel, corners: [Corner], reference: Lap?, goals: [Goal] = [],
    strategy: StrategyHistory = StrategyHistory()
  ) {
    self.model = model
    self.corners = corners
    self.reference = reference
    self.goals = goals
    self.strategy = strategy
  }
}
