import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// A wheel spins for 0.4 s.
  static let wheelspin = PassageFixture {
    $0.own.spinTime = 0.4
    $0.driven.exit = 0.1
  }
}

@Suite struct WheelspinTests {
  private let rule = Wheelspin()
  private let limits = CoachThresholds()
  private let spins = PassageFixture.wheelspin
  private let held = PassageFixture {
    $0.own.spinTime = nil
    $0.own.tractionAid = 30
    $0.driven.exit = 0.1
  }

  @Test func sentence() {
    spins.says(rule, "T4: softer throttle — 0.4 s of wheelspin, 0.10 s")
    held.says(rule, "T4: softer throttle — the traction control cuts in, 0.10 s")
  }

  @Test func spin() {
    spins.speaks(rule, from: limits.spinTime) { $0.own.spinTime = $1 }
    spins.speaks(rule, from: 0.3 + limits.spinTime / 2) {
      $0.best.spinTime = 0.3
      $0.own.spinTime = $1
    }
  }

  @Test func tractionControl() {
    held.speaks(rule, from: limits.spinAid) { $0.own.tractionAid = $1 }
    held.speaks(rule, from: 10 + limits.spinAid) {
      $0.best.tractionAid = 10
      $0.own.tractionAid = $1
    }
    held.isSilent(rule) { $0.own.tractionAid = nil }
  }

  @Test func loss() {
    spins.speaks(rule, from: limits.spinLoss) { $0.driven.exit = $1 }
    // A run that the exit does not explain is its doing all the same.
    spins.speaks(rule, from: limits.spinLoss) {
      $0.driven = .init(entry: 0, mid: 0, exit: 0, run: 0)
      $0.wholeRun = $1
    }
    spins.isSilent(rule) { $0.straightLoss = 0.1 }
  }
}
