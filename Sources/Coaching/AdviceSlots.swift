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
  /// Corner whose segment comes next.
  public var nextCorner: Int?
  /// Corners of any kind, kinks too, that the car has reached on this lap.
  public var cornersReached: Int
  /// Time until the next of these, s, from the reference lap.
  public var timeToNextSegment: Double?
  /// Time since the start of the lap, s.
  public var lapTime: Double
  /// Safety car, flags, a fight, the last laps of a race: only safety and strategy then.
  public var isRestricted: Bool

  public init(
    time: Double, speed: Double, throttle: Double?, brake: Double?, lateralAcceleration: Double?, nextCorner: Int?,
    cornersReached: Int = 0,
    timeToNextSegment: Double?, lapTime: Double, isRestricted: Bool
  ) {
    self.time = time
    self.speed = speed
    self.throttle = throttle
    self.brake = brake
    self.lateralAcceleration = lateralAcceleration
    self.nextCorner = nextCorner
    self.cornersReached = cornersReached
    self.timeToNextSegment = timeToNextSegment
    self.lapTime = lapTime
    self.isRestricted = isRestricted
  }
}

/// What may be put before the driver when there is room.
public struct SpokenLine: Sendable {
  public var text: String
  /// Lines below it, less important.
  public var more: [String]
  /// The finding of the first line.
  public var finding: Finding?
  /// What it pulls at, and in which corner; 0 for the whole lap.
  public var direction: AdviceDirection?
  public var corner: Int
  /// Safety 90 and more, strategy 75, findings 48. COACHING 16.
  public var priority: Int

  public init(
    text: String, more: [String] = [], finding: Finding? = nil, direction: AdviceDirection? = nil, corner: Int = 0,
    priority: Int
  ) {
    self.text = text
    self.more = more
    self.finding = finding
    self.direction = direction
    self.corner = corner
    self.priority = priority
  }

  public init(_ finding: Finding, more: [String] = []) {
    self.init(
      text: finding.text, more: more, finding: finding, direction: finding.direction, corner: finding.corner,
      priority: Self.findingPriority)
  }

  static let findingPriority = 48
  /// From this on a line may appear under flags and in a fight.
  public static let strategyPriority = 75
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
  /// A line that waits for room longer than this is stale, s; and so many wait at most.
  static let patience = 40.0
  static let queueLength = 3
  /// Reading, s: to look, and a word. COACHING 12.2.
  static let glance = 0.5
  static let word = 0.25

  public private(set) var current: Advice?
  private var afterCorner: SpokenLine?
  private var lapEnd: SpokenLine?
  private var reminder: SpokenLine?
  private var queue: [(line: SpokenLine, since: Double)] = []
  private var straightSince: Double?
  private var shownAfterCorner = false
  private var shownReminder = false
  /// Corners reached when the line appeared: before the next one's braking zone the line is gone.
  private var cornersReached = 0
  private var said: [(time: Double, direction: AdviceDirection, corner: Int)] = []
  private let contradictionTime: Double

  /// - Parameter contradictionTime: time between two lines that pull at one thing both ways, s.
  public init(contradictionTime: Double = 20) { self.contradictionTime = contradictionTime }

  /// Time to read a sentence, s.
  public static func readingTime(_ text: String) -> Double {
    glance + word * Double(text.split(separator: " ").count)
  }

  /// A new lap: what may be said at its start, and before the focus corner.
  public mutating func startLap(lapEnd: SpokenLine?, reminder: SpokenLine?) {
    self.lapEnd = lapEnd
    self.reminder = reminder
    afterCorner = nil
    shownAfterCorner = false
    shownReminder = false
  }

  /// A corner has just been passed in the way that this finding speaks of.
  public mutating func passed(_ finding: Finding) { if !shownAfterCorner { afterCorner = SpokenLine(finding) } }

  /// A line that cannot wait for the lap's end: strategy, or a lap that is lost.
  public mutating func submit(_ line: SpokenLine, at time: Double) {
    guard !queue.contains(where: { $0.line.text == line.text }), current?.text != line.text else { return }
    queue.append((line, time))
    queue.sort { $0.line.priority > $1.line.priority }
    if queue.count > Self.queueLength { queue.removeLast() }
  }

  /// Everything off the screen: pits, pause, mute.
  public mutating func clear() {
    current = nil
    afterCorner = nil
    queue.removeAll()
  }

