public import Timing

/// What a session is stored under.
public struct SessionKey: Sendable, Hashable {
  public var driver: String
  public var game: String
  public var gameName: String
  public var gameVersion: String?
  public var car: String?
  public var kind: String?
  /// `live`, `demo`, or the path of the file.
  public var source: String
  /// Names the content of a file, so that importing it twice stores it once; `nil` for a live session.
  public var fingerprint: String?
  /// s since 1970.
  public var startedAt: Double

  public init(
    driver: String, game: String, gameName: String, gameVersion: String? = nil, car: String? = nil,
    kind: String? = nil, source: String, fingerprint: String? = nil, startedAt: Double
  ) {
    self.driver = driver
    self.game = game
    self.gameName = gameName
    self.gameVersion = gameVersion
    self.car = car
    self.kind = kind
    self.source = source
    self.fingerprint = fingerprint
    self.startedAt = startedAt
  }
}

/// A session in a list.
public struct SessionRecord: Sendable, Identifiable, Hashable {
  public var id: Int64
  /// s since 1970.
  public var startedAt: Double
  public var driver: String
  public var game: String
  public var gameName: String
  public var car: String?
  public var track: String?
  public var kind: String?
  public var source: String
  /// Laps from line to line.
  public var lapCount: Int
  /// Best eligible lap, s.
  public var bestTime: Double?
  /// Ids of what the names stand for.
  public var driverID: Int64
  public var carID: Int64?
  public var trackID: Int64?
  public var tags: [String] = []
  public var note: String?
}

/// A lap in a list, without samples.
public struct LapRecord: Sendable, Identifiable, Hashable {
  public var id: Int64
  public var sessionID: Int64
  public var serial: Int
  public var number: Int
  public var kind: LapKind
  public var flags: LapFlags
  public var time: Double?
  public var sectors: [Double]
  public var topSpeed: Double?
  public var minimumSpeed: Double?
  public var fuelUsed: Double?
  /// s since 1970.
  public var finishedAt: Double
  public var isEligible: Bool
  public var driver: String
  public var car: String?
  public var track: String?
  public var game: String
}

/// What to list; `nil` means all.
public struct HistoryFilter: Sendable, Hashable {
  public var session: Int64?
  /// Parts of names, case ignored.
  public var driver: String?
  public var car: String?
  public var track: String?
  public var game: String?
  /// s since 1970.
  public var since: Double?
  /// Sessions begun before this instant, s since 1970.
  public var until: Double?
  /// Only sessions with this tag.
  public var tag: String?
  /// Only laps that may be a reference.
  public var onlyEligible = false
  /// The order of a list; `nil` for its own.
  public var sort: ListSort?
  public var limit = 500
  public var offset = 0

  public init() {}
}

/// What a list is sorted by; rows without a value come last.
public struct ListSort: Sendable, Hashable {
  public enum Key: String, Sendable, CaseIterable {
    case date, time, name, laps, sessions, track, car, driver, game, best, speed, length, loss, corner
  }

  public var key: Key
  /// The greatest, newest or last first.
  public var isDescending: Bool

  public init(_ key: Key, isDescending: Bool = false) {
    self.key = key
    self.isDescending = isDescending
  }

  /// A clause that sorts by a column, then by others; `nil` where the list has no such column.
  func clause(_ columns: [Key: String], then rest: String) -> String? {
    columns[key].map { "ORDER BY \($0)\(isDescending ? " DESC" : "") NULLS LAST, \(rest)" }
  }
}
