import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Presses less and brakes 12 m longer.
  static let brakeSoft = PassageFixture {
    $0.own.peakBrake = 0.78
    $0.own.brakeStart = 288
    $0.driven.entry = 0.1
  }
}

@Suite struct BrakeSoftTests {
  private let rule = BrakeSoft()
  private let limits = CoachThresholds()
  private let soft = PassageFixture.brakeSoft

  @Test func sentence() { soft.says(rule, "T4: press harder at once — peak 78 %, best 90 %, 0.10 s") }

  @Test func softer() { soft.speaks(rule, from: limits.softBrakePeak) { $0.own.peakBrake = 0.9 - $1 } }

  @Test func slower() {
    soft.speaks(rule, from: limits.softBrakeRise) {
      $0.own.peakBrake = 0.9
      $0.own.brakeRise = 0.15 + $1
    }
  }

  @Test func longer() {
    soft.speaks(rule, from: limits.softBrakeDistance) { $0.own.brakeStart = 300 - $1 }
    soft.speaks(rule, from: limits.softBrakeDistance) {
      $0.own.brakeStart = 300
      $0.own.brakeRelease = 410 + $1
    }
  }

  @Test func loss() {
    soft.speaks(rule, from: limits.softBrakeLoss) { $0.driven.entry = $1 }
    soft.isSilent(rule) { $0.driven = .init(entry: 0, mid: 0.3, exit: 0, run: 0) }
  }

  @Test func needsWholeBrakings() {
    soft.isSilent(rule) { $0.own.brakeStart = nil }
    soft.isSilent(rule) { $0.best.brakeStart = nil }
    soft.isSilent(rule) { $0.own.brakeRelease = nil }
    soft.isSilent(rule) { $0.best.brakeRelease = nil }
    soft.isSilent(rule) { $0.own.peakBrake = nil }
    soft.isSilent(rule) { $0.best.peakBrake = nil }
  }

  @Test func strengthIsHowMuchSofter() {
    let much = soft.with { $0.own.peakBrake = 0.9 - 2.5 * limits.softBrakeNoise }.candidate(rule)?.strength
    #expect(abs((much ?? 0) - 2.5) < 1e-9)
    #expect(
      soft.with {
        $0.own.peakBrake = 0.9
        $0.own.brakeRise = 0.5
      }.candidate(rule)?.strength == 1)
  }
}
