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
}

/// A track that was driven before, with what is needed to compare on it at once.
public struct KnownTrack: Sendable {
  public var model: TrackModel
  public var corners: [Corner]
  /// The best lap of the same car and driver, with its trace.
  public var reference: Lap?

  public init(model: TrackModel, corners: [Corner], reference: Lap?) {
    self.model = model
    self.corners = corners
    self.reference = reference
  }
}
