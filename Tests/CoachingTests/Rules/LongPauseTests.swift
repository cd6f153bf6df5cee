import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// 0.6 s on no pedal, and the throttle 12 m later.
  static let longPause = PassageFixture {
    $0.own.coastBeforeThrottle = 0.6
    $0.own.throttlePickUp = 457
    $0.driven.mid = 0.1
  }
}

@Suite struct LongPauseTests {
  private let rule = LongPause()
  private let limits = CoachThresholds()
  private let pauses = PassageFixture.longPause

  @Test func sentence() {
    pauses.says(
      rule, "T4: throttle 10 m sooner — 0.6 s on no pedal, 0.10 s",
      imperial: "T4: throttle 11 yd sooner — 0.6 s on no pedal, 0.10 s")
  }

  @Test func time() {
    pauses.speaks(rule, from: limits.pauseTime) {
      $0.best.coastBeforeThrottle = 0
      $0.own.coastBeforeThrottle = $1
    }
    pauses.speaks(rule, from: limits.pauseMore) {
      $0.best.coastBeforeThrottle = 0.5
      $0.own.coastBeforeThrottle = 0.5 + $1
    }
  }

  @Test func theThrottleComesLater() {
    pauses.speaks(rule, from: limits.pausePickUp) { $0.own.throttlePickUp = 445 + $1 }
    pauses.isSilent(rule) { $0.own.throttlePickUp = nil }
  }

  @Test func loss() {
    pauses.speaks(rule, from: limits.pauseLoss) { $0.driven.mid = $1 }
    pauses.speaks(rule, from: limits.pauseLoss) { $0.driven = .init(entry: 0, mid: 0, exit: $1, run: 0) }
    // What is won on the way out does not pay for it.
    #expect(pauses.with { $0.driven.exit = -0.5 }.candidate(rule)?.loss == 0.1)
  }
}
