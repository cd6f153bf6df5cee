import Analysis
import Telemetry
import TestSupport
import Testing
import Timing

@Suite struct ConsistencyTests {
  private func laps(_ times: [Double], kind: LapKind = .pace, flags: LapFlags = []) -> [Lap] {
    times.enumerated().map { Lap(serial: $0 + 1, number: $0 + 1, kind: kind, flags: flags, time: $1) }
  }

  private func passage(
    _ corner: Int, lap: Int, time: Double = 5, brake: Double? = 100, speed: Double = 20, throttle: Double? = 150,
    loss: Double = 0
  ) -> CornerPassageFigures {
    CornerPassageFigures(
      corner: corner, lapSerial: lap, segmentTime: time, brakeStart: brake, minimumSpeed: speed,
      throttlePickUp: throttle, loss: loss)
  }

  // MARK: Times

  @Test func theSpreadIsMedianAgainstBest() throws {
    let figures = try #require(Consistency(laps: laps([90.0, 90.2, 90.4, 90.6, 90.8, 99])))
    #expect(figures.paceLaps == 6 && figures.best == 90 && figures.median == 90.5)
    #expect(figures.spread == 0.5)
    #expect(abs(figures.deviation - 1.4826 * 0.3) < 1e-9, "the lap of 99 s does not widen it")
  }

  @Test func fiveLapsTellNothing() {
    #expect(Consistency(laps: laps([90, 90, 90, 90, 90])) == nil)
    #expect(Consistency(laps: laps([90, 90, 90, 90, 90]) + laps([91], kind: .out)) == nil)
    for flag in [LapFlags.slow, .rewound, .offTrack, .gameInvalid, .pit, .teleport, .timebaseSuspect] {
      #expect(Consistency(laps: laps([90, 90, 90, 90, 90]) + laps([91], flags: flag)) == nil)
    }
    #expect(Consistency(laps: laps([90, 90, 90, 90, 90]) + laps([91], flags: [.measuredTime, .paused])) != nil)
  }

  @Test func theOrderOfLapsDoesNotMatter() {
    forAll { random in
      let times = (0..<Int.random(in: 6...30, using: &random)).map { _ in Double.random(in: 80...99, using: &random) }
      let figures = Consistency(laps: laps(times))
      return figures != nil && figures == Consistency(laps: laps(times.shuffled(using: &random)))
        && figures!.spread >= 0 && figures!.deviation >= 0
    }
  }

  // MARK: Corners

  @Test func cornersHaveDeviationsOfTheirOwn() throws {
    let offsets = [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3]
    let passages = offsets.enumerated().flatMap { lap, offset in
      [
        passage(2, lap: lap, time: 5 + offset, brake: 100 + 40 * offset, speed: 20 + offset, throttle: nil),
        passage(1, lap: lap, time: 4 + offset / 10),
      ]
    }
    let figures = try #require(Consistency(laps: laps([90, 90, 90, 90, 90, 90]), passages: passages))
    #expect(figures.corners.map(\.corner) == [1, 2])
    let second = figures.corners[1]
    #expect(second.passages == 6 && second.throttlePickUp == nil)
    let segmentTime = try #require(second.segmentTime)
    #expect(abs(segmentTime - 1.4826 * 0.2) < 1e-9)
    let brakeStart = try #require(second.brakeStart)
    #expect(abs(brakeStart - 1.4826 * 8) < 1e-9)
    let minimumSpeed = try #require(second.minimumSpeed)
    #expect(abs(minimumSpeed - 1.4826 * 0.2) < 1e-9)
    #expect(figures.leastSteady == second)
  }

  @Test func noCornerIsTheLeastSteadyWhereAllAreAlike() throws {
    let offsets = [-0.3, -0.2, -0.1, 0.1, 0.2, 0.3]
    let alike = offsets.enumerated().flatMap { lap, offset in
      (1...4).map { passage($0, lap: lap, time: 5 + offset) }
    }
    let even = try #require(Consistency(laps: laps(Array(repeating: 90, count: 6)), passages: alike))
    #expect(even.leastSteady == nil)
    let few = Array(alike.filter { $0.lapSerial < 5 })
    let figures = try #require(Consistency(laps: laps(Array(repeating: 90, count: 6)), passages: few))
    #expect(figures.corners.allSatisfy { $0.segmentTime == nil } && figures.leastSteady == nil)
  }

