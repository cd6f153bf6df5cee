import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Lifts from 600 m to 620 m, at 50 m/s, and is 0.1 s behind from there on.
  static let liftOnStraight = PassageFixture {
    $0.throttle = { (600...620).contains($0) ? 0.5 : 1 }
    $0.delta = { $0 <= 600 ? 0 : min(0.1, ($0 - 600) / 1_000) }
  }
}

@Suite struct LiftOnStraightTests {
  private let rule = LiftOnStraight()
  private let limits = CoachThresholds()
  private let lifts = PassageFixture.liftOnStraight

  @Test func sentence() { lifts.says(rule, "T4: stay flat on the straight — you lifted, 0.10 s") }

  @Test func throttle() {
    lifts.speaks(rule, upTo: limits.straightLiftThrottle) { fixture, value in
      fixture.throttle = { (600...620).contains($0) ? value : 1 }
    }
  }

  @Test func theReferenceIsFlatThere() {
    lifts.speaks(rule, from: limits.straightLiftReference) { fixture, value in
      fixture.referenceThrottle = { (600...620).contains($0) ? value : 1 }
    }
  }

  @Test func time() {
    // Without a loss on the way 2 m take 0.04 s; half a step before and behind are lifted too.
    func lifted(to end: Double) -> Candidate? {
      lifts.with {
        $0.throttle = { (600...end).contains($0) ? 0.5 : 1 }
        $0.delta = { $0 < 700 ? 0 : 0.1 }
      }.candidate(rule)
    }
    #expect(limits.straightLiftTime > 0.12 && limits.straightLiftTime < 0.16)
    #expect(abs((lifted(to: 604)?.amount ?? 0) - 0.16) < 1e-9)
    #expect(lifted(to: 602) == nil)
    // Two short lifts are not a long one.
    let twice = lifts.with {
      $0.throttle = { (600...602).contains($0) || (610...612).contains($0) ? 0.5 : 1 }
      $0.delta = { $0 < 700 ? 0 : 0.1 }
    }
    #expect(twice.candidate(rule) == nil)
  }

  @Test func lossFromThereOn() {
    lifts.speaks(rule, from: limits.straightLiftLoss) { fixture, value in
      fixture.delta = { $0 < 640 ? 0.3 : 0.3 + value }
    }
    lifts.speaks(rule, from: limits.straightLiftLoss) { fixture, value in
      fixture.delta = { _ in 0 }
      fixture.driven.carried = value
    }
  }

  @Test func afterTheCornerAndBeforeTheNext() {
    lifts.isSilent(rule) { $0.own.fullThrottle = 622 }
    lifts.isSilent(rule) { $0.best.fullThrottle = 622 }
    lifts.isSilent(rule) { $0.throttle = { (800...820).contains($0) ? 0.5 : 1 } }
    lifts.isSilent(rule) { $0.own.fullThrottle = nil }
    lifts.isSilent(rule) { $0.best.fullThrottle = nil }
    lifts.isSilent(rule) { $0.best.fullThrottle = 800 }
  }

  @Test func takesItsLossFromTheCorner() {
    let both = lifts.with {
      $0.own.minimumSpeed = 23
      $0.driven.run = 0.12
    }
    #expect(Judge().candidates(on: both.passage).map(\.rule.identifier) == ["lift-on-straight"])
    #expect(
      Judge().candidates(on: both.with { $0.throttle = { _ in 1 } }.passage).map(\.rule.identifier) == ["over-slow"])
  }
}
