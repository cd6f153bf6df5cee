/// A session of the history as one row.
public struct SessionSummary: Sendable, Hashable, Identifiable {
  public var id: Int64
  /// Day and time as text, as in `2026-11-21 20:12`: the order of the texts is that of the days.
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
  /// Kind of session by the game, as in `race`; empty where it says none.
  public var kind: String
  public var tags: [String]
  public var note: String
  /// Ids of what the names stand for; `nil` where the session has none.
  public var driverID: Int64?
  public var carID: Int64?
  public var trackID: Int64?
  /// Everything that a word is looked for in.
  let searchText: [UInt8]

  public init(
    id: Int64, date: String, game: String, track: String, car: String, driver: String, lapCount: Int, best: Double?,
    isPersonalBest: Bool = false, kind: String = "", tags: [String] = [], note: String = "", driverID: Int64? = nil,
    carID: Int64? = nil, trackID: Int64? = nil
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
    self.kind = kind
    self.tags = tags
    self.note = note
    self.driverID = driverID
    self.carID = carID
    self.trackID = trackID
    searchText = SessionFilter.folded(
      "\(track)\n\(car)\n\(driver)\n\(game)\n\(date)\n\(kind)\n\(tags.joined(separator: " "))\n\(note)")
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

/// The lists of the history.
public enum HistoryList: String, Sendable, CaseIterable {
  case sessions = "Sessions"
  case bests = "Bests"
  case corners = "Corners"
}

/// By what sessions are sorted.
public enum SessionOrder: String, Sendable, CaseIterable {
  case newest
  case best = "best lap"
  case laps = "most laps"
  case track = "track and car"
}

/// What the History view shows.
public struct HistoryState: Sendable {
  /// `nil` until the history was asked.
  public internal(set) var sessions: [SessionSummary]? { didSet { arrange() } }
  /// Laps of the open session; `nil` while the list of sessions has the focus or the laps have not come.
  public internal(set) var laps: [LapSummary]?
  /// The session that is open.
  public internal(set) var openSession: Int64?
  public internal(set) var list = HistoryList.sessions
  public internal(set) var sessionRow = 0
  public internal(set) var lapRow = 0
  public internal(set) var bestRow = 0
  public internal(set) var cornerRow = 0
  /// What the list is limited to.
  public internal(set) var filter = "" { didSet { if filter != oldValue { arrange() } } }
  public internal(set) var order = SessionOrder.newest { didSet { arrange() } }
  /// What the list of corners was asked for, and what came.
  public internal(set) var corners: CornerTable?
  /// The sessions that pass the filter, in order.
  private(set) var shownSessions: [SessionSummary] = []
  /// The best of each track, car and driver among them.
  private(set) var bests: [SessionBest] = []
  /// What is wrong with the filter.
  private(set) var filterProblem: String?

  /// The session under the selection.
  var selectedSession: SessionSummary? {
    if let openSession { return sessions?.first { $0.id == openSession } }
    return shownSessions.indices.contains(sessionRow) ? shownSessions[sessionRow] : nil
  }

  private mutating func arrange() {
    let wanted = SessionFilter(filter)
    filterProblem = wanted.problem
    let all = sessions ?? []
    let passing = wanted.isEmpty ? all : all.filter(wanted.matches)
    switch order {
    case .newest: shownSessions = passing
    case .best: shownSessions = passing.sorted { ($0.best ?? .infinity, $1.id) < ($1.best ?? .infinity, $0.id) }
    case .laps: shownSessions = passing.sorted { ($0.lapCount, $0.id) > ($1.lapCount, $1.id) }
    case .track: shownSessions = passing.sorted { ($0.track, $0.car, $1.id) < ($1.track, $1.car, $0.id) }
    }
    bests = SessionBest.all(of: passing)
    sessionRow = min(sessionRow, max(0, shownSessions.count - 1))
    bestRow = min(bestRow, max(0, bests.count - 1))
  }
}
