import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// On the throttle 12 m late.
  static let lateThrottle = PassageFixture {
    $0.own.throttlePickUp = 457
    $0.own.fullThrottle = 485
    $0.driven.exit = 0.14
  }
}

@Suite struct LateThrottleTests {
  private let rule = LateThrottle()
  private let limits = CoachThresholds()
  private let late = PassageFixture.lateThrottle

  @Test func sentence() {
    late.says(
      rule, "T4: throttle 10 m sooner — 0.14 s on exit", imperial: "T4: throttle 11 yd sooner — 0.14 s on exit")
    late.with { $0.driven.mid = 0.04 }.says(
      rule, "T4: throttle 10 m sooner — 0.16 s on exit", imperial: "T4: throttle 11 yd sooner — 0.16 s on exit")
  }

  @Test func distance() {
    late.speaks(rule, from: limits.lateThrottleDistance) { $0.own.throttlePickUp = 445 + $1 }
    late.speaks(rule, from: 8 * limits.noiseDeviations) {
      $0.spread.throttlePickUp = 8
      $0.own.throttlePickUp = 445 + $1
    }
    late.isSilent(rule) { $0.own.throttlePickUp = nil }
    late.isSilent(rule) { $0.best.throttlePickUp = nil }
  }

  @Test func allOfItComesLaterToo() {
    late.speaks(rule, from: limits.lateThrottleFull) { $0.own.fullThrottle = 475 + $1 }
    #expect(late.with { $0.own.fullThrottle = nil }.candidate(rule) != nil, "nothing says otherwise")
  }

  @Test func theReferenceLifts() { late.speaks(rule, upTo: 0.95) { $0.best.minimumThrottle = $1 } }

  @Test func fromTheSameSlowestSpeedUnlessTheExitIsTheLoss() {
    late.speaks(rule, upTo: limits.minimumSpeedNoise) {
      $0.own.minimumSpeed = 25 - $1
      $0.driven.mid = 0.14
    }
    late.speaks(rule, upTo: 0.14 / limits.exitShare) {
      $0.own.minimumSpeed = 23
      $0.driven.mid = $1
    }
    #expect(late.candidate(rule)?.explains == ["over-slow", "gear-choice"])
    #expect(late.with { $0.driven.mid = 0.14 }.candidate(rule)?.explains == [])
  }

  @Test func loss() {
    late.speaks(rule, from: limits.lateThrottleLoss) { $0.driven.exit = $1 }
    late.speaks(rule, from: limits.lateThrottleLoss) {
      $0.driven = .init(entry: 0, mid: 0, exit: 0, run: $1 / 2, carried: $1 / 2)
    }
  }
}
