import TestSupport
import Testing
import Timing

@testable import Analysis

@Suite struct ProgressTests {
  private let key = BaselineKey(game: "gt7", track: "spa", car: "GR3", driver: "me")

  private func laps(_ times: [Double]) -> [Lap] {
    times.enumerated().map { Lap(serial: $0 + 1, number: $0 + 1, kind: .pace, time: $1) }
  }

  private func session(_ pace: Double, key: BaselineKey? = nil, losses: [Int: Double] = [:]) -> SessionFigures {
    SessionFigures(
      key: key ?? self.key, laps: laps([pace, pace, pace]),
      passages: losses.map {
        CornerPassageFigures(corner: $0.key, lapSerial: 1, segmentTime: 5, minimumSpeed: 20, loss: $0.value)
      })
  }

  private func progress(_ sessions: [SessionFigures]) -> Progress {
    var progress = Progress(key: key)
    for session in sessions { _ = progress.add(session) }
    return progress
  }

  // MARK: One session

  @Test func thePaceIsTheMedianOfTheBestFifth() {
    #expect(session(90).pace == 90)
    #expect(SessionFigures(key: key, laps: laps([90, 91])).pace == nil)
    #expect(SessionFigures(key: key, laps: laps([94, 91, 90, 99])).pace == 91, "three laps at least")
    let twenty = (0..<20).map { 90 + Double($0) }
    #expect(SessionFigures(key: key, laps: laps(twenty)).pace == 91.5, "four of twenty")
    #expect(SessionFigures(key: key, laps: laps(twenty + [120])).pace == 92, "five of twenty-one")
  }

  @Test func aSessionKeepsItsFigures() {
    let figures = SessionFigures(
      key: key, laps: laps([90, 90.5, 91, 91.5, 92, 92.5]) + [Lap(serial: 9, number: 9, kind: .out, time: 120)],
      cornerIdeal: 89.5, conditions: "dry, 24 °C")
    #expect(figures.laps == 7 && figures.cleanLaps == 6 && figures.cleanShare == 1)
    #expect(figures.best == 90 && figures.median == 91.25 && figures.spread == 1.25 && figures.cornerIdeal == 89.5)
    #expect(figures.conditions == "dry, 24 °C")
  }

  // MARK: Trend

  @Test func aSteadyGainIsATrend() throws {
    let progress = progress((0..<8).map { session(95 - 0.2 * Double($0)) })
    let trend = try #require(progress.paceTrend)
    #expect(abs(trend.slope + 0.2) < 1e-9 && trend.sessions == 8)
    #expect(trend.interval.upperBound < 0)
    #expect(progress.spreadTrend == nil && progress.cornerIdealTrend == nil)
    #expect(progress.cleanShareTrend == nil, "always clean is no change")
  }

  @Test func onlyTheLastEightSessionsCount() throws {
    let values = [50.0, 60, 70, 80] + (0..<8).map { 95 - 0.1 * Double($0) }
    let trend = try #require(Trend(values))
    #expect(abs(trend.slope + 0.1) < 1e-9)
    #expect(Trend([3, 2, 1]) == nil, "three sessions are no trend")
    #expect(Trend([nil, 4, nil, 3, 2, 1])?.sessions == 4)
  }

  @Test func chanceIsNoTrend() {
    #expect(Trend([91, 90, 91, 90, 91, 90, 91, 90]) == nil)
    var reported = 0
    for seed in 0..<200 {
      var random = SplitMix64(seed: UInt64(seed))
      if Trend((0..<8).map { _ in Double.random(in: 90...91, using: &random) }) != nil { reported += 1 }
    }
    // An interval of 80 % is wrong on one in five; of eight values it is somewhat narrow.
    #expect(reported < 80, "\(reported) of 200")
  }

  @Test func aTrendIsTheSameEveryTime() {
    forAll(50) { random in
      let values = (0..<8).map { Double($0) * 0.1 + Double.random(in: -0.2...0.2, using: &random) }
      return Trend(values) == Trend(values)
    }
  }

  // MARK: Keys and corners

  @Test func sessionsOfAnotherKeyAreRefused() {
    let changes = [\BaselineKey.track, \.car, \.driver, \.game]
    var others = changes.map { change in
      var other = key
      other[keyPath: change] = "another"
      return other
    }
    others.append(key)
    others[4].surface = .wet
    for other in others {
      var progress = progress([session(90)])
      let isTaken = progress.add(session(80, key: other))
      #expect(!isTaken && progress.sessions.count == 1)
    }
  }

  @Test func aCornersLossFollowsTheNewestByThreeTenths() throws {
    let first = session(90, losses: [3: 0.20])
    let second = session(90, losses: [3: 0.10, 5: 0.4])
    #expect(progress([first]).cornerLosses == [3: 0.20])
    let third = try #require(progress([first, second]).cornerLosses[3])
    #expect(abs(third - 0.17) < 1e-9)
    #expect(progress([first, second, session(90)]).cornerLosses[5] == 0.4, "not driven, not forgotten")
  }
}
