import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Slowest 14 m before the usual place, and rolls from there.
  static let minimumSpeedEarly = PassageFixture {
    $0.own.minimumSpeedStation = 421
    $0.own.coastBeforeThrottle = 0.5
    $0.driven.mid = 0.08
  }
}

@Suite struct MinimumSpeedEarlyTests {
  private let rule = MinimumSpeedEarly()
  private let limits = CoachThresholds()
  private let early = PassageFixture.minimumSpeedEarly

  @Test func sentence() {
    early.says(
      rule, "T4: release earlier — slowest 14 m too soon, 0.08 s",
      imperial: "T4: release earlier — slowest 15 yd too soon, 0.08 s")
  }

  @Test func distance() {
    early.speaks(rule, from: limits.earlySlowestPoint) { $0.own.minimumSpeedStation = 435 - $1 }
  }

  @Test func rolls() {
    early.speaks(rule, from: limits.earlySlowestCoast) { $0.own.coastBeforeThrottle = 0.2 + $1 }
  }

  @Test func loss() {
    early.speaks(rule, from: limits.earlySlowestLoss) { $0.driven.mid = $1 }
    early.isSilent(rule) { $0.driven = .init(entry: 0.3, mid: 0, exit: 0.3, run: 0) }
  }
}
