import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Brakes 10 m before and after the usual place by turns, and is 0.1 s apart.
  static let brakeScatter = scattered(10, 0.1)

  /// The last of six passages whose brake points and times lie to both sides of the usual ones.
  static func scattered(_ distance: Double, _ time: Double, count: Int = 6) -> PassageFixture {
    let passages = (0..<count).map { index in
      var metrics = CornerMetrics.usual
      metrics.brakeStart = 300 + (index % 2 == 0 ? distance : -distance)
      metrics.segmentTime = 12 + (index % 2 == 0 ? time : -time)
      return metrics
    }
    return PassageFixture {
      $0.earlier = Array(passages.dropLast())
      $0.own = passages[count - 1]
    }
  }
}

@Suite struct BrakeScatterTests {
  private let rule = BrakeScatter()
  private let limits = CoachThresholds()
  /// A deviation of one for values that lie one to either side.
  private let factor = 1.4826

  @Test func sentence() {
    PassageFixture.brakeScatter.says(
      rule, "T4: pick one marker — you vary ±15 m", imperial: "T4: pick one marker — you vary ±16 yd")
    #expect(abs((PassageFixture.brakeScatter.candidate(rule)?.loss ?? 0) - 0.5 * 0.1 * factor) < 1e-9)
  }

  @Test func distance() {
    PassageFixture().speaks(rule, from: limits.scatterDistance / factor) { $0 = .scattered($1, 0.1) }
  }

  @Test func time() { PassageFixture().speaks(rule, from: limits.scatterTime / factor) { $0 = .scattered(10, $1) } }

  @Test func passages() {
    #expect(PassageFixture.scattered(10, 0.1, count: limits.scatterPassages).candidate(rule) != nil)
    #expect(PassageFixture.scattered(10, 0.1, count: limits.scatterPassages - 1).candidate(rule) == nil)
    // Only the last ones count.
    let calm = PassageFixture.brakeScatter.with {
      $0.earlier += Array(repeating: .usual, count: limits.scatterPassages)
    }
    #expect(calm.candidate(rule) == nil)
    PassageFixture.brakeScatter.isSilent(rule) { $0.earlier[2].brakeStart = nil }
  }

  @Test func isForTheReview() { #expect(rule.isForReview && rule.countsLaps) }
}
