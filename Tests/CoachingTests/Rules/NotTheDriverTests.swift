import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// The same exit, the same throttle, and 1.5 m/s less at the end of the straight.
  static let notTheDriver = PassageFixture {
    $0.own.topSpeed = 68.5
    $0.driven.run = 0.02
    $0.driven.isExternal = true
    $0.wholeRun = 0.12
  }
}

@Suite struct NotTheDriverTests {
  private let rule = NotTheDriver()
  private let limits = CoachThresholds()
  private let towed = PassageFixture.notTheDriver

  @Test func sentence() {
    towed.says(
      rule, "T4: not your loss after it — −5 km/h: drag, wind or draft",
      imperial: "T4: not your loss after it — −3 mph: drag, wind or draft")
    #expect(abs((towed.candidate(rule)?.loss ?? 0) - 0.1) < 1e-12, "what the driver did not lose")
  }

  @Test func onlyWhatNothingExplains() { towed.isSilent(rule) { $0.driven.isExternal = false } }

  @Test func topSpeed() { towed.speaks(rule, from: limits.dragTopSpeed) { $0.own.topSpeed = 70 - $1 } }

  @Test func sameExit() {
    towed.speaks(rule, upTo: limits.minimumSpeedNoise) { $0.own.exitSpeed = 32 - $1 }
    towed.speaks(rule, upTo: limits.minimumSpeedNoise) { $0.own.exitSpeed = 32 + $1 }
  }

  @Test func isForTheReview() { #expect(rule.isForReview) }
}
