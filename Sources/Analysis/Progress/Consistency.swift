public import Timing

/// How well a driver repeats himself in one corner. COACHING 14.
public struct CornerConsistency: Sendable, Equatable {
  /// Number of the corner.
  public let corner: Int
  /// Passages behind the numbers.
  public let passages: Int
  /// Robust deviations: of the time in the segment, s; of the brake point and the first throttle, m; of the lowest speed, m/s.
  /// `nil` where fewer than six passages tell it.
  public let segmentTime: Double?
  public let brakeStart: Double?
  public let minimumSpeed: Double?
  public let throttlePickUp: Double?
}

/// How evenly a driver drives on one track with one car. COACHING 14.
public struct Consistency: Sendable, Equatable {
  /// Laps, or passages of a corner, before a deviation is worth its name.
  public static let fewestLaps = 6

  /// Pace laps behind the numbers.
  public let paceLaps: Int
  /// Robust deviation of their times, s; a time and no score.
  public let deviation: Double
  /// Median and best of their times, s.
  public let median: Double
  public let best: Double
  /// One row a corner, by number.
  public let corners: [CornerConsistency]

  /// What driving unevenly costs: the median lap against the best one, s.
  public var spread: Double { median - best }

  /// The figures, or `nil` below six pace laps.
  ///
  /// - Parameters:
  ///   - laps: laps of one key; those that are no pace laps are left out.
  ///   - passages: clean passages of corners, in any order.
  public init?(laps: [Lap], passages: [CornerPassageFigures] = []) {
    let times = laps.filter(\.isPaceLap).compactMap(\.time)
    guard times.count >= Self.fewestLaps, let deviation = robustDeviation(times), let median = Timing.median(times),
      let best = times.min()
    else { return nil }
    paceLaps = times.count
    self.deviation = deviation
    self.median = median
    self.best = best
    corners = Self.corners(passages)
  }

  /// What makes a corner the least steady one (COACHING 13, L2): its deviation, s, and as many times that of the middle corner.
  static let unsteadyDeviation = 0.10
  static let unsteadyFactor = 1.5

  /// The corner that is driven least evenly, where it stands out; `nil` where all are much alike.
  public var leastSteady: CornerConsistency? {
    let measured = corners.filter { $0.segmentTime != nil }
    guard let worst = measured.max(by: { ($0.segmentTime ?? 0) < ($1.segmentTime ?? 0) }),
      let middle = Timing.median(measured.compactMap(\.segmentTime)), let deviation = worst.segmentTime
    else { return nil }
    return deviation >= Self.unsteadyDeviation && deviation >= Self.unsteadyFactor * middle ? worst : nil
  }

  private static func corners(_ passages: [CornerPassageFigures]) -> [CornerConsistency] {
    Dictionary(grouping: passages, by: \.corner).sorted { $0.key < $1.key }.map { corner, passages in
      func deviation(_ values: [Double]) -> Double? {
        values.count >= fewestLaps ? robustDeviation(values) : nil
      }
      return CornerConsistency(
        corner: corner, passages: passages.count, segmentTime: deviation(passages.map(\.segmentTime)),
        brakeStart: deviation(passages.compactMap(\.brakeStart)),
        minimumSpeed: deviation(passages.map(\.minimumSpeed)),
        throttlePickUp: deviation(passages.compactMap(\.throttlePickUp)))
    }
  }
}

extension Lap {
  /// Whether the lap's time tells of the driver's pace: a flying lap at speed that counts, whatever became of its trace.
  public var isPaceLap: Bool {
    kind == .pace && time.map { $0.isFinite && $0 > 0 } == true
      && flags.isDisjoint(with: [.gameInvalid, .offTrack, .teleport, .rewound, .timebaseSuspect, .slow, .pit])
  }

  /// Whether something went wrong on the lap.
  public var hasIncident: Bool {
    kind == .aborted || !flags.isDisjoint(with: [.gameInvalid, .offTrack, .teleport, .rewound])
  }
}
