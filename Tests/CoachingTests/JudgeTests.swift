import Analysis
import Telemetry
import TestSupport
import Testing
import Timing

@testable import Coaching

@Suite struct JudgeTests {
  private func rules(_ fixture: PassageFixture, _ judge: Judge = Judge()) -> [String] {
    judge.candidates(on: fixture.passage).map(\.rule.identifier)
  }

  @Test func causeBeforeEffect() {
    // Braking softly is why the brake comes early; its own loss is the smaller one.
    let soft = PassageFixture.brakeSoft.with {
      $0.own.brakeStart = 285
      $0.driven = DrivenLoss(entry: 0.1, mid: 0.1, exit: 0, run: 0)
    }
    #expect(rules(soft) == ["brake-soft", "brake-early"])
    #expect(abs((BrakeEarly().judge(soft.passage, thresholds: CoachThresholds())?.loss ?? 0) - 0.2) < 1e-12)
  }

  @Test func aCauseHasToExplainEnough() {
    let limits = CoachThresholds()
    // Entry e and middle m: the cause loses e, the effect e + m.
    for (entry, isCause) in [(0.1001, true), (0.0999, false)] {
      let effect = 0.1 / limits.causeShare
      let fixture = PassageFixture.brakeSoft.with {
        $0.own.brakeStart = 285
        $0.driven = DrivenLoss(entry: entry, mid: effect - entry, exit: 0, run: 0)
      }
      #expect(rules(fixture).first == (isCause ? "brake-soft" : "brake-early"))
    }
  }

  @Test func aCandidateCanNameItsOwnEffects() {
    // From the same slow corner a late throttle explains it only where the exit is the loss.
    let late = PassageFixture.lateThrottle.with {
      $0.own.minimumSpeed = 23
      $0.driven.mid = 0.04
    }
    #expect(rules(late) == ["late-throttle", "over-slow"])
  }

  @Test func atEqualLossTheLaterPhaseComesFirst() {
    let limits = CoachThresholds()
    for (share, isFirst) in [(limits.equalLossShare - 0.001, true), (limits.equalLossShare + 0.001, false)] {
      let fixture = PassageFixture.brakeEarly.with {
        $0.own.throttlePickUp = 457
        $0.own.fullThrottle = 485
        $0.driven = DrivenLoss(entry: 0.2, mid: 0, exit: 0.2 * (1 - share), run: 0)
      }
      #expect(rules(fixture) == (isFirst ? ["late-throttle", "brake-early"] : ["brake-early", "late-throttle"]))
    }
    #expect(Phase.straight < .line && Phase.line < .entry && Phase.entry < .mid && Phase.mid < .exit)
  }

  @Test func betterIsNoWayBack() {
    let judge = Judge()
    forAll { random in
      let one = allRules.randomElement(using: &random)!
      let other = allRules.randomElement(using: &random)!
      let a = Double.random(in: 0...0.5, using: &random)
      let b = Double.random(in: 0...0.5, using: &random)
      return !(judge.isBetter(one, a, than: other, b) && judge.isBetter(other, b, than: one, a))
        && !judge.isBetter(one, a, than: one, a)
    }
  }

  @Test func whatIsForTheReviewComesLast() {
    let scattered = PassageFixture.scattered(20, 0.4).with {
      $0.own.throttlePickUp = 457
      $0.own.fullThrottle = 485
      $0.driven.exit = 0.06
    }
    #expect(rules(scattered) == ["late-throttle", "brake-scatter"])
  }

  @Test func theStraightsLossIsNotTheCorners() {
    let both = PassageFixture.liftOnStraight.with {
      $0.own.throttlePickUp = 457
      $0.own.fullThrottle = 485
      $0.driven = DrivenLoss(entry: 0, mid: 0, exit: 0.14, run: 0.1)
    }
    let found = Judge().candidates(on: both.passage)
    #expect(found.map(\.rule.identifier) == ["late-throttle", "lift-on-straight"])
    #expect(abs(found[0].candidate.loss - 0.14) < 1e-9 && abs(found[1].candidate.loss - 0.1) < 1e-9)
    // Where the throttle is not known, all of it is the corner's.
    let blind = both.with {
      $0.own.minimumSpeed = 23
      $0.missingOnLap = [.throttle]
    }
    #expect(rules(blind) == ["over-slow"])
    #expect(abs(Judge().candidates(on: blind.passage)[0].candidate.loss - 0.24) < 1e-9)
  }

