/// A corner of a track. Detected once, then kept: its number means the same tarmac for ever.
public struct Corner: Sendable, Hashable {
  public enum Direction: String, Sendable { case left, right }

  /// How fast a corner is, relative to the others of its track; `flat` where the reference lap never lifts.
  public enum Class: String, Sendable, CaseIterable { case slow, medium, fast, flat }

  /// Counts the corners from the line, from 1.
  public let number: Int
  /// What it is called, `T4` unless somebody named it.
  public var name: String
  public let direction: Direction
  public var cornerClass: Class
  /// Stations of the arc's start, its curvature-weighted centre and its end, m.
  public let start: Double
  public let apex: Double
  public let end: Double
  /// Where the corner's segment starts, before its braking zone, m; it ends where the next corner's starts.
  public var segmentStart: Double
  /// Corners without a full-throttle second between them share a number; losses of a complex are judged together.
  public var complex: Int
  /// Angle turned through, rad, positive to the left.
  public let turnedAngle: Double
  /// Whether the corner has a segment of its own; a kink taken flat has none.
  public var isCoachable: Bool

  public init(
    number: Int, name: String, direction: Direction, cornerClass: Class, start: Double, apex: Double, end: Double,
    segmentStart: Double, complex: Int, turnedAngle: Double = 0, isCoachable: Bool = true
  ) {
    self.number = number
    self.name = name
    self.direction = direction
    self.cornerClass = cornerClass
    self.start = start
    self.apex = apex
    self.end = end
    self.segmentStart = segmentStart
    self.complex = complex
    self.turnedAngle = turnedAngle
    self.isCoachable = isCoachable
  }
}
