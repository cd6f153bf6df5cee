public import Timing

/// A lap's samples on a version of a track's line.
public struct StationedLap: Sendable {
  public var trace: LapTrace
  public var trackVersion: Int

  public init(trace: LapTrace, trackVersion: Int) {
    self.trace = trace
    self.trackVersion = trackVersion
  }
}
