import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// 2 m/s slower than needed from the same brake point.
  static let overSlow = PassageFixture {
    $0.own.minimumSpeed = 23
    $0.driven.mid = 0.16
  }
}

@Suite struct OverSlowTests {
  private let rule = OverSlow()
  private let limits = CoachThresholds()
  private let slow = PassageFixture.overSlow

  @Test func sentence() {
    slow.says(rule, "T4: carry 4 km/h more — 0.16 s", imperial: "T4: carry 2 mph more — 0.16 s")
    slow.with { $0.own.minimumSpeed = 24.2 }.says(
      rule, "T4: carry 3 km/h more — 0.16 s", imperial: "T4: carry 2 mph more — 0.16 s")
  }

  @Test func slower() {
    slow.speaks(rule, from: limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 - $1 }
    slow.speaks(rule, from: 50 * limits.minimumSpeedNoiseShare) {
      $0.best.minimumSpeed = 50
      $0.own.minimumSpeed = 50 - $1
    }
    slow.speaks(rule, from: limits.noiseDeviations) {
      $0.spread.minimumSpeed = 1
      $0.own.minimumSpeed = 25 - $1
    }
  }

  @Test func theReferenceIsFasterInTheSamePlace() {
    slow.isSilent(rule) { $0.referenceSpeed = 23 }
    slow.isSilent(rule) { $0.referenceSpeed = 23.5 }
    #expect(slow.with { $0.referenceSpeed = 24 }.candidate(rule) != nil)
  }

  @Test func loss() {
    slow.speaks(rule, from: limits.overSlowLoss) { $0.driven.mid = $1 }
    slow.speaks(rule, from: limits.overSlowLoss) { $0.driven = .init(entry: 0, mid: 0, exit: $1 / 2, run: $1 / 2) }
    slow.speaks(rule, from: limits.overSlowLoss) {
      $0.driven = .init(entry: 0, mid: 0, exit: 0, run: 0, carried: $1)
    }
  }

  @Test func aLiftOnTheStraightIsNotItsLoss() {
    slow.isSilent(rule) {
      $0.driven = .init(entry: 0, mid: 0, exit: 0, run: 0.16)
      $0.straightLoss = 0.16
    }
  }

  @Test func flatOutADriverIsAsSlowAsHeCame() {
    slow.isSilent(rule) {
      $0.own.brakeStart = nil
      $0.own.minimumThrottle = 0.95
    }
    #expect(
      slow.with {
        $0.own.brakeStart = nil
        $0.own.minimumThrottle = 0.94
      }.candidate(rule) != nil)
  }

  @Test func fromTheSameBrakePoint() {
    // Slow, but not so slow that it is plain.
    let little = slow.with { $0.own.minimumSpeed = 24.2 }
    little.speaks(rule, upTo: limits.overSlowBrakePoint) { $0.own.brakeStart = 300 + $1 }
    little.speaks(rule, upTo: limits.overSlowBrakePoint) { $0.own.brakeStart = 300 - $1 }
    little.speaks(rule, upTo: 8 * limits.noiseDeviations) {
      $0.spread.brakeStart = 8
      $0.own.brakeStart = 300 - $1
    }
  }

  @Test func whatIsPlainNeedsNoBrakePoint() {
    let other = slow.with { $0.own.brakeStart = 280 }
    other.speaks(rule, from: 2 * limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 - $1 }
    other.speaks(rule, upTo: 0.16 / limits.overSlowShare) { $0.driven.entry = $1 }
    #expect(other.candidate(rule)?.explains == ["brake-early", "min-speed-early"])
    #expect(slow.with { $0.own.minimumSpeed = 24.2 }.candidate(rule)?.explains == [])
  }
}
