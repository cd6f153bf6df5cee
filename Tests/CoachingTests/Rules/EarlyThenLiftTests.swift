import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// On the throttle 8 m early, and off it again.
  static let earlyThenLift = PassageFixture {
    $0.own.throttlePickUp = 437
    $0.own.throttleDips = 1
    $0.own.deepestDip = 0.3
    $0.driven.exit = 0.1
  }
}

@Suite struct EarlyThenLiftTests {
  private let rule = EarlyThenLift()
  private let limits = CoachThresholds()
  private let lifts = PassageFixture.earlyThenLift

  @Test func sentence() {
    lifts.says(
      rule, "T4: wait 8 m, then one push — you lift again, 0.10 s",
      imperial: "T4: wait 9 yd, then one push — you lift again, 0.10 s")
    lifts.with { $0.own.throttlePickUp = 425 }.says(
      rule, "T4: wait 10 m, then one push — you lift again, 0.10 s",
      imperial: "T4: wait 11 yd, then one push — you lift again, 0.10 s")
    // Who began in the right place is not told to wait beyond it.
    lifts.with {
      $0.own.throttlePickUp = 445
      $0.own.fullThrottle = 490
    }.says(rule, "T4: one push of the throttle — you lift again, 0.10 s")
  }

  @Test func dips() {
    lifts.isSilent(rule) { $0.own.throttleDips = 0 }
    lifts.isSilent(rule) { $0.best.throttleDips = 1 }
    lifts.speaks(rule, from: limits.dipSize) { $0.own.deepestDip = $1 }
  }

  @Test func tooSoonOrFullTooLate() {
    lifts.speaks(rule, from: limits.dipPickUp) { $0.own.throttlePickUp = 445 - $1 }
    lifts.speaks(rule, from: limits.dipFull) {
      $0.own.throttlePickUp = 445
      $0.own.fullThrottle = 475 + $1
    }
    lifts.isSilent(rule) { $0.own.throttlePickUp = nil }
    lifts.isSilent(rule) { $0.best.throttlePickUp = nil }
  }

  @Test func loss() {
    lifts.speaks(rule, from: limits.dipLoss) { $0.driven.exit = $1 }
    lifts.speaks(rule, from: limits.dipLoss) { $0.driven = .init(entry: 0, mid: 0, exit: 0, run: $1) }
    #expect(lifts.candidate(rule)?.explains == ["over-slow"])
    #expect(lifts.with { $0.driven.mid = 0.1 }.candidate(rule)?.explains == [])
  }
}
