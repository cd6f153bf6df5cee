import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Off the brake before the car turns.
  static let noTrail = PassageFixture {
    $0.own.trailLength = 4
    $0.driven.mid = 0.08
  }
}

@Suite struct NoTrailTests {
  private let rule = NoTrail()
  private let limits = CoachThresholds()
  private let straight = PassageFixture.noTrail

  @Test func sentence() {
    straight.says(
      rule, "T4: keep light brake 25 m past turn-in — 0.08 s",
      imperial: "T4: keep light brake 27 yd past turn-in — 0.08 s")
  }

  @Test func theReferenceTrails() { straight.speaks(rule, from: limits.trailReference) { $0.best.trailLength = $1 } }

  @Test func thisOneDoesNot() {
    straight.speaks(rule, upTo: 25 * limits.trailShare) { $0.own.trailLength = $1 }
  }

  @Test func noFasterForIt() { straight.speaks(rule, upTo: limits.trailSpeed) { $0.own.minimumSpeed = 25 + $1 } }

  @Test func loss() { straight.speaks(rule, from: limits.trailLoss) { $0.driven.mid = $1 } }

  @Test func needsTwoTrails() {
    straight.isSilent(rule) { $0.own.trailLength = nil }
    straight.isSilent(rule) { $0.best.trailLength = nil }
  }
}
