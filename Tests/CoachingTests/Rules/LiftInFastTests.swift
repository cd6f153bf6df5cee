import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Lifts where the better passage is flat.
  static let liftInFast = PassageFixture {
    $0.best.minimumThrottle = 1
    $0.best.liftTime = 0
    $0.own.minimumThrottle = 0.4
    $0.own.liftTime = 0.5
    $0.driven.mid = 0.22
  }
}

@Suite struct LiftInFastTests {
  private let rule = LiftInFast()
  private let limits = CoachThresholds()
  private let lifts = PassageFixture.liftInFast

  @Test func sentence() { lifts.says(rule, "T4: stay flat — you lifted, 0.22 s") }

  @Test func theReferenceIsFlat() {
    lifts.speaks(rule, from: 0.95) { $0.best.minimumThrottle = $1 }
    lifts.isSilent(rule) { $0.best.minimumThrottle = nil }
  }

  @Test func lifted() {
    lifts.speaks(rule, upTo: limits.fastLiftThrottle) { $0.own.minimumThrottle = $1 }
    lifts.speaks(rule, from: limits.fastLiftTime) { $0.own.liftTime = $1 }
    lifts.isSilent(rule) { $0.own.minimumThrottle = nil }
  }

  @Test func loss() {
    lifts.speaks(rule, from: limits.fastLiftLoss) { $0.driven.mid = $1 }
    lifts.speaks(rule, from: limits.fastLiftLoss) {
      $0.driven = .init(entry: $1 / 2, mid: 0, exit: 0, run: 0, carried: $1 / 2)
    }
  }
}
