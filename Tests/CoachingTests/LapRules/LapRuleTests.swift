import Analysis
import Testing
import Timing

@testable import Coaching

@Suite struct LapRuleContractTests {
  @Test func everyRuleOfTheSpecificationExists() {
    #expect(
      allLapRules.map(\.identifier) == [
        "personal-best", "where-it-went", "least-repeatable", "in-hand", "pace-trend", "overdriving", "best-corner",
        "fixed",
      ])
    #expect(TrackLimits.identifier == "limits")
    #expect(allRules.count + allLapRules.filter { $0.identifier != "personal-best" }.count + 1 == 35)
  }

  @Test(arguments: allLapRules.map(\.identifier)) func conditionIsSaid(_ identifier: String) throws {
    let condition = try #require(allLapRules.first { $0.identifier == identifier }).condition(CoachThresholds())
    #expect(!condition.isEmpty && condition.last != ".")
  }

  /// A lap like its reference, after laps like it, is nothing to speak of.
  @Test(arguments: allLapRules.map(\.identifier)) func isSilentWhenAllIsAsBefore(_ identifier: String) throws {
    let rule = try #require(allLapRules.first { $0.identifier == identifier })
    let laps = (1...8).map { SyntheticLap().lap($0) }
    let time = laps[0].time!
    let targets = PassageTargets.best(of: laps, corners: SyntheticLap.corners)
    let fixture = ReviewFixture {
      $0.before = targets
      $0.targets = targets
      $0.store = PassageStore(laps: laps, targets: targets, corners: SyntheticLap.corners)
      $0.paceTimes = laps.compactMap(\.time)
      $0.summary = LapSummary(
        comparison: LapComparer.compare(laps[7].trace!, with: laps[0].trace!, corners: SyntheticLap.corners),
        isBest: false, bestBefore: time, cornerIdeal: time, tyreTemperature: 90)
    }
    #expect(fixture.line(rule) == nil)
    #expect(ReviewFixture().line(rule) == nil, "and where nothing is known")
  }
}

@Suite struct PersonalBestTests {
  private let rule = PersonalBest()
  private let best = ReviewFixture {
    $0.lap.time = 94.919
    $0.summary = LapSummary(isBest: true, bestBefore: 95.2)
  }

  @Test func says() throws {
    let line = try #require(best.line(rule))
    #expect(line.text == "Best lap: 1:34.919, −0.28 s")
    #expect(line.isAlone && !line.isForReview)
    #expect(line.priority == 100)
  }

  @Test func onlyABestLapAfterAnother() {
    #expect(best.with { $0.summary.isBest = false }.line(rule) == nil)
    #expect(best.with { $0.summary.bestBefore = nil }.line(rule) == nil, "the first lap is none")
    #expect(best.with { $0.lap.time = nil }.line(rule) == nil)
    #expect(best.with { $0.lap.time = 95.2 }.line(rule) == nil)
    #expect(best.with { $0.lap.time = 95.199 }.line(rule) != nil)
  }
}

@Suite struct WhereItWentTests {
  private let rule = WhereItWent()
  private let limits = CoachThresholds()

  private func lost(_ total: Double, _ corners: [Double]) -> LapLine? {
    ReviewFixture {
      $0.summary.comparison = .made(total, corners.map { DrivenLoss(entry: $0, mid: 0, exit: 0, run: 0) })
    }.line(rule)
  }

  @Test func theTwoWorstCornersAndTheRest() throws {
    let line = try #require(lost(0.41, [0.14, 0.02, 0.18]))
    #expect(line.text == "+0.41: T3 +0.18 · T1 +0.14 · rest +0.09")
    #expect(line.loss == 0.41)
    #expect(lost(0.41, [0.41, 0.019, -0.019])?.text == "+0.41: T1 +0.41 · rest ±0.00")
    #expect(lost(0.2, [0.3, 0.1, -0.2])?.text == "+0.20: T1 +0.30 · T2 +0.10 · rest −0.20")
  }

  @Test func fromALossOn() {
    #expect(lost(limits.whereLoss, [0.1, 0, 0]) != nil)
    #expect(lost(limits.whereLoss - 1e-6, [0.1, 0, 0]) == nil)
    #expect(lost(-0.5, [0.1, 0, 0]) == nil)
    #expect(lost(0.5, [0.019, 0.01, 0]) == nil, "no corner lost anything")
  }
}

