public import Analysis
public import Timing

/// How a lap is found again.
public enum LapKey: Sendable, Hashable {
  /// A lap of the session under way, by its serial number.
  case session(Int)
  /// A lap of the history, by its id.
  case stored(Int64)
  /// The reference in force.
  case reference
}

/// One of the two laps compared.
public enum CompareSlot: Sendable, Hashable { case a, b }

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

/// Two laps over each other.
public struct ComparedPair: Sendable {
  public var a: ComparedLap
  public var b: ComparedLap
  /// `a` against `b`; `nil` where one of them has no trace.
  public var comparison: LapComparison?
  public var corners: [Corner]
  public var track: TrackModel?

  public init(a: ComparedLap, b: ComparedLap, comparison: LapComparison?, corners: [Corner], track: TrackModel?) {
    self.a = a
    self.b = b
    self.comparison = comparison
    self.corners = corners
    self.track = track
  }
}

/// What the Compare view shows.
public struct CompareState: Sendable {
  public internal(set) var pair: ComparedPair?
  /// What was asked for and has not come yet, or could not be had.
  public internal(set) var a: LapKey?
  public internal(set) var b: LapKey?
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
