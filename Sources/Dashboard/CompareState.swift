public import Analysis
public import Telemetry
public import Timing

/// How a lap is found again.
public enum LapKey: Sendable, Hashable {
  /// A lap of the session under way, by its serial number.
  case session(Int)
  /// A lap of the history, by its id.
  case stored(Int64)
  /// The reference in force.
  case reference
  /// A complete lap of a recording, by the source's number; the fastest without one.
  case file(String, lap: Int?)
}

/// Which of the laps compared: the one looked at, the one it is measured against, or one more.
public enum CompareSlot: Sendable, Hashable {
  case a, b, extra

  /// In words.
  var title: String {
    switch self {
    case .a: "First lap: A"
    case .b: "Second lap: B"
    case .extra: "One more lap"
    }
  }
}

/// A stored lap that may be compared.
public struct ComparableLap: Sendable, Hashable {
  public var id: Int64
  public var number: Int
  /// s.
  public var time: Double?
  /// Whose it is, when and with what.
  public var detail: String

  public init(id: Int64, number: Int, time: Double?, detail: String) {
    self.id = id
    self.number = number
    self.time = time
    self.detail = detail
  }
}

/// A lap with the words under which it is shown.
public struct ComparedLap: Sendable {
  public var key: LapKey
  /// As in `lap 7`.
  public var label: String
  /// As in `2026-11-21 20:12 · GT3`: what stands before the dot remains where there is little room.
  public var detail: String
  public var lap: Lap

  public init(key: LapKey, label: String, detail: String = "", lap: Lap) {
    self.key = key
    self.label = label
    self.detail = detail
    self.lap = lap
  }
}

/// Two laps over each other, and up to two more beside them.
public struct ComparedPair: Sendable {
  /// A lap beside the two, measured against the second one.
  public struct Extra: Sendable {
    public var lap: ComparedLap
    public var comparison: LapComparison?

    public init(lap: ComparedLap, comparison: LapComparison?) {
      self.lap = lap
      self.comparison = comparison
    }
  }

  /// Laps that can be beside the two.
  public static let extraLimit = 2

  public var a: ComparedLap
  public var b: ComparedLap
  public var extras: [Extra]
  /// `a` against `b`; `nil` where one of them has no trace.
  public var comparison: LapComparison?
  public var corners: [Corner]
  public var track: TrackModel?

  public init(
    a: ComparedLap, b: ComparedLap, extras: [Extra] = [], comparison: LapComparison?, corners: [Corner],
    track: TrackModel?
  ) {
    self.a = a
    self.b = b
    self.extras = extras
    self.comparison = comparison
    self.corners = corners
    self.track = track
  }

  /// All laps in the order of their letters.
  var laps: [ComparedLap] { [a, b] + extras.map(\.lap) }

  /// Channels that any of the laps has.
  var channels: [Channel] {
    Channel.allCases.filter { channel in laps.contains { $0.lap.trace?.columns[channel] != nil } }
  }
}

/// What the Compare view shows.
public struct CompareState: Sendable {
  public internal(set) var pair: ComparedPair?
  /// What was asked for and has not come yet, or could not be had.
  public internal(set) var a: LapKey?
  public internal(set) var b: LapKey?
  /// The laps beside the two.
  public internal(set) var extras: [LapKey] = []
  /// Stored laps of this track, for the list; `nil` until they were asked for.
  public internal(set) var stored: [ComparableLap]?
  /// The channels that are stacked; `nil` for those that fit of the usual ones.
  public internal(set) var channels: [Channel]?
  /// Whether traces show the difference of each lap to the second one instead of the laps.
  public internal(set) var showsDifference = false
  /// Whether the accelerations stand where the map stands.
  public internal(set) var showsAccelerations = false
  /// Why there is no comparison, in words.
  public internal(set) var problem: String?
  /// Station of the cursor, m.
  public internal(set) var cursor = 0.0
  /// The stretch shown, m; `nil` for the whole lap.
  public internal(set) var window: ClosedRange<Double>?
  /// Whether corners stand in the order of the lap instead of by loss.
  public internal(set) var isInLapOrder = false

  /// Length of the lap compared, m.
  var length: Double { pair?.comparison?.grid.length ?? pair?.track?.length ?? 0 }

  /// The stretch shown, m.
  var stretch: ClosedRange<Double> { window ?? 0...max(1, length) }
}
