/// What a lap is; exactly one of these.
public enum LapKind: String, Sendable, CaseIterable {
  /// A full timed lap at speed: the only kind that can be a reference.
  case pace
  /// Leaves the pits.
  case out
  /// Ends in the pits.
  case `in`
  /// A race's first lap, from the grid.
  case gridStart
  /// Behind the safety car, or under yellow or red.
  case caution
  /// Begun or ended in the middle.
  case partial
  /// Driven by somebody else, or a replay that the game shows.
  case replayOrOther
  /// Ended by a reset, a teleport or a change of session.
  case aborted

  /// Whether the lap runs from line to line.
  public var isComplete: Bool { self != .partial && self != .aborted }
}

/// What else is true of a lap; any of these.
public struct LapFlags: OptionSet, Sendable, Hashable, BitwiseCopyable {
  public var rawValue: UInt32

  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// Declared invalid by the game.
  public static let gameInvalid = LapFlags(rawValue: 1 << 0)
  /// At least three wheels left the track, or the car left the line by more than its corridor.
  public static let offTrack = LapFlags(rawValue: 1 << 1)
  /// The car was put elsewhere.
  public static let teleport = LapFlags(rawValue: 1 << 2)
  /// The game went back in time within the lap.
  public static let rewound = LapFlags(rawValue: 1 << 3)
  /// The game was paused within the lap.
  public static let paused = LapFlags(rawValue: 1 << 4)
  /// The measured time does not agree with the official one.
  public static let timebaseSuspect = LapFlags(rawValue: 1 << 5)
  /// Too many samples are missing for an analysis.
  public static let gappy = LapFlags(rawValue: 1 << 6)
  /// More than 7 % slower than the best of the same track and car.
  public static let slow = LapFlags(rawValue: 1 << 7)
  /// The car was in the pit lane.
  public static let pit = LapFlags(rawValue: 1 << 8)
  /// The time is our own measurement, since the source sent none.
  public static let measuredTime = LapFlags(rawValue: 1 << 9)
  /// More track was gained than was driven.
  public static let cut = LapFlags(rawValue: 1 << 10)
  /// Another car was close ahead for some of the lap. Worth as much as any other, corner by corner less.
  public static let traffic = LapFlags(rawValue: 1 << 11)

  /// Names of the flags that are set, in kebab-case.
  public var names: [String] {
    let all: [(LapFlags, String)] = [
      (.gameInvalid, "game-invalid"), (.offTrack, "off-track"), (.teleport, "teleport"), (.rewound, "rewound"),
      (.paused, "paused"), (.timebaseSuspect, "timebase-suspect"), (.gappy, "gappy"), (.slow, "slow"), (.pit, "pit"),
      (.measuredTime, "measured-time"), (.cut, "cut"), (.traffic, "traffic"),
    ]
    return all.filter { contains($0.0) }.map(\.1)
  }
}

/// A lap that has ended, with its numbers and, where it could be resampled, its trace.
public struct Lap: Sendable {
  /// Counts the laps of one run of the program, from 1; a lap that is driven again after a rewind has a new one.
  public var serial: Int
  /// Number by the source.
  public var number: Int
  public var kind: LapKind
  public var flags: LapFlags
  /// Lap time, s: the official one, or our measurement where `flags` has `measuredTime`; `nil` for a part of a lap.
  public var time: Double?
  /// Sector times, s, first to last; empty where unknown.
  public var sectors: [Double]
  /// Highest and lowest speed, m/s.
  public var topSpeed: Double?
  public var minimumSpeed: Double?
  /// Fuel burnt, in the unit of `Channel.fuelLevel`.
  public var fuelUsed: Double?
  /// The source's clock at the start of the lap, s.
  public var startTime: Double
  /// The session of the source to which the lap belongs.
  public var sessionNumber: UInt32
  /// The lap over its track, `nil` where there is no track yet or the lap is not complete.
  public var trace: LapTrace?

  public init(
    serial: Int, number: Int, kind: LapKind, flags: LapFlags = [], time: Double?, sectors: [Double] = [],
    topSpeed: Double? = nil, minimumSpeed: Double? = nil, fuelUsed: Double? = nil, startTime: Double = 0,
    sessionNumber: UInt32 = 0, trace: LapTrace? = nil
  ) {
    self.serial = serial
    self.number = number
    self.kind = kind
    self.flags = flags
    self.time = time
    self.sectors = sectors
    self.topSpeed = topSpeed
    self.minimumSpeed = minimumSpeed
    self.fuelUsed = fuelUsed
    self.startTime = startTime
    self.sessionNumber = sessionNumber
    self.trace = trace
  }

  /// Whether the lap may serve as a reference and as evidence of how the driver drives.
  public var isEligible: Bool {
    kind == .pace && time != nil && trace != nil
      && flags.isDisjoint(with: [
        .gameInvalid, .offTrack, .cut, .teleport, .rewound, .timebaseSuspect, .gappy, .slow, .pit,
      ])
  }

  /// Whether its clean corners show how the driver drives, even where the lap itself does not count.
  public var isEvidence: Bool {
    kind == .pace && time != nil && trace != nil
      && flags.isDisjoint(with: [.teleport, .rewound, .timebaseSuspect, .gappy, .slow, .pit])
  }
}
