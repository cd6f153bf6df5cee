import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Rolls 0.4 s between throttle and brake.
  static let liftToBrakeGap = PassageFixture {
    $0.own.liftToBrakeGap = 0.4
    $0.driven.entry = 0.09
  }
}

@Suite struct LiftToBrakeGapTests {
  private let rule = LiftToBrakeGap()
  private let limits = CoachThresholds()
  private let rolls = PassageFixture.liftToBrakeGap

  @Test func sentence() {
    rolls.says(rule, "T4: stay flat until you brake — 0.09 s on entry")
    // What the middle loses is its doing too, what it wins is not.
    rolls.with { $0.driven.mid = 0.03 }.says(rule, "T4: stay flat until you brake — 0.12 s on entry")
    rolls.with { $0.driven.mid = -0.03 }.says(rule, "T4: stay flat until you brake — 0.09 s on entry")
  }

  @Test func time() {
    rolls.speaks(rule, from: limits.gapTime) { $0.own.liftToBrakeGap = $1 }
    rolls.speaks(rule, from: limits.gapMore) {
      $0.best.liftToBrakeGap = 0.3
      $0.own.liftToBrakeGap = 0.3 + $1
    }
  }

  @Test func aReferenceWithoutBrakingHasNoGap() {
    #expect(rolls.with { $0.best.liftToBrakeGap = nil }.candidate(rule)?.amount == 0.4)
    rolls.isSilent(rule) { $0.own.liftToBrakeGap = nil }
  }

  @Test func loss() { rolls.speaks(rule, from: limits.gapLoss) { $0.driven.entry = $1 } }
}
