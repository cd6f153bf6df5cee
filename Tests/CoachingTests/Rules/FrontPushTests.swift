import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// A fifth more steering for no more cornering.
  static let frontPush = PassageFixture {
    $0.own.steeringMean = 0.75
    $0.driven.mid = 0.1
  }
}

@Suite struct FrontPushTests {
  private let rule = FrontPush()
  private let limits = CoachThresholds()
  private let pushes = PassageFixture.frontPush

  @Test func sentence() { pushes.says(rule, "T4: less lock, slower hands — the front slides, 0.10 s") }

  @Test func steering() {
    pushes.speaks(rule, from: 0.6 * limits.pushSteering) { $0.own.steeringMean = $1 }
    pushes.isSilent(rule) { $0.best.steeringMean = 0 }
    pushes.isSilent(rule) { $0.own.steeringMean = nil }
    pushes.isSilent(rule) { $0.best.steeringMean = nil }
  }

  @Test func sameSpeed() {
    pushes.speaks(rule, upTo: limits.pushSpeed) { $0.own.minimumSpeed = 25 + $1 }
    pushes.speaks(rule, upTo: limits.pushSpeed) { $0.own.minimumSpeed = 25 - $1 }
  }

  @Test func noMoreCornering() {
    pushes.speaks(rule, upTo: 12) { $0.own.lateralMean = $1 }
    pushes.isSilent(rule) { $0.own.lateralMean = nil }
    pushes.isSilent(rule) { $0.best.lateralMean = nil }
  }

  @Test func loss() { pushes.speaks(rule, from: limits.pushLoss) { $0.driven.mid = $1 } }
}
