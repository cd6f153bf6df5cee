public import Analysis
public import Coaching
public import Telemetry
public import Timing

/// Against which lap the delta is measured.
public enum ReferenceChoice: Sendable, Hashable {
  /// The driver's best lap ever on this track with this car.
  case allTimeBest
  /// The best lap of this session.
  case sessionBest
  /// The lap before this one.
  case lastLap
  /// A lap of the history or of a file, loaded by the user.
  case chosen
}

/// The lap against which everything is measured.
public struct ReferenceLap: Sendable {
  public var choice: ReferenceChoice
  /// How it is called on screen: `best 1:38.214 L7`.
  public var label: String
  public var lap: Lap

  public init(choice: ReferenceChoice, label: String, lap: Lap) {
    self.choice = choice
    self.label = label
    self.lap = lap
  }
}

/// Three sums of best parts, none of them a lap that was driven but the last.
public struct TheoreticalBest: Sendable, Equatable {
  /// Sum of the best mini-sectors, s. Known to be out of reach.
  public var ideal: Double?
  /// Sum of the best corner segments, s: the one that coaching uses.
  public var cornerIdeal: Double?
  /// Fastest continuous lap begun anywhere, s: really driven.
  public var rollingBest: Double?

  public init(ideal: Double? = nil, cornerIdeal: Double? = nil, rollingBest: Double? = nil) {
    self.ideal = ideal
    self.cornerIdeal = cornerIdeal
    self.rollingBest = rollingBest
  }
}

/// How a mini-sector of the lap under way, or of the last lap, compares.
public enum MiniSectorMark: UInt8, Sendable, BitwiseCopyable {
  case notDriven
  /// Slower than the reference.
  case slower
  /// Faster than the reference.
  case faster
  /// The best of the session.
  case best
}

/// What changes a few times a lap: the track, the laps, the reference, the coach. Published when it changed.
public struct SessionModel: Sendable {
  /// Grows with every change.
  public var revision = 0
  public var source: SourceDescription?
  public var track: TrackModel?
  public var corners: [Corner] = []
  public var reference: ReferenceLap?
  /// The laps of this session, oldest first.
  public var laps: [Lap] = []
  /// Serial number of the best eligible lap of the session.
  public var bestLapSerial: Int?
  /// The last complete lap against the reference that was valid when it ended.
  public var lastComparison: LapComparison?
  public var theoretical = TheoreticalBest()
  /// Best of each sector in the session, s.
  public var bestSectors: [Double] = []
  /// Sector times of the lap under way, s, as far as they are complete.
  public var currentSectors: [Double] = []
  public var miniSectors: [MiniSectorMark] = []
  /// Complete clean laps that the coach has seen of the two that it needs to begin.
  public var learntLaps = 0
  /// All findings of the session, the costliest first.
  public var findings: [Finding] = []
  /// The one finding that the driver works on.
  public var focus: Finding?
  /// The line on screen, `nil` for silence.
  public var advice: Advice?
  /// How much the coach says.
  public var verbosity = Coach.Verbosity.focus
  /// What the rules saw on the last laps and is not said, with the reason.
  public var suppressed: [Suppressed] = []
  /// What there is to say of the last lap as a whole, the most important first.
  public var lapLines: [LapLine] = []
  /// Fuel, tyres and the distance to go as of the last lap, and what was said of them in this session.
  public var strategy = StrategyState()
  public var strategyNotes: [StrategyMessage] = []
  /// What the driver has set out to reach, open or decided.
  public var goals: [Goal] = []
  /// Corners and rules that the driver does not want to hear of.
  public var mutedCorners: Set<Int> = []
  public var mutedRules: Set<String> = []
  /// Spread of the session's pace laps (robust standard deviation), s; `nil` below six.
  public var consistency: Double?

  public init() {}

  /// Whether the coach is silent.
  public var isCoachMuted: Bool {
    get { verbosity == .off }
    set { verbosity = newValue ? .off : .focus }
  }

  /// The best eligible lap of the session.
  public var bestLap: Lap? { bestLapSerial.flatMap { serial in laps.last { $0.serial == serial } } }

  /// The last complete lap.
  public var lastLap: Lap? { laps.last { $0.kind.isComplete } }
}
