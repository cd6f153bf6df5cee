import Analysis
import Telemetry
import TestSupport
import Testing
import Timing

@testable import Coaching

/// What every rule of a passage keeps to.
@Suite struct RuleContractTests {
  /// A passage of which each rule speaks.
  static let faults: [String: PassageFixture] = [
    "brake-early": .brakeEarly, "brake-late-overshoot": .brakeLateOvershoot, "brake-soft": .brakeSoft,
    "lift-to-brake-gap": .liftToBrakeGap, "brake-drag": .brakeDrag, "no-trail": .noTrail, "brake-dump": .brakeDump,
    "lock-up": .lockUp, "double-brake": .doubleBrake, "brake-scatter": .brakeScatter, "over-slow": .overSlow,
    "min-speed-early": .minimumSpeedEarly, "long-pause": .longPause, "lift-in-fast": .liftInFast,
    "front-push": .frontPush, "rear-slide": .rearSlide, "missed-apex": .missedApex, "early-apex": .earlyApex,
    "late-throttle": .lateThrottle, "slow-to-full": .slowToFull, "early-then-lift": .earlyThenLift,
    "wheelspin": .wheelspin, "exit-unused": .exitUnused, "shift-point": .shiftPoint, "gear-choice": .gearChoice,
    "lift-on-straight": .liftOnStraight, "not-the-driver": .notTheDriver,
  ]

  private func speaks(_ rule: any CoachingRule, of fixture: PassageFixture, _ judge: Judge = Judge()) -> Bool {
    judge.candidates(on: fixture.passage).contains { $0.rule.identifier == rule.identifier }
  }

