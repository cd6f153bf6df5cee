import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// 2 m wide of the apex.
  static let missedApex = PassageFixture {
    $0.own.apexOffset = 2
    $0.driven.mid = 0.09
  }
}

@Suite struct MissedApexTests {
  private let rule = MissedApex()
  private let limits = CoachThresholds()
  private let wide = PassageFixture.missedApex

  @Test func sentence() {
    wide.says(rule, "T4: get to the apex: 2 m wide — 0.09 s", imperial: "T4: get to the apex: 2 yd wide — 0.09 s")
  }

  @Test func offset() {
    wide.speaks(rule, from: limits.apexOffset) { $0.own.apexOffset = $1 }
    wide.speaks(rule, from: 1 + limits.apexOffset) {
      $0.best.apexOffset = 1
      $0.own.apexOffset = $1
    }
    wide.speaks(rule, from: 2 * limits.lineDeviations) {
      $0.spread.apexOffset = 2
      $0.own.apexOffset = $1
    }
    wide.isSilent(rule) { $0.own.apexOffset = nil }
    wide.isSilent(rule) { $0.best.apexOffset = nil }
    wide.isSilent(rule) { $0.hasPositions = false }
  }

  @Test func loss() {
    wide.speaks(rule, from: limits.apexLoss) { $0.driven.mid = $1 }
    wide.speaks(rule, from: limits.apexLoss) { $0.driven = .init(entry: 0, mid: 0, exit: $1, run: 0) }
    wide.isSilent(rule) { $0.driven = .init(entry: 0.3, mid: 0, exit: 0, run: 0.3) }
  }
}
