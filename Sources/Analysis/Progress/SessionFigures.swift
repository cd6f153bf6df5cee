public import Timing

/// What one session says about a driver's level. COACHING 14.
public struct SessionFigures: Sendable, Equatable {
  public let key: BaselineKey
  /// Conditions in words, to be shown in the row; empty where unknown.
  public let conditions: String
  public let laps: Int
  public let cleanLaps: Int
  /// Best and median of the pace laps, s; `nil` without any.
  public let best: Double?
  public let median: Double?
  /// Median of the best fifth of the pace laps, at least three of them, s.
  public let pace: Double?
  /// Median against best, s; `nil` below six pace laps.
  public let spread: Double?
  /// Sum of the best corner segments, s.
  public let cornerIdeal: Double?
  /// Share of the flying laps that are clean, 0…1.
  public let cleanShare: Double?
  /// Median loss in each corner against the reference, s, by the corner's number.
  public let cornerLosses: [Int: Double]

  /// Share of the laps that make the pace, and the fewest of them.
  static let paceShare = 0.2
  static let fewestPaceLaps = 3

  /// - Parameters:
  ///   - laps: all laps of one session under one key.
  ///   - passages: clean passages of corners.
  public init(
    key: BaselineKey, laps: [Lap], passages: [CornerPassageFigures] = [], cornerIdeal: Double? = nil,
    conditions: String = ""
  ) {
    let times = laps.filter(\.isPaceLap).compactMap(\.time).sorted()
    let cleanness = Cleanness(laps)
    self.key = key
    self.conditions = conditions
    self.laps = cleanness.laps
    cleanLaps = cleanness.cleanLaps
    best = times.first
    median = Timing.median(times)
    pace = Self.pace(times)
    spread = Consistency(laps: laps)?.spread
    self.cornerIdeal = cornerIdeal
    cleanShare = cleanness.cleanShare
    cornerLosses = Dictionary(grouping: passages, by: \.corner).compactMapValues { Timing.median($0.map(\.loss)) }
  }

  /// Median of the best fifth, of three laps at least; `nil` below three laps.
  static func pace(_ times: [Double]) -> Double? {
    guard times.count >= fewestPaceLaps else { return nil }
    let count = max(fewestPaceLaps, Int((paceShare * Double(times.count)).rounded(.up)))
    return Timing.median(times.sorted().prefix(count))
  }
}
