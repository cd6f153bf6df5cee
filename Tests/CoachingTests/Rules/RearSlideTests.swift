import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Steers against the corner for a fifth of a second.
  static let rearSlide = PassageFixture {
    $0.own.counterSteerTime = 0.2
    $0.driven.exit = 0.1
  }
}

@Suite struct RearSlideTests {
  private let rule = RearSlide()
  private let limits = CoachThresholds()
  private let slides = PassageFixture.rearSlide

  @Test func sentence() {
    slides.says(rule, "T4: gentler on the throttle — the rear slides, 0.10 s")
    // With the throttle only after the arc it was the brake.
    slides.with { $0.own.throttlePickUp = 480 }.says(
      rule, "T4: gentler on the brake release — the rear slides, 0.10 s")
    slides.with { $0.own.throttlePickUp = nil }.says(
      rule, "T4: gentler on the brake release — the rear slides, 0.10 s")
  }

  @Test func slide() {
    slides.speaks(rule, from: limits.slideCounterSteer) { $0.own.counterSteerTime = $1 }
    slides.speaks(rule, from: limits.slideTime) {
      $0.own.counterSteerTime = nil
      $0.own.slideTime = $1
    }
    slides.isSilent(rule) {
      $0.own.counterSteerTime = nil
      $0.own.slideTime = nil
    }
    slides.isSilent(rule) { $0.best.slideTime = limits.slideTime }
    slides.isSilent(rule) { $0.best.counterSteerTime = limits.slideCounterSteer }
  }

  @Test func costsOrRepeats() {
    slides.speaks(rule, from: limits.slideLoss) { $0.driven.exit = $1 }
    var sliding = CornerMetrics.usual
    sliding.counterSteerTime = limits.slideCounterSteer
    let cheap = slides.with { $0.driven.exit = 0 }
    #expect(cheap.candidate(rule) == nil)
    #expect(cheap.with { $0.earlier = [sliding, .usual] }.candidate(rule)?.loss == 0, "twice in three laps")
    #expect(cheap.with { $0.earlier = [sliding, .usual, .usual] }.candidate(rule) == nil, "twice in four laps")
  }

  @Test func oneIsEnough() { #expect(rule.countsLaps) }
}