@Suite struct LeastRepeatableTests {
  private let rule = LeastRepeatable()
  private let limits = CoachThresholds()

  /// Passages that jump up and down by so many metres of brake point in each corner.
  private func line(_ jumps: [Double], count: Int = 8) -> LapLine? {
    let laps = (0..<count).map { index in
      SyntheticLap(
        brakesEarly: Dictionary(uniqueKeysWithValues: zip(1..., jumps.map { index % 2 == 0 ? $0 : 0 }))
      ).lap(index + 1)
    }
    let targets = PassageTargets.best(of: laps, corners: SyntheticLap.corners)
    return ReviewFixture {
      $0.store = PassageStore(laps: laps, targets: targets, corners: SyntheticLap.corners)
    }.line(rule)
  }

  @Test func theCornerThatVariesMost() throws {
    let found = try #require(line([2, 20, 2]))
    // Deviations of 2, 20 and 2 m of brake point, the middle one drawn towards the others by four of eleven passages.
    let own = 1.4826 * 20 * SyntheticLap.cost / 2.0.squareRoot()
    let drawn = ((7 * own * own + 4 * own * own / 100) / 11).squareRoot()
    #expect(found.text == "T2 varies ±\(Wording.hundredths(drawn)) s — your least steady corner")
    #expect(abs(found.loss - drawn / 2) < 1e-9)
    #expect(found.text.count <= Wording.longest)
  }

  @Test func silent() {
    #expect(line([2, 20, 2], count: limits.deviationPassages) != nil)
    #expect(line([2, 20, 2], count: limits.deviationPassages - 1) == nil, "too few passages")
    #expect(line([0, 4, 0]) == nil, "not much")
    #expect(line([20, 20, 20]) == nil, "all alike")
    #expect(line([16, 20, 16]) == nil, "about alike")
  }
}

@Suite struct InHandTests {
  private let rule = InHand()
  private let limits = CoachThresholds()

  private func fixture(_ laps: [SyntheticLap]) -> ReviewFixture {
    let laps = laps.enumerated().map { $1.lap($0 + 1) }
    let best = laps.min { $0.time! < $1.time! }!
    return ReviewFixture {
      $0.reference = best
      $0.targets = PassageTargets.best(of: laps, corners: SyntheticLap.corners)
      $0.paceTimes = laps.compactMap(\.time)
      $0.summary.cornerIdeal = $0.targets.sum(over: SyntheticLap.corners)
    }
  }

  @Test func whereItIs() throws {
    let fixture = fixture([
      SyntheticLap(brakesEarly: [1: 18, 2: 8]), SyntheticLap(brakesEarly: [3: 30]),
    ])
    let line = try #require(fixture.line(rule))
    // 26 m of the better lap: 18 in T1, 8 in T2.
    #expect(line.text == "0.61 s in hand: T1 0.42, T2 0.19")
    #expect(abs(line.loss - 26 * SyntheticLap.cost) < 1e-9)
    #expect(line.isForReview)
  }

  @Test func fromAShareOfTheLapOn() {
    func line(_ inHand: Double) -> LapLine? {
      fixture([SyntheticLap()]).with {
        $0.paceTimes = [100]
        $0.summary.cornerIdeal = 100 - inHand
      }.line(rule)
    }
    #expect(line(100 * limits.inHandShare + 1e-6)?.text == "0.30 s in hand", "in no corner more than in another")
    #expect(line(100 * limits.inHandShare - 1e-6) == nil)
  }

  @Test func needsAnIdealAndATrace() {
    let fixture = fixture([SyntheticLap(brakesEarly: [1: 18]), SyntheticLap(brakesEarly: [3: 30])])
    #expect(fixture.line(rule) != nil)
    #expect(fixture.with { $0.summary.cornerIdeal = nil }.line(rule) == nil)
    #expect(fixture.with { $0.paceTimes = [] }.line(rule) == nil)
    #expect(fixture.with { $0.reference.trace = nil }.line(rule) == nil)
  }
}

@Suite struct PaceTrendTests {
  private let rule = PaceTrend()
  private let limits = CoachThresholds()

  private func fixture(_ times: [Double], isOn: Bool = false, car: Double = 0) -> ReviewFixture {
    ReviewFixture {
      $0.paceTimes = times
      $0.isPaceTrendOn = isOn
      $0.summary.explainedByCar = car
    }
  }

