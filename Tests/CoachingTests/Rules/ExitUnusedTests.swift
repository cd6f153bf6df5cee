import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// 2 m of the exit not used, and 1 m/s slower there.
  static let exitUnused = PassageFixture {
    $0.own.exitOffset = -2
    $0.own.exitSpeed = 31
    $0.driven.run = 0.1
  }
}

@Suite struct ExitUnusedTests {
  private let rule = ExitUnused()
  private let limits = CoachThresholds()
  private let inside = PassageFixture.exitUnused

  @Test func sentence() {
    inside.says(
      rule, "T4: use 2 m more exit — 4 km/h, 0.10 s", imperial: "T4: use 2 yd more exit — 2 mph, 0.10 s")
  }

  @Test func offset() {
    inside.speaks(rule, from: limits.exitOffset) { $0.own.exitOffset = -$1 }
    inside.speaks(rule, from: 2 * limits.lineDeviations) {
      $0.spread.exitOffset = 2
      $0.own.exitOffset = -$1
    }
    inside.isSilent(rule) { $0.own.exitOffset = 2 }
    inside.isSilent(rule) { $0.own.exitOffset = nil }
    inside.isSilent(rule) { $0.best.exitOffset = nil }
  }

  @Test func slower() { inside.speaks(rule, from: limits.exitSpeed) { $0.own.exitSpeed = 32 - $1 } }

  @Test func loss() {
    inside.speaks(rule, from: limits.exitLoss) { $0.driven.run = $1 }
    inside.speaks(rule, from: limits.exitLoss) { $0.driven = .init(entry: 0, mid: 0, exit: $1, run: 0) }
    inside.isSilent(rule) { $0.driven = .init(entry: 0.3, mid: 0.3, exit: 0, run: 0) }
  }
}
