/// A part of a lap in which something held that takes its worth as evidence, or explains what happened there.
public struct LapStretch: Sendable, Hashable {
  public enum Kind: String, Sendable, CaseIterable {
    /// At least three wheels on a loose surface, or farther from the line than its corridor.
    case offTrack
    /// More track was gained than was driven.
    case cut
    /// The car turned much farther than its path.
    case spin
    /// The game stood still for long; the driver comes back cold.
    case pause
    /// Safety car, yellow or red flag.
    case caution
    /// Another car close ahead.
    case traffic
    /// In the pit lane.
    case pit
    /// The traction control, the anti-lock system or the engine's limiter at work.
    case tractionControl
    case antiLock
    case revLimiter
  }

  public let kind: Kind
  /// Stations of its ends, m.
  public let start: Double
  public let end: Double

  public init(kind: Kind, start: Double, end: Double) {
    self.kind = kind
    self.start = start
    self.end = end
  }

  /// Whether it touches a part of the lap, m.
  public func touches(_ from: Double, _ to: Double) -> Bool { start < to && end > from }
}
