import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// 0.4 s on the limiter.
  static let shiftPoint = PassageFixture {
    $0.own.limiterTime = 0.4
    $0.driven.run = 0.1
  }
}

@Suite struct ShiftPointTests {
  private let rule = ShiftPoint()
  private let limits = CoachThresholds()
  private let late = PassageFixture.shiftPoint
  private let early = PassageFixture {
    $0.own.upshiftSpeed = 6_000
    $0.driven.run = 0.1
  }

  @Test func sentence() {
    late.says(rule, "T4: shift up sooner after it — 0.4 s on the limiter, 0.10 s")
    early.says(rule, "T4: shift up later after it — 0.10 s")
  }

  @Test func limiter() {
    late.speaks(rule, from: limits.limiterTime) { $0.own.limiterTime = $1 }
    late.speaks(rule, from: 0.2 + limits.limiterTime) {
      $0.best.limiterTime = 0.2
      $0.own.limiterTime = $1
    }
    late.isSilent(rule) { $0.own.limiterTime = nil }
  }

  @Test func upshift() {
    early.speaks(rule, upTo: 7_000 * limits.upshiftShare) { $0.own.upshiftSpeed = $1 }
    early.isSilent(rule) { $0.own.upshiftSpeed = nil }
    early.isSilent(rule) { $0.best.upshiftSpeed = nil }
  }

  @Test func loss() {
    late.speaks(rule, from: limits.shiftLoss) { $0.driven.run = $1 }
    // The engine is what the exit does not explain.
    late.speaks(rule, from: limits.shiftLoss) {
      $0.driven.entry = 0.01
      $0.driven.run = 0
      $0.wholeRun = $1
    }
    // Both were flat here: the loss was brought along.
    late.isSilent(rule) {
      $0.driven = .init(entry: 0, mid: 0, exit: 0, run: 0)
      $0.wholeRun = 0.3
    }
    late.isSilent(rule) { $0.driven = .init(entry: 0, mid: 0, exit: 0.3, run: 0) }
  }
}
