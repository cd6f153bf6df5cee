import Analysis
import Telemetry
import Testing

@testable import Coaching

extension PassageFixture {
  /// The front left stands still for a fifth of a second.
  static let lockUp = PassageFixture {
    $0.own.lockTime = 0.2
    $0.own.lockWheel = .frontLeft
    $0.driven.entry = 0.1
  }
}

@Suite struct LockUpTests {
  private let rule = LockUp()
  private let limits = CoachThresholds()
  private let locks = PassageFixture.lockUp

  @Test(arguments: zip(Wheel.allCases, ["front left", "front right", "rear left", "rear right"]))
  func sentence(wheel: Wheel, name: String) {
    locks.with { $0.own.lockWheel = wheel }.says(rule, "T4: ease off late: the \(name) locks — 0.10 s on entry")
  }

  @Test func time() {
    locks.speaks(rule, from: limits.lockTime) { $0.own.lockTime = $1 }
    locks.isSilent(rule) { $0.own.lockTime = nil }
  }

  @Test func costsWhatThePassageLost() {
    let whole = locks.with { $0.driven = .init(entry: 0.1, mid: 0.05, exit: 0.02, run: 0.01, carried: 0.02) }
    #expect(abs((whole.candidate(rule)?.loss ?? 0) - 0.2) < 1e-12)
    #expect(locks.with { $0.driven.entry = -0.1 }.candidate(rule)?.loss == 0)
    #expect(Judge().candidates(on: locks.with { $0.driven.entry = -0.1 }.passage).isEmpty, "it cost nothing")
  }

  @Test func isAHabitOnThreeLaps() { #expect(rule.habitLaps == 3 && !rule.countsLaps) }
}