  // MARK: Clean laps

  @Test func incidentsAreCountedOnTen() throws {
    let all =
      laps([90, 90, 90, 90]) + laps([95], flags: .offTrack) + laps([120], kind: .out) + laps([99], flags: .slow)
      + [Lap(serial: 9, number: 9, kind: .aborted, time: nil), Lap(serial: 10, number: 10, kind: .partial, time: nil)]
      + laps([80], kind: .replayOrOther)
    let cleanness = Cleanness(all)
    #expect(cleanness.laps == 8 && cleanness.flyingLaps == 6 && cleanness.cleanLaps == 4 && cleanness.incidents == 2)
    #expect(cleanness.incidentsPerTenLaps == 2.5)
    #expect(cleanness.cleanShare == 4.0 / 6)
    #expect(Cleanness([]).cleanShare == nil && Cleanness([]).incidentsPerTenLaps == nil)
  }

  // MARK: Band of speed

  private func trace(_ lapTime: Double, speed: Float, length: Double = 100, holes: [ClosedRange<Double>] = [])
    -> LapTrace
  {
    let grid = DistanceGrid(length: length, spacing: 10)
    return LapTrace(
      grid: grid, lapTime: lapTime, time: (0..<grid.count).map { lapTime * grid.station($0) / length },
      columns: [.speed: Array(repeating: speed, count: grid.count)], holes: holes)
  }

  @Test func theBandIsMadeOfTheFiveBestLaps() throws {
    let traces = [50, 51, 52, 53, 54].enumerated().map { trace(90 + Double($0), speed: $1) }
    let band = try #require(SpeedBand(traces.reversed() + [trace(95, speed: 10)]))
    #expect(band.middle.count == band.grid.count && band.middle.allSatisfy { $0 == 52 })
    #expect(band.deviation.allSatisfy { abs($0 - 1.4826) < 1e-5 })
    #expect(SpeedBand(Array(traces.dropLast())) == nil, "four are too few")
    #expect(SpeedBand(traces.dropLast() + [trace(94, speed: 54, length: 200)]) == nil, "of another track")
  }

  @Test func aHoleIsNoSpeed() throws {
    let traces = [50, 51, 52, 53].enumerated().map { trace(90 + Double($0), speed: $1) }
    let band = try #require(SpeedBand(traces + [trace(94, speed: 0, holes: [35...55])]))
    #expect(band.middle[2] == 51 && band.middle[4] == 51.5)
  }

  // MARK: Habit or scatter

  @Test func theSameCornerEveryLapIsAHabit() {
    let passages = (0..<6).flatMap { lap in
      [passage(3, lap: lap, loss: lap < 3 ? 0.2 : 0.05), passage(7, lap: lap, loss: lap == 5 ? 0.1 : 0.04)]
    }
    #expect(LossPattern(passages) == .habit(corner: 3, share: 5.0 / 6))
  }

  @Test func anotherCornerEveryLapIsScatter() {
    let passages = (0..<6).flatMap { lap in (1...6).map { passage($0, lap: lap, loss: $0 == lap + 1 ? 0.2 : 0.01) } }
    #expect(LossPattern(passages) == .scatter(corners: 6))
  }

  @Test func patternsTurnAtTheirShares() {
    func pattern(_ worst: [Int]) -> LossPattern? {
      LossPattern(worst.enumerated().map { passage($1, lap: $0, loss: 0.2) })
    }
    #expect(pattern([1, 1, 1, 2, 3, 4]) == .habit(corner: 1, share: 0.5))
    #expect(pattern([1, 1, 2, 2, 3, 4]) == .scatter(corners: 4))
    #expect(pattern([1, 1, 1, 2, 2, 3, 4]) == .mixed)
    #expect(pattern([1, 1, 1, 1, 1]) == nil, "five laps are too few")
    #expect(LossPattern((0..<9).map { passage(1, lap: $0, loss: 0.049) }) == nil, "nothing lost to speak of")
  }
}