  @Test func says() throws {
    let line = try #require(fixture([100, 101, 101, 101.5]).line(rule))
    #expect(line.text == "Pace +1.17 s over 3 laps")
    #expect(line.direction == AdviceDirection(.pace, isMore: false))
    #expect(
      fixture([100, 101, 101, 101.5]).with { $0.summary.tyreTemperature = 95.6 }.line(rule)?.text
        == "Pace +1.17 s over 3 laps — tyres 96 °C")
  }

  @Test func meanOfThreeLaps() {
    let slow = 100 * limits.paceTrend
    #expect(fixture([100, 100 + slow + 1e-6, 100 + slow, 100 + slow]).line(rule) != nil)
    #expect(fixture([100, 100 + slow - 1e-6, 100 + slow, 100 + slow]).line(rule) == nil)
    #expect(fixture([100, 110, 110]).line(rule) == nil, "the best is one of the last three")
    #expect(fixture([100, 110]).line(rule) == nil)
  }

  @Test func noneIsNear() {
    let near = 100 * limits.paceTrendNear
    #expect(fixture([100, 100 + near + 1e-6, 102, 102]).line(rule) != nil)
    #expect(fixture([100, 100 + near - 1e-6, 102, 102]).line(rule) == nil)
  }

  @Test func whatFuelAndTyresExplainIsNoTrend() {
    #expect(fixture([100, 101, 101, 101], car: 0.1).line(rule) != nil)
    #expect(fixture([100, 101, 101, 101], car: 0.3).line(rule) == nil)
  }

  @Test func saidOnceUntilItClears() {
    #expect(fixture([100, 101, 101, 101], isOn: true).line(rule) == nil)
    let clear = 100 + 100 * limits.paceTrendClear
    for (last, holds) in [(clear + 1e-6, true), (clear - 1e-6, false)] {
      let review = fixture([100, last, last, last], isOn: true).review
      #expect(PaceTrend.holds(review, thresholds: limits, isOn: true) == holds)
      #expect(!PaceTrend.holds(review, thresholds: limits, isOn: false), "it would not begin there")
    }
  }

  @Test func theCoachKeepsItOnBetweenTheLimits() {
    var drive = CoachedDrive()
    // Laps of about 45 s: 0.8 % are 15.5 m, 0.4 % 7.7 m of braking too early.
    func late(_ distance: Double) -> SyntheticLap { SyntheticLap(brakesEarly: [1: distance / 2, 2: distance / 2]) }
    func isSaid() -> Bool { drive.coach.lapLines.contains { $0.rule == "pace-trend" } }
    drive.drive([late(0), late(0), late(20), late(20)])
    #expect(!isSaid())
    drive.drive(late(20))
    #expect(isSaid())
    drive.drive([late(12), late(12), late(12)])
    #expect(!isSaid())
    drive.drive(late(24))
    #expect(!isSaid(), "it never cleared")
    drive.drive([late(0), late(0), late(0)])
    drive.drive([late(24), late(24)])
    #expect(!isSaid())
    drive.drive(late(24))
    #expect(isSaid(), "it had cleared")
  }
}

@Suite struct OverdrivingTests {
  private let rule = Overdriving()
  private let limits = CoachThresholds()

  private func line(_ corners: [(entry: Double, exit: Double)]) -> LapLine? {
    ReviewFixture {
      $0.summary.comparison = .made(
        0.3, corners.map { DrivenLoss(entry: $0.entry, mid: 0, exit: $0.exit / 2, run: $0.exit / 2) })
    }.line(rule)
  }

  @Test func says() throws {
    let found = try #require(line([(-0.04, 0.12), (-0.04, 0.12), (-0.04, 0.1)]))
    #expect(found.text == "Entries −0.12, exits +0.34 — slower in, faster out")
    #expect(abs(found.loss - 0.22) < 1e-9)
    #expect(found.direction == AdviceDirection(.brakePoint, isMore: false))
    #expect(found.text.count <= Wording.longest)
  }

  @Test func entriesGain() {
    let gain = limits.overdrivingEntry / 3
    #expect(line(Array(repeating: (-gain - 1e-6, 0.1), count: 3)) != nil)
    #expect(line(Array(repeating: (-gain + 1e-6, 0.1), count: 3)) == nil)
  }

