import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Brakes 20 m early and loses on the way in.
  static let brakeEarly = PassageFixture {
    $0.own.brakeStart = 280
    $0.driven.entry = 0.18
  }
}

@Suite struct BrakeEarlyTests {
  private let rule = BrakeEarly()
  private let limits = CoachThresholds()
  private let early = PassageFixture.brakeEarly

  @Test func sentence() {
    early.says(
      rule, "T4: brake 10 m later — 0.18 s on entry", imperial: "T4: brake 11 yd later — 0.18 s on entry")
    early.with { $0.own.brakeStart = 293 }.says(
      rule, "T4: brake 7 m later — 0.18 s on entry", imperial: "T4: brake 8 yd later — 0.18 s on entry")
  }

  @Test func distance() {
    early.speaks(rule, from: limits.brakeEarlyDistance) { $0.own.brakeStart = 300 - $1 }
    early.speaks(rule, from: 80 * limits.brakeEarlyTime) {
      $0.best.brakeSpeed = 80
      $0.own.brakeStart = 300 - $1
    }
    early.speaks(rule, from: 8 * limits.noiseDeviations) {
      $0.spread.brakeStart = 8
      $0.own.brakeStart = 300 - $1
    }
  }

  @Test func loss() {
    early.speaks(rule, from: limits.brakeEarlyLoss) { $0.driven.entry = $1 }
    early.speaks(rule, from: limits.brakeEarlyLoss) {
      $0.driven.entry = 0
      $0.driven.mid = $1
    }
    // What is won in the middle does not pay for the way in.
    let won = early.with { $0.driven.mid = -0.5 }.candidate(rule)
    #expect(won?.loss == 0.18)
    #expect(early.with { $0.driven.mid = 0.02 }.candidate(rule)?.loss == 0.18 + 0.02)
  }

  @Test func whoRollsFirstIsToldOfThat() {
    early.speaks(rule, upTo: limits.brakeEarlyGap) { $0.own.liftToBrakeGap = 0.04 + $1 }
  }

  @Test func aFasterCornerMayBeWhatItBought() {
    early.speaks(rule, upTo: limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 + $1 }
    #expect(
      early.with {
        $0.own.minimumSpeed = 27
        $0.driven.mid = 0.01
      }.candidate(rule) != nil, "time was lost there too")
  }

  @Test func needsTwoBrakePoints() {
    early.isSilent(rule) { $0.own.brakeStart = nil }
    early.isSilent(rule) { $0.best.brakeStart = nil }
  }
}
