import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// At the inside 12 m too soon, and wide at the exit.
  static let earlyApex = PassageFixture {
    $0.own.insideStation = 428
    $0.own.exitOffset = 1
    $0.driven.run = 0.12
  }
}

@Suite struct EarlyApexTests {
  private let rule = EarlyApex()
  private let limits = CoachThresholds()
  private let early = PassageFixture.earlyApex

  @Test func sentence() { early.says(rule, "T4: turn in later — 0.12 s from the early apex") }

  @Test func distance() {
    early.speaks(rule, from: limits.earlyApexDistance) { $0.own.insideStation = 440 - $1 }
    early.speaks(rule, from: 12 * limits.lineDeviations) {
      $0.spread.insideStation = 6
      $0.own.insideStation = 440 - $1
    }
    early.isSilent(rule) { $0.own.insideStation = nil }
    early.isSilent(rule) { $0.best.insideStation = nil }
  }

  @Test func wideOrLiftingAtTheExit() {
    early.speaks(rule, from: limits.offsetNoise) { $0.own.exitOffset = $1 }
    early.isSilent(rule) { $0.own.exitOffset = nil }
    #expect(
      early.with {
        $0.own.exitOffset = 0
        $0.own.throttleDips = 1
      }.candidate(rule) != nil)
  }

  @Test func loss() {
    early.speaks(rule, from: limits.earlyApexLoss) { $0.driven.run = $1 }
    early.speaks(rule, from: limits.earlyApexLoss) { $0.driven = .init(entry: 0, mid: 0, exit: $1, run: 0) }
    early.isSilent(rule) { $0.driven = .init(entry: 0.3, mid: 0.3, exit: 0, run: 0) }
  }
}
