import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Presses the brake twice where once is enough.
  static let doubleBrake = PassageFixture {
    $0.own.brakePresses = 2
    $0.driven.entry = 0.1
  }
}

@Suite struct DoubleBrakeTests {
  private let rule = DoubleBrake()
  private let limits = CoachThresholds()
  private let twice = PassageFixture.doubleBrake

  @Test func sentence() { twice.says(rule, "T4: one brake press — you brake twice, 0.10 s") }

  @Test func presses() {
    #expect(twice.with { $0.own.brakePresses = 3 }.candidate(rule)?.amount == 3)
    twice.isSilent(rule) { $0.own.brakePresses = 1 }
    twice.isSilent(rule) { $0.best.brakePresses = 2 }
    twice.isSilent(rule) { $0.best.brakePresses = 0 }
    twice.isSilent(rule) { $0.own.brakePresses = nil }
    twice.isSilent(rule) { $0.best.brakePresses = nil }
  }

  @Test func loss() {
    twice.speaks(rule, from: limits.doubleBrakeLoss) { $0.driven.entry = $1 }
    twice.speaks(rule, from: limits.doubleBrakeLoss) {
      $0.driven.entry = 0.02
      $0.driven.mid = $1 - 0.02
    }
  }
}
