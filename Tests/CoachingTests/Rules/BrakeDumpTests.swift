import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Lets the brake go at once and rolls.
  static let brakeDump = PassageFixture {
    $0.own.releaseTime = 0.2
    $0.own.coastBeforeThrottle = 0.4
    $0.driven.mid = 0.08
  }
}

@Suite struct BrakeDumpTests {
  private let rule = BrakeDump()
  private let limits = CoachThresholds()
  private let dumps = PassageFixture.brakeDump
  private let harmless = PassageFixture.brakeDump.with { $0.own.coastBeforeThrottle = 0.2 }

  @Test func sentence() { dumps.says(rule, "T4: release the brake slower — 0.6 s, not 0.2 s, 0.08 s") }

  @Test func time() {
    dumps.speaks(rule, upTo: 0.4 * limits.dumpShare) {
      $0.best.releaseTime = 0.4
      $0.own.releaseTime = $1
    }
    dumps.speaks(rule, upTo: limits.dumpTime) {
      $0.best.releaseTime = 1
      $0.own.releaseTime = $1
    }
  }

  @Test func theCarDoesNotTurn() {
    #expect(harmless.candidate(rule) == nil)
    harmless.speaks(rule, from: limits.dumpCoast) { $0.own.coastBeforeThrottle = 0.2 + $1 }
    harmless.speaks(rule, from: limits.dumpSteering) { $0.own.steeringPeak = $1 }
    #expect(
      harmless.with {
        $0.own.steeringPeak = 2
        $0.best.steeringPeak = nil
      }.candidate(rule) == nil)
  }

  @Test func loss() { dumps.speaks(rule, from: limits.dumpLoss) { $0.driven.mid = $1 } }

  @Test func needsTwoReleases() {
    dumps.isSilent(rule) { $0.own.releaseTime = nil }
    dumps.isSilent(rule) { $0.best.releaseTime = nil }
  }
}