  @Test func exitsLose() {
    let loss = limits.overdrivingExit / 3
    #expect(line(Array(repeating: (-0.1, loss + 1e-6), count: 3)) != nil)
    #expect(line(Array(repeating: (-0.1, loss - 1e-6), count: 3)) == nil)
  }

  @Test func inThreeCorners() {
    #expect(line([(-0.2, 0.2), (-0.2, 0.2), (0, 0.2)]) == nil)
    #expect(line([(-0.2, 0.2), (-0.2, 0.2), (-0.001, 0)]) == nil)
    #expect(line([(-0.2, 0.2), (-0.2, 0.2), (-0.001, 0.001)]) != nil)
  }
}

@Suite struct BestCornerTests {
  private let rule = BestCorner()
  private let limits = CoachThresholds()

  private func line(before: SyntheticLap, now: SyntheticLap) -> LapLine? {
    let first = before.lap(1)
    let last = now.lap(9)
    return ReviewFixture {
      $0.lap = last
      $0.before = PassageTargets.best(of: [first], corners: SyntheticLap.corners)
      $0.targets = PassageTargets.best(of: [first, last], corners: SyntheticLap.corners)
    }.line(rule)
  }

  @Test func theOneThatGainedMost() {
    let found = line(before: SyntheticLap(brakesEarly: [1: 4, 2: 6, 3: 2]), now: SyntheticLap())
    #expect(found?.text == "T2: your best yet, −0.14 s")
  }

  @Test func fromAGainOn() {
    // 2 m cost 0.047 s; a metre less than the limit, and a little more.
    let distance = limits.bestCorner / SyntheticLap.cost
    #expect(distance < 2 && distance > 1)
    #expect(line(before: SyntheticLap(brakesEarly: [2: 2]), now: SyntheticLap()) != nil)
    var strict = CoachThresholds()
    strict.bestCorner = 2 * SyntheticLap.cost + 1e-6
    let fixture = ReviewFixture {
      $0.before = PassageTargets.best(of: [SyntheticLap(brakesEarly: [2: 2]).lap(1)], corners: SyntheticLap.corners)
      $0.targets = PassageTargets.best(of: [$0.lap], corners: SyntheticLap.corners)
    }
    #expect(rule.judge(fixture.review, thresholds: strict) == nil)
    strict.bestCorner -= 2e-6
    #expect(rule.judge(fixture.review, thresholds: strict) != nil)
  }

  @Test func aSlowerPassageIsNone() {
    #expect(line(before: SyntheticLap(), now: SyntheticLap(brakesEarly: [1: 10])) == nil)
    // The first passage of all is none either.
    #expect(ReviewFixture { $0.targets = .best(of: [$0.lap], corners: SyntheticLap.corners) }.line(rule) == nil)
  }
}

@Suite struct FixedFaultTests {
  @Test func says() {
    func finding(_ text: String) -> Finding {
      Finding(
        rule: "brake-early", corner: 3, cornerName: "T3", lapSerial: 9, lapNumber: 9, referenceLapNumber: nil, loss: 0,
        action: "", text: text, evidence: [], seenOnLaps: [9], confidence: 1, state: .fixed)
    }
    let first = "T3 fixed: +0.02 s now, was +0.18 s"
    #expect(ReviewFixture { $0.fixed = [finding(first), finding("other")] }.line(FixedFault())?.text == first)
    #expect(ReviewFixture().line(FixedFault()) == nil)
  }
}

@Suite struct TrackLimitsTests {
  private let corner = SyntheticLap.corners[1]

  @Test func says() {
    #expect(
      TrackLimits.line(corner: corner, wide: 1.24, station: 1_060).text == "T2: lap lost — 1.2 m wide at the exit")
    #expect(
      TrackLimits.line(corner: corner, wide: 1.26, station: 1_010).text == "T2: lap lost — 1.3 m wide on the way in")
    #expect(
      TrackLimits.line(corner: corner, wide: nil, station: 1_040.1).text == "T2: lap lost — off the track at the exit")
    #expect(TrackLimits.line(corner: nil, wide: nil, station: 5).text == "Lap lost — off the track")
    #expect(TrackLimits.line(corner: nil, wide: -1, station: 5).text == "Lap lost — 0.0 m wide")
  }

  @Test func isSaidEvenUnderFlags() {
    let line = TrackLimits.line(corner: corner, wide: 1, station: 1_060)
    #expect(line.priority >= SpokenLine.strategyPriority && line.rule == "limits" && !line.isForReview)
  }
}
