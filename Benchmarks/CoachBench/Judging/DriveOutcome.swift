/// A mistake that was made, what it cost and what was said of it.
struct MadeFault: Sendable {
  var circuit: String
  var car: String
  /// Number of the official corner.
  var bend: Int
  var fault: Fault
  /// s.
  var trueLoss: Double
  /// The corner of the engine whose segment holds the mistake, 0 for none.
  var corner: Int
  /// Statement in the right corner, and the other statements on the same lap.
  var said: CoachUnderTest.Statement?
  var others: [CoachUnderTest.Statement]
  /// What was measured in its corner.
  var trail = ""

  var isRightCause: Bool { said.map { fault.kind.causes.contains($0.rule) } ?? false }
}

/// A statement of the coach, and whether there was a real loss where it says so.
struct MadeStatement: Sendable {
  var rule: String
  var isRight: Bool
  var isRightCause: Bool
  var quote = ""
}

/// A line that was shown while driving.
struct ShownMessage: Sendable {
  var text: String
  var rule: String?
  var corner: Int?
  var lap: Int
  /// Metres from the line, s since the first frame.
  var station: Double
  var time: Double
  var brake: Double
  var lateralAcceleration: Double
  /// The highest of both while it stays, and how long it stays, s.
  var mostBrake = 0.0
  var mostLateral = 0.0
  var duration = 0.0
  /// Frames on which it could be read while the car braked or was in a bend.
  var overlaps = 0

  /// Time to look and to read, s: COACHING 12.2.
  var readingTime: Double { 0.5 + 0.25 * Double(text.split(separator: " ").count) }
  /// Whether it stayed for as long as it takes to read it.
  var isReadable: Bool { duration >= readingTime }
}

/// Everything that one drive tells about the coach.
struct DriveOutcome: Sendable {
  var circuit: String
  var purpose: DriveScript.Purpose
  /// Official corners and those found.
  var officialCorners: Int
  var foundCorners: Int
  /// Numbers of the official corners in which none was found.
  var unfoundBends: [Int] = []
  var faults: [MadeFault] = []
  var statements: [MadeStatement] = []
  /// Sum of the segments against the lap, s.
  var residuals: [Double] = []
  /// Live delta at the line against the official difference, and within the lap against the truth, s, without sign.
  var lineErrors: [Double] = []
  var deltaErrors: [Double] = []
  var messages: [ShownMessage] = []
  /// Laps on which the coach could speak.
  var coachedLaps = 0
  /// Laps that the engine did not accept.
  var rejectedLaps = 0
  /// Findings held after a natural drive's laps.
  var nullFindings = 0
  var nullLaps = 0
}
