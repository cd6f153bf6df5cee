import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Begins in the right place and is full 18 m later.
  static let slowToFull = PassageFixture {
    $0.own.fullThrottle = 493
    $0.driven.exit = 0.11
  }
}

@Suite struct SlowToFullTests {
  private let rule = SlowToFull()
  private let limits = CoachThresholds()
  private let slow = PassageFixture.slowToFull

  @Test func sentence() {
    slow.says(
      rule, "T4: full throttle 10 m sooner — 0.11 s on exit",
      imperial: "T4: full throttle 11 yd sooner — 0.11 s on exit")
  }

  @Test func beginsInTheRightPlace() {
    let far = slow.with { $0.own.fullThrottle = 515 }
    far.speaks(rule, upTo: limits.slowToFullPickUp) { $0.own.throttlePickUp = 445 + $1 }
    far.speaks(rule, upTo: limits.slowToFullPickUp) { $0.own.throttlePickUp = 445 - $1 }
    slow.isSilent(rule) { $0.own.throttlePickUp = nil }
    slow.isSilent(rule) { $0.best.throttlePickUp = nil }
  }

  @Test func isFullLater() {
    slow.speaks(rule, from: limits.slowToFullDistance) { $0.own.fullThrottle = 475 + $1 }
    slow.speaks(rule, from: 12 * limits.noiseDeviations) {
      $0.spread.fullThrottle = 12
      $0.own.fullThrottle = 475 + $1
    }
    slow.isSilent(rule) { $0.own.fullThrottle = nil }
    slow.isSilent(rule) { $0.best.fullThrottle = nil }
  }

  @Test func theWayBetweenIsLonger() {
    // Begun 8 m later, the way has to be 10 m longer; begun 12 m later, 12 m.
    slow.speaks(rule, from: 8 + limits.slowToFullWay) {
      $0.own.throttlePickUp = 453
      $0.own.fullThrottle = 475 + $1
    }
    slow.speaks(rule, from: 24) {
      $0.own.throttlePickUp = 457
      $0.own.fullThrottle = 475 + $1
    }
  }

  @Test func loss() {
    slow.speaks(rule, from: limits.slowToFullLoss) { $0.driven.exit = $1 }
    slow.speaks(rule, from: limits.slowToFullLoss) { $0.driven = .init(entry: 0, mid: 0, exit: 0, run: $1) }
  }

  @Test func explainsASlowCornerWhereTheExitIsTheLoss() {
    #expect(slow.with { $0.driven.mid = 0.11 / 3 - 0.001 }.candidate(rule)?.explains == ["over-slow"])
    #expect(slow.with { $0.driven.mid = 0.11 / 3 + 0.001 }.candidate(rule)?.explains == [])
  }
}
