public import Timing

/// How many laps go wrong. COACHING 14.
public struct Cleanness: Sendable, Equatable {
  /// Laps driven from line to line, and those that ended before it.
  public let laps: Int
  /// Flying laps, and those of them on which nothing went wrong.
  public let flyingLaps: Int
  public let cleanLaps: Int
  public let incidents: Int

  /// - Parameter laps: laps of one key; those that somebody else drove are left out.
  public init(_ laps: [Lap]) {
    let driven = laps.filter { $0.kind != .replayOrOther && $0.kind != .partial }
    self.laps = driven.count
    flyingLaps = driven.filter { $0.kind == .pace }.count
    cleanLaps = driven.filter(\.isPaceLap).count
    incidents = driven.filter(\.hasIncident).count
  }

  /// Share of the flying laps that are clean, 0…1; `nil` without any.
  public var cleanShare: Double? { flyingLaps > 0 ? Double(cleanLaps) / Double(flyingLaps) : nil }

  /// Laps with an incident among ten; `nil` without any lap.
  public var incidentsPerTenLaps: Double? { laps > 0 ? 10 * Double(incidents) / Double(laps) : nil }
}