  /// Moves on to an instant. Returns the finding that has just been put before the driver, if one was.
  public mutating func update(_ moment: CoachMoment) -> Finding? {
    expire(moment)
    followStraight(moment)
    guard current == nil else { return nil }
    let isOnStraight = straightSince.map { moment.time - $0 >= Self.straightTime } ?? false
    if isOnStraight, let index = queue.firstIndex(where: { isFree(moment, Self.margin, $0.line) }) {
      let line = queue.remove(at: index).line
      return show(line, slot: .strategy, until: moment.time + 2 * Self.readingTime(line.text) + 1, moment)
    }
    guard !moment.isRestricted else { return nil }
    if let line = lapEnd, moment.lapTime < Self.lapEndTime {
      if let fitting = fitted(line, moment) {
        lapEnd = nil
        return show(fitting, slot: .lapEnd, until: moment.time + Self.lapEndTime, moment)
      }
    }
    if moment.lapTime >= Self.lapEndTime { lapEnd = nil }
    guard isOnStraight else { return nil }
    if let line = afterCorner, !shownAfterCorner, isFree(moment, Self.margin, line) {
      shownAfterCorner = true
      afterCorner = nil
      return show(line, slot: .afterCorner, until: moment.time + 2 * Self.readingTime(line.text) + 1, moment)
    }
    if let line = reminder, !shownReminder, moment.nextCorner == line.corner,
      isFree(moment, Self.reminderMargin, line)
    {
      shownReminder = true
      return show(line, slot: .reminder, until: moment.time + Self.readingTime(line.text) + 1, moment)
    }
    return nil
  }

  private mutating func show(
    _ line: SpokenLine, slot: Advice.Slot, until end: Double, _ moment: CoachMoment
  ) -> Finding? {
    current = Advice(
      slot: slot, text: line.text, more: line.more, finding: line.finding, shownAt: moment.time, expiresAt: end)
    cornersReached = moment.cornersReached
    said.removeAll { moment.time - $0.time > contradictionTime || moment.time < $0.time }
    if let direction = line.direction { said.append((moment.time, direction, line.corner)) }
    return line.finding
  }

  private mutating func expire(_ moment: CoachMoment) {
    if let first = queue.first, moment.time - first.since > Self.patience || moment.time < first.since {
      queue.removeFirst()
    }
    guard let advice = current else { return }
    let brakes = (moment.brake ?? 0) > 0.05
    let turns = abs(moment.lateralAcceleration ?? 0) > 2 * Self.straightLateral
    let isAtNextCorner = moment.cornersReached != cornersReached
    if moment.time >= advice.expiresAt || brakes || turns || isAtNextCorner || moment.time < advice.shownAt {
      current = nil
    }
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

  /// The line with as many of the lines below it as can be read in time, or `nil` where not even the first can.
  private func fitted(_ line: SpokenLine, _ moment: CoachMoment) -> SpokenLine? {
    var fitting = line
    while true {
      if isFree(moment, Self.margin, fitting) { return fitting }
      guard !fitting.more.isEmpty else { return nil }
      fitting.more.removeLast()
    }
  }

  private func isFree(_ moment: CoachMoment, _ margin: Double, _ line: SpokenLine) -> Bool {
    guard (moment.brake ?? 0) < 0.05, abs(moment.lateralAcceleration ?? 0) < Self.straightLateral else { return false }
    if let direction = line.direction, said.contains(where: { contradicts($0, direction, line.corner, moment) }) {
      return false
    }
    guard let left = moment.timeToNextSegment else { return true }
    let reading = line.more.reduce(Self.readingTime(line.text)) { $0 + Self.readingTime($1) - Self.glance }
    return left >= reading + margin
  }

  private func contradicts(
    _ earlier: (time: Double, direction: AdviceDirection, corner: Int), _ direction: AdviceDirection, _ corner: Int,
    _ moment: CoachMoment
  ) -> Bool {
    guard moment.time - earlier.time < contradictionTime else { return false }
    // In one corner more of anything and less of anything pull apart; for a whole lap only of the same thing.
    if earlier.corner == corner, corner != 0 { return earlier.direction.isMore != direction.isMore }
    return (earlier.corner == 0 || corner == 0) && earlier.direction.contradicts(direction)
  }
}
