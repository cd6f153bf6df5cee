public import Telemetry

/// The laps of one car as a timing system or the car's own trigger saw them, without samples.
public struct TimedSession: Sendable {
  public struct Lap: Sendable, Hashable {
    public var number: Int
    /// s
    public var time: Double
    /// Sector times, s; empty where unknown.
    public var sectors: [Double] = []
    /// At the speed trap or the fastest known, m/s.
    public var topSpeed: Double?
    public var endsInPit = false
    /// Under a yellow flag or behind the safety car.
    public var isUnderCaution = false
    /// s from the start of the session to the start of the lap.
    public var start: Double
  }

  public var description: SourceDescription
  public var laps: [Lap]
  /// Whether the times come from the official timing and not from the car's own trigger, which is good to tenths of a second.
  public var isOfficial: Bool
}

/// Laps without samples.
struct TimedLaps: Recording {
  let description: SourceDescription
  let notes: [RecordingNote]
  let timedSessions: [TimedSession]

  var sampleCount: Int { 0 }
  var duration: Double { 0 }

  func columns(_ channels: [Channel]) -> SampleColumns { SampleColumns([], count: 0) { _, _ in } }
  func sample(at time: Double) -> Int { 0 }
  func makeFrames(from sample: Int) -> any FrameCursor { NoFrames(description: description) }

  private struct NoFrames: FrameCursor {
    let description: SourceDescription
    mutating func next() -> TelemetryFrame? { nil }
  }
}