  @Test func smallLossesAreNotRecordedUnlessTheRuleCounts() {
    let limits = CoachThresholds()
    // A gap of the pedals has a lower limit of its own.
    PassageFixture.liftToBrakeGap.with { $0.driven.entry = limits.recordedLoss - 1e-6 }.says(
      LiftToBrakeGap(), "T4: stay flat until you brake — 0.05 s on entry")
    #expect(rules(PassageFixture.liftToBrakeGap.with { $0.driven.entry = limits.recordedLoss - 1e-6 }).isEmpty)
    #expect(
      rules(PassageFixture.liftToBrakeGap.with { $0.driven.entry = limits.recordedLoss + 1e-6 })
        == ["lift-to-brake-gap"])
    var sliding = CornerMetrics.usual
    sliding.counterSteerTime = 0.2
    #expect(
      rules(
        PassageFixture.rearSlide.with {
          $0.driven.exit = 0
          $0.earlier = [sliding]
        }) == ["rear-slide"])
  }

  /// Means of the largest of n normal values, from tables of order statistics.
  @Test(arguments: zip([1, 2, 3, 5, 10, 20], [0, 0.5642, 0.8463, 1.1630, 1.5388, 1.8675]))
  func bestOfSoMany(count: Int, expected: Double) { #expect(abs(Judge.bestOf(count) - expected) < 0.03) }

  @Test func noise() {
    var spread = CornerSpread()
    #expect(Judge().noise(spread, passages: 5, deviations: 1.5, strength: 1) == 0, "nothing is known")
    spread.segmentTime = 0.1
    #expect(Judge().noise(spread, passages: 1, deviations: 1.5, strength: 1) == 1.5 * 0.1)
    #expect(Judge().noise(spread, passages: 1, deviations: 1.5, strength: 3) == 1.5 * 0.1 / 3)
    let many = Judge().noise(spread, passages: 10, deviations: 1.5, strength: 1)
    #expect(abs(many - (1.5 + Judge.bestOf(10)) * 0.1) < 1e-12)
  }

  // Whole laps.

  @Test func oneVerdictACorner() {
    let lap = SyntheticLap(brakesEarly: [1: 10], throttleLate: [3: 20])
    let verdicts = Judge().verdicts(on: lap.trace, against: SyntheticLap().trace, corners: SyntheticLap.corners)
    #expect(verdicts.map(\.corner.name) == ["T1", "T3"])
    #expect(verdicts.map(\.rule.identifier) == ["brake-early", "late-throttle"])
    #expect(abs(verdicts[0].candidate.loss - 10 * SyntheticLap.cost) < 1e-9)
    #expect(abs(verdicts[1].candidate.loss - 20 * SyntheticLap.cost) < 1e-3)
    #expect(verdicts.allSatisfy { $0.targetLap == 0 })
  }

  @Test func aLapAgainstItselfHasNoVerdict() {
    forAll(50) { random in
      var lap = SyntheticLap()
      for corner in 1...3 {
        lap.brakesEarly[corner] = Double.random(in: 0...30, using: &random)
        lap.throttleLate[corner] = Double.random(in: 0...40, using: &random)
      }
      return Judge().verdicts(on: lap.trace, against: lap.trace, corners: SyntheticLap.corners).isEmpty
    }
  }

  @Test func aSpoiltPassageHasNoVerdict() {
    var lap = SyntheticLap(brakesEarly: [1: 10, 2: 10])
    lap.stretches = [LapStretch(kind: .offTrack, start: 410, end: 420)]
    let verdicts = Judge().verdicts(on: lap.trace, against: SyntheticLap().trace, corners: SyntheticLap.corners)
    #expect(verdicts.map(\.corner.name) == ["T2"])
  }

  @Test func oneLapHasToStandOutOfTheDriversOwnSpread() {
    let target = SyntheticLap().lap(1)
    let targets = PassageTargets.best(of: [target], corners: SyntheticLap.corners)
    let lap = SyntheticLap(brakesEarly: [1: 10])
    func verdicts(_ others: [Double]) -> [String] {
      let laps = others.enumerated().map { SyntheticLap(brakesEarly: [1: $1, 2: $1, 3: $1]).lap(2 + $0) }
      let store = PassageStore(laps: laps, targets: targets, corners: SyntheticLap.corners)
      return Judge().verdicts(on: lap.lap(20), against: targets, corners: SyntheticLap.corners, store: store)
        .map(\.rule.identifier)
    }
    #expect(verdicts([0, 2, 0, 2]) == ["brake-early"])
    #expect(verdicts([0, 6, 0, 6]).isEmpty, "a usual lap of this driver")
  }

  @Test func noPassageIsHeldToItself() {
    let lap = SyntheticLap().lap(1)
    let targets = PassageTargets.best(of: [lap], corners: SyntheticLap.corners)
    #expect(
      Judge().passages(of: lap, against: targets, corners: SyntheticLap.corners, store: PassageStore()).isEmpty)
    let other = Judge().passages(
      of: SyntheticLap().lap(2), against: targets, corners: SyntheticLap.corners, store: PassageStore())
    #expect(other.map(\.passage.loss.corner.number) == [1, 2, 3])
    #expect(other.map(\.passage.segmentEnd) == [800, 1_400, 2_200])
    #expect(other.map(\.passage.nextCorner) == ["T2", "T3", "T1"])
    #expect(other.allSatisfy { $0.passage.recent.count == 1 })
  }
}
