/// How a race ends.
public enum RaceLength: Sendable, Equatable {
  /// After so many laps of the leader.
  case laps(Int)
  /// When the leader crosses the line for the first time after the clock has run down, or so many of his laps later.
  ///
  /// `left` is the time on the clock, s.
  case time(left: Double, lapsAfterZero: Int = 0)
}

/// The leader as seen from this car.
public struct LeaderFigures: Sendable, Equatable {
  /// The leader's pace, s.
  public var lapTime: Double
  /// By how much the leader is ahead, s, not negative.
  public var gap: Double
  /// Whole laps that `gap` leaves out.
  public var lapsDown: Int

  public init(lapTime: Double, gap: Double, lapsDown: Int = 0) {
    self.lapTime = lapTime
    self.gap = gap
    self.lapsDown = lapsDown
  }
}

/// Where this car stands in a race.
public struct RaceFigures: Sendable, Equatable {
  /// Laps that this car has completed.
  public var completedLaps: Int
  public var length: RaceLength
  /// This car's pace, s; `nil` while no lap tells it.
  public var lapTime: Double?
  /// Time until this car crosses the line next, s.
  public var timeToLine: Double?
  /// `nil` where the source does not know the leader, and for the leader himself.
  public var leader: LeaderFigures?

  public init(
    completedLaps: Int, length: RaceLength, lapTime: Double? = nil, timeToLine: Double? = nil,
    leader: LeaderFigures? = nil
  ) {
    self.completedLaps = completedLaps
    self.length = length
    self.lapTime = lapTime
    self.timeToLine = timeToLine
    self.leader = leader
  }
}

/// Laps that this car will still complete, the one under way included. COACHING 15.1.
public struct LapsToGo: Sendable, Equatable {
  /// What the number rests on.
  public enum Basis: String, Sendable { case laps, leader, ownPace = "own-pace" }

  /// The same number twice, or `N` and `N + 1` where a few seconds decide.
  public let least: Int
  public let most: Int
  public let basis: Basis

  public init(least: Int, most: Int, basis: Basis) {
    self.least = least
    self.most = most
    self.basis = basis
  }

  /// `12`, `12 or 13`, or `12 to 14` where even more is open.
  public var text: String { least == most ? "\(most)" : "\(least) \(most - least > 1 ? "to" : "or") \(most)" }

  /// Laps to go, or `nil` where the race is over or its end cannot be told.
  ///
  /// - Parameter margin: time about a decisive crossing that leaves the outcome open, s.
  public init?(_ race: RaceFigures, margin: Double = StrategyThresholds().finishMargin) {
    switch race.length {
    case .laps(let total):
      let left = min(total - race.completedLaps, Int(Finish.mostLaps))
      guard left > 0 else { return nil }
      guard let finish = Finish(race) else {
        self.init(least: left, most: left, basis: .laps)
        return
      }
      let laps = finish.laps(leaderLap: left - 1, margin: margin)
      self.init(least: laps.lowerBound, most: laps.upperBound, basis: race.leader == nil ? .laps : .leader)
    case .time(let left, let lapsAfterZero):
      guard let finish = Finish(race), left.isFinite else { return nil }
      let early = finish.leaderLap(after: left - margin) + max(0, lapsAfterZero)
      let late = finish.leaderLap(after: left + margin) + max(0, lapsAfterZero)
      self.init(
        least: finish.laps(leaderLap: early, margin: margin).lowerBound,
        most: finish.laps(leaderLap: late, margin: margin).upperBound, basis: race.leader == nil ? .ownPace : .leader)
    }
  }
}

/// Crossings of the line by this car and by the leader, on one clock that starts now.
private struct Finish {
  /// No race is longer, whatever the numbers say.
  static let mostLaps = 100_000.0

  /// This car crosses the line at `next`, and then every `lapTime`.
  let next: Double
  let lapTime: Double
  /// The leader ends the lap that this car drives now at `leaderNext`, perhaps in the past, and then a lap every
  /// `leaderLapTime`.
  let leaderNext: Double
  let leaderLapTime: Double

  init?(_ race: RaceFigures) {
    guard let lapTime = race.lapTime, lapTime > 0, lapTime.isFinite else { return nil }
    let next = min(lapTime, max(0, race.timeToLine ?? lapTime))
    guard next.isFinite else { return nil }
    self.lapTime = lapTime
    self.next = next
    guard let leader = race.leader, leader.lapTime > 0, leader.lapTime.isFinite, leader.gap.isFinite else {
      leaderNext = next
      leaderLapTime = lapTime
      return
    }
    leaderLapTime = leader.lapTime
    leaderNext = next - max(0, leader.gap) - Double(max(0, leader.lapsDown)) * leader.lapTime
  }

  /// The first lap of the leader that ends at an instant or later, counted from this car's lap under way as 0.
  func leaderLap(after time: Double) -> Int {
    let laps = ((time - leaderNext) / leaderLapTime).rounded(.up)
    return Int(max(0, min(Self.mostLaps, laps)))
  }

  /// Laps that this car completes, the one under way included, when the leader finishes at the end of a lap.
  ///
  /// Who has not been lapped drives as many as the leader. Who has been lapped ends with his next crossing; when that is within
  /// the margin of the leader's, one lap more may be left.
  func laps(leaderLap: Int, margin: Double) -> ClosedRange<Int> {
    let flag = leaderNext + Double(leaderLap) * leaderLapTime
    let behind = next + Double(leaderLap) * lapTime - flag
    let all = leaderLap + 1
    guard behind > lapTime / 2 else { return all...all }
    func crossings(until time: Double) -> Int {
      Int(max(0, min(Double(leaderLap), ((time - next) / lapTime).rounded(.up)))) + 1
    }
    return crossings(until: flag - margin)...crossings(until: flag + margin)
  }
}
