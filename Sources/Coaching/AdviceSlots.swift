/// What the coach has to know of an instant to decide whether a line may appear.
public struct CoachMoment: BitwiseCopyable, Sendable {
  /// Source's clock, s.
  public var time: Double
  /// m/s.
  public var speed: Double
  public var throttle: Double?
  public var brake: Double?
  /// m/s².
  public var lateralAcceleration: Double?
  /// Corner whose segment comes next, and the time until it starts, s, from the reference lap.
  public var nextCorner: Int?
  public var timeToNextSegment: Double?
  /// Time since the start of the lap, s.
  public var lapTime: Double
  /// Safety car, flags, or side by side: only safety messages then.
  public var isRestricted: Bool

  public init(
    time: Double, speed: Double, throttle: Double?, brake: Double?, lateralAcceleration: Double?, nextCorner: Int?,
    timeToNextSegment: Double?, lapTime: Double, isRestricted: Bool
  ) {
    self.time = time
    self.speed = speed
    self.throttle = throttle
    self.brake = brake
    self.lateralAcceleration = lateralAcceleration
    self.nextCorner = nextCorner
    self.timeToNextSegment = timeToNextSegment
    self.lapTime = lapTime
    self.isRestricted = isRestricted
  }
}

/// Keeps a line back until the driver can read it, and takes it away in time. COACHING 12.2.
public struct AdviceSlots: Sendable {
  /// Full throttle for this long, s, and less than this sideways, m/s², is a straight.
  static let straightThrottle = 0.95
  static let straightTime = 0.7
  static let straightLateral = 3.0
  /// Time that has to be left after reading before the next braking zone, s.
  static let margin = 1.0
  static let reminderMargin = 2.5
  /// Lines at the end of the lap stay at most this long, s.
  static let lapEndTime = 8.0
  /// Reading, s: to look, and a word. COACHING 12.2.
  static let glance = 0.5
  static let word = 0.25

  public private(set) var current: Advice?
  private var afterCorner: Finding?
  private var lapEnd: Finding?
  private var reminder: Finding?
  private var straightSince: Double?
  private var shownAfterCorner = false
  private var shownReminder = false

  public init() {}

  /// Time to read a sentence, s.
  public static func readingTime(_ text: String) -> Double {
    glance + word * Double(text.split(separator: " ").count)
  }

  /// A new lap: what may be said at its start, and before the focus corner.
  public mutating func startLap(lapEnd: Finding?, reminder: Finding?) {
    self.lapEnd = lapEnd
    self.reminder = reminder
    afterCorner = nil
    shownAfterCorner = false
    shownReminder = false
  }

  /// A corner has just been passed in the way that this finding speaks of.
  public mutating func passed(_ finding: Finding) { if !shownAfterCorner { afterCorner = finding } }

  /// Everything off the screen: pits, pause, mute.
  public mutating func clear() {
    current = nil
    afterCorner = nil
  }

  /// Moves on to an instant. Returns the finding that has just been put before the driver, if one was.
  public mutating func update(_ moment: CoachMoment) -> Finding? {
    expire(moment)
    followStraight(moment)
    guard current == nil, !moment.isRestricted else { return nil }
    if let finding = lapEnd, moment.lapTime < Self.lapEndTime, isFree(moment, margin: Self.margin, finding.text) {
      lapEnd = nil
      return show(finding, slot: .lapEnd, until: moment.time + Self.lapEndTime, moment)
    }
    if moment.lapTime >= Self.lapEndTime { lapEnd = nil }
    guard let since = straightSince, moment.time - since >= Self.straightTime else { return nil }
    if let finding = afterCorner, !shownAfterCorner, isFree(moment, margin: Self.margin, finding.text) {
      shownAfterCorner = true
      afterCorner = nil
      return show(
        finding, slot: .afterCorner, until: moment.time + 2 * Self.readingTime(finding.text) + 1, moment)
    }
    if let finding = reminder, !shownReminder, moment.nextCorner == finding.corner,
      isFree(moment, margin: Self.reminderMargin, finding.text)
    {
      shownReminder = true
      return show(finding, slot: .reminder, until: moment.time + Self.readingTime(finding.text) + 1, moment)
    }
    return nil
  }

  private mutating func show(_ finding: Finding, slot: Advice.Slot, until end: Double, _ moment: CoachMoment) -> Finding
  {
    current = Advice(slot: slot, text: finding.text, finding: finding, shownAt: moment.time, expiresAt: end)
    return finding
  }

  private mutating func expire(_ moment: CoachMoment) {
    guard let advice = current else { return }
    let brakes = (moment.brake ?? 0) > 0.05
    let turns = abs(moment.lateralAcceleration ?? 0) > 2 * Self.straightLateral
    if moment.time >= advice.expiresAt || brakes || turns || moment.time < advice.shownAt { current = nil }
  }

  private mutating func followStraight(_ moment: CoachMoment) {
    let straight =
      (moment.throttle ?? 0) >= Self.straightThrottle && abs(moment.lateralAcceleration ?? 0) < Self.straightLateral
    guard straight else {
      straightSince = nil
      return
    }
    if straightSince == nil { straightSince = moment.time }
  }

  private func isFree(_ moment: CoachMoment, margin: Double, _ text: String) -> Bool {
    guard (moment.brake ?? 0) < 0.05, abs(moment.lateralAcceleration ?? 0) < Self.straightLateral else { return false }
    guard let left = moment.timeToNextSegment else { return true }
    return left >= Self.readingTime(text) + margin
  }
}
