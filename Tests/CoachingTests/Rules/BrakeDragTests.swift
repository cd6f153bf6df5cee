import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Holds the brake 12 m longer into the corner.
  static let brakeDrag = PassageFixture {
    $0.own.brakeRelease = 422
    $0.own.minimumSpeed = 23
    $0.driven.mid = 0.08
  }
}

@Suite struct BrakeDragTests {
  private let rule = BrakeDrag()
  private let limits = CoachThresholds()
  private let drags = PassageFixture.brakeDrag

  @Test func sentence() {
    drags.says(rule, "T4: off the brake 10 m sooner — 0.08 s", imperial: "T4: off the brake 11 yd sooner — 0.08 s")
    drags.with { $0.driven.exit = 0.04 }.says(
      rule, "T4: off the brake 10 m sooner — 0.12 s", imperial: "T4: off the brake 11 yd sooner — 0.12 s")
  }

  @Test func distance() { drags.speaks(rule, from: limits.dragDistance) { $0.own.brakeRelease = 410 + $1 } }

  @Test func slower() {
    drags.speaks(rule, from: limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 - $1 }
    drags.speaks(rule, from: limits.noiseDeviations) {
      $0.spread.minimumSpeed = 1
      $0.own.minimumSpeed = 25 - $1
    }
  }

  @Test func loss() {
    drags.speaks(rule, from: limits.dragLoss) { $0.driven.mid = $1 }
    drags.isSilent(rule) { $0.driven = .init(entry: 0, mid: 0, exit: 0.3, run: 0) }
  }

  @Test func needsTwoReleases() {
    drags.isSilent(rule) { $0.own.brakeRelease = nil }
    drags.isSilent(rule) { $0.best.brakeRelease = nil }
  }
}
