/// The best lap of a driver with a car on a track, over the sessions listed.
public struct SessionBest: Sendable, Hashable {
  public var track: String
  public var car: String
  public var driver: String
  public var game: String
  /// s.
  public var time: Double
  /// When it was driven, as text.
  public var date: String
  public var sessionCount: Int
  public var lapCount: Int
  /// By how much it is faster than the best of the first session, s.
  public var gained: Double

  /// - Parameter sessions: in any order.
  static func all(of sessions: [SessionSummary]) -> [SessionBest] {
    struct Key: Hashable {
      var track: String
      var car: String
      var driver: String
      var game: String
    }
    struct Sum {
      var best: SessionSummary
      var first: SessionSummary
      var sessions = 0
      var laps = 0
    }
    var sums: [Key: Sum] = [:]
    for session in sessions {
      guard let time = session.best, time.isFinite, time > 0 else { continue }
      let key = Key(track: session.track, car: session.car, driver: session.driver, game: session.game)
      var sum = sums[key] ?? Sum(best: session, first: session)
      if time < sum.best.best ?? .infinity { sum.best = session }
      if (session.date, session.id) < (sum.first.date, sum.first.id) { sum.first = session }
      sum.sessions += 1
      sum.laps += session.lapCount
      sums[key] = sum
    }
    return sums.map { key, sum in
      SessionBest(
        track: key.track, car: key.car, driver: key.driver, game: key.game, time: sum.best.best ?? 0,
        date: sum.best.date, sessionCount: sum.sessions, lapCount: sum.laps,
        gained: (sum.first.best ?? 0) - (sum.best.best ?? 0))
    }
    .sorted { ($0.track, $0.time, $0.car, $0.driver) < ($1.track, $1.time, $1.car, $1.driver) }
  }
}