  @Test func everyRuleOfTheSpecificationExists() {
    #expect(
      allRules.map(\.identifier) == [
        "brake-early", "brake-late-overshoot", "brake-soft", "lift-to-brake-gap", "brake-drag", "no-trail",
        "brake-dump", "lock-up", "double-brake", "brake-scatter", "over-slow", "min-speed-early", "long-pause",
        "lift-in-fast", "front-push", "rear-slide", "missed-apex", "early-apex", "late-throttle", "slow-to-full",
        "early-then-lift", "wheelspin", "exit-unused", "shift-point", "gear-choice", "lift-on-straight",
        "not-the-driver",
      ])
    #expect(Set(allRules.map(\.identifier)) == Set(Self.faults.keys), "each has its passage here")
  }

  @Test(arguments: allRules.map(\.identifier)) func identifier(_ identifier: String) {
    #expect(allRules.count { $0.identifier == identifier } == 1)
    #expect(!allLapRules.contains { $0.identifier == identifier } && identifier != TrackLimits.identifier)
    let parts = identifier.split(separator: "-", omittingEmptySubsequences: false)
    #expect(parts.allSatisfy { part in !part.isEmpty && part.allSatisfy { ("a"..."z").contains($0) } })
  }

  @Test(arguments: allRules) func speaksOfItsFault(_ rule: any CoachingRule) throws {
    let fixture = try #require(Self.faults[rule.identifier])
    #expect(speaks(rule, of: fixture))
    let candidate = try #require(fixture.candidate(rule))
    #expect(candidate.loss >= CoachThresholds().recordedLoss && candidate.amount > 0)
    #expect((1...Candidate.plain).contains(candidate.strength))
    #expect(!candidate.evidence.isEmpty && candidate.evidence.allSatisfy { $0.value.isFinite })
  }

  @Test(arguments: allRules) func isSilentWhenThePassageEqualsItsReference(_ rule: any CoachingRule) throws {
    let fixture = try #require(Self.faults[rule.identifier])
    for metrics in [fixture.own, fixture.best] {
      let equal = PassageFixture {
        $0.own = metrics
        $0.best = metrics
        $0.earlier = Array(repeating: metrics, count: 6)
        $0.throttle = fixture.throttle
        $0.referenceThrottle = fixture.throttle
      }
      #expect(!speaks(rule, of: equal))
    }
  }

  @Test(arguments: allRules) func isSilentWithoutAChannelThatItNeeds(_ rule: any CoachingRule) throws {
    let fixture = try #require(Self.faults[rule.identifier])
    #expect(rule.needs.contains(.speed))
    for channel in rule.needs {
      #expect(!speaks(rule, of: fixture.with { $0.missingOnLap = [channel] }), "\(channel) on the lap")
      #expect(!speaks(rule, of: fixture.with { $0.missingOnReference = [channel] }), "\(channel) on the reference")
    }
    // And it asks for no other one.
    let others = Set(PassageFixture.channels).subtracting(rule.needs)
    #expect(
      speaks(
        rule,
        of: fixture.with {
          $0.missingOnLap = others
          $0.missingOnReference = others
        }))
  }

  @Test(arguments: allRules) func isSilentWhereTheSourceDoesNotMeasureIt(_ rule: any CoachingRule) throws {
    let fixture = try #require(Self.faults[rule.identifier])
    #expect(speaks(rule, of: fixture, Judge(capabilities: rule.needsCapabilities)))
    #expect(speaks(rule, of: fixture, Judge(capabilities: [])) == rule.needsCapabilities.isEmpty)
  }

  @Test(arguments: allRules) func isSilentWithoutNumbers(_ rule: any CoachingRule) throws {
    let passage = try #require(Self.faults[rule.identifier]).passage
    for (own, best) in [(nil, passage.loss.reference), (passage.loss.metrics, nil)]
      as [(CornerMetrics?, CornerMetrics?)]
    {
      let bare = CornerLoss(
        corner: passage.loss.corner, loss: passage.loss.loss, entry: 0, mid: 0, exit: 0, run: 0, metrics: own,
        reference: best, driven: DrivenLoss(entry: 0, mid: 0, exit: 0, run: 0))
      let hidden = Passage(
        loss: bare, segmentEnd: passage.segmentEnd, lap: passage.lap, reference: passage.reference,
        comparison: passage.comparison)
      #expect(!Judge().candidates(on: hidden).contains { $0.rule.identifier == rule.identifier })
    }
  }

  @Test(arguments: allRules) func sentenceFitsTheScreen(_ rule: any CoachingRule) throws {
    var candidate = try #require(Self.faults[rule.identifier]?.candidate(rule))
    for units in [SpeechUnits.metric, .imperial] {
      for loss in [0.05, 0.18, 0.99] {
        candidate.loss = loss
        let sentence = rule.sentence(candidate, units, corner: "T10")
        #expect(sentence.count <= Wording.longest, "\(sentence): \(sentence.count)")
      }
      let action = rule.action(candidate, units: units)
      #expect(action.first?.isUppercase == true && action.last?.isPunctuation == false)
    }
  }

  @Test(arguments: allRules) func conditionIsSaid(_ rule: any CoachingRule) {
    let condition = rule.condition(CoachThresholds())
    #expect(!condition.isEmpty && condition.first?.isUppercase == false && condition.last != ".")
  }

  @Test(arguments: allRules) func explainsOtherRulesOnly(_ rule: any CoachingRule) {
    #expect(!rule.explains.contains(rule.identifier))
    #expect(rule.explains.isSubset(of: allRules.map(\.identifier)))
  }

  /// Whatever the numbers are, a passage that equals its reference is not spoken of, and no candidate is absurd.
  @Test func randomPassages() {
    forAll(300) { random in
      func metrics() -> CornerMetrics {
        var values: [String: Double] = [:]
        for metric in CornerMetric.all where Double.random(in: 0...1, using: &random) < 0.9 {
          let usual = metric.get(.usual) ?? 1
          let value =
            usual * Double.random(in: 0.7...1.3, using: &random) + Double.random(in: -0.5...0.5, using: &random)
          values[metric.name] = metric.unit.isEmpty ? value.rounded() : value
        }
        return CornerMetrics(named: values)
      }
      func loss() -> Double { Double.random(in: -0.2...0.4, using: &random) }
      let fixture = PassageFixture {
        $0.own = metrics()
        $0.best = metrics()
        $0.driven = DrivenLoss(
          entry: loss(), mid: loss(), exit: loss(), run: loss(), carried: loss(),
          isExternal: Bool.random(using: &random))
      }
      let found = Judge().candidates(on: fixture.passage)
      let isSound = found.allSatisfy { rule, candidate in
        candidate.loss.isFinite && candidate.amount.isFinite && candidate.strength.isFinite
          && (candidate.loss >= CoachThresholds().recordedLoss || rule.countsLaps)
          && !rule.sentence(candidate).isEmpty && !rule.sentence(candidate, .imperial).isEmpty
      }
      let equal = fixture.with {
        $0.best = $0.own
        $0.driven = DrivenLoss(entry: 0, mid: 0, exit: 0, run: 0)
      }
      return isSound && Set(found.map(\.rule.identifier)).count == found.count
        && Judge().candidates(on: equal.passage).isEmpty
    }
  }
}
