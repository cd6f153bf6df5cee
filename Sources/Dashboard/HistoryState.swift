/// A session of the history as one row.
public struct SessionSummary: Sendable, Hashable, Identifiable {
  public var id: Int64
  /// Day and time as text.
  public var date: String
  public var game: String
  public var track: String
  public var car: String
  public var driver: String
  public var lapCount: Int
  /// Best lap, s.
  public var best: Double?
  /// Whether that is the driver's best ever here with this car.
  public var isPersonalBest: Bool

  public init(
    id: Int64, date: String, game: String, track: String, car: String, driver: String, lapCount: Int, best: Double?,
    isPersonalBest: Bool = false
  ) {
    self.id = id
    self.date = date
    self.game = game
    self.track = track
    self.car = car
    self.driver = driver
    self.lapCount = lapCount
    self.best = best
    self.isPersonalBest = isPersonalBest
  }
}

/// A lap of the history as one row.
public struct LapSummary: Sendable, Hashable, Identifiable {
  public var id: Int64
  public var number: Int
  public var time: Double?
  public var sectors: [Double]
  /// As in `out`, `pace`, `in`.
  public var kind: String
  /// Why it does not count, in words; empty for a valid lap.
  public var problems: String
  public var isBest: Bool

  public init(
    id: Int64, number: Int, time: Double?, sectors: [Double] = [], kind: String, problems: String = "",
    isBest: Bool = false
  ) {
    self.id = id
    self.number = number
    self.time = time
    self.sectors = sectors
    self.kind = kind
    self.problems = problems
    self.isBest = isBest
  }
}

/// What the History view shows.
public struct HistoryState: Sendable {
  /// `nil` until the history was asked.
  public internal(set) var sessions: [SessionSummary]?
  /// Laps of the open session; `nil` while the list of sessions has the focus or the laps have not come.
  public internal(set) var laps: [LapSummary]?
  /// The session that is open.
  public internal(set) var openSession: Int64?
  public internal(set) var sessionRow = 0
  public internal(set) var lapRow = 0
  /// What the list is limited to.
  public internal(set) var filter = ""
  /// Whether keys go into the filter.
  public internal(set) var isFiltering = false
  /// The first lap marked for a comparison.
  public internal(set) var marked: Int64?

  /// The sessions that pass the filter.
  var shownSessions: [SessionSummary] {
    let wanted = filter.lowercased()
    guard !wanted.isEmpty else { return sessions ?? [] }
    return (sessions ?? []).filter {
      "\($0.track) \($0.car) \($0.driver) \($0.game) \($0.date)".lowercased().contains(wanted)
    }
  }
}
