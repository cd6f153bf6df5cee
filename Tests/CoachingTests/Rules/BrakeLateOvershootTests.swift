import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// Brakes 12 m late and is slower in the corner for it.
  static let brakeLateOvershoot = PassageFixture {
    $0.own.brakeStart = 312
    $0.own.minimumSpeed = 23
    $0.driven.mid = 0.21
  }
}

@Suite struct BrakeLateOvershootTests {
  private let rule = BrakeLateOvershoot()
  private let limits = CoachThresholds()
  private let late = PassageFixture.brakeLateOvershoot
  /// The late brake alone, without anything that the corner pays.
  private let harmless = PassageFixture.brakeLateOvershoot.with { $0.own.minimumSpeed = 25 }

  @Test func sentence() {
    late.says(
      rule, "T4: brake 10 m earlier — 0.21 s from the late entry",
      imperial: "T4: brake 11 yd earlier — 0.21 s from the late entry")
    late.with { $0.own.brakeStart = 305 }.says(
      rule, "T4: brake 5 m earlier — 0.21 s from the late entry",
      imperial: "T4: brake 5 yd earlier — 0.21 s from the late entry")
  }

  @Test func distance() {
    late.speaks(rule, from: limits.lateBrakeDistance) { $0.own.brakeStart = 300 + $1 }
    late.speaks(rule, from: 6 * limits.noiseDeviations) {
      $0.spread.brakeStart = 6
      $0.own.brakeStart = 300 + $1
    }
  }

  @Test func theCornerPays() {
    #expect(harmless.candidate(rule) == nil)
    harmless.speaks(rule, from: limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 - $1 }
    harmless.speaks(rule, from: 50 * limits.minimumSpeedNoiseShare) {
      $0.best.minimumSpeed = 50
      $0.own.minimumSpeed = 50 - $1
    }
    harmless.speaks(rule, from: limits.lateBrakeSlowestPoint) { $0.own.minimumSpeedStation = 435 + $1 }
    harmless.speaks(rule, from: limits.lateBrakeApex) { $0.own.apexOffset = $1 }
    harmless.speaks(rule, from: 2 * limits.noiseDeviations) {
      $0.spread.apexOffset = 2
      $0.own.apexOffset = $1
    }
    harmless.speaks(rule, from: limits.lateBrakePickUp) { $0.own.throttlePickUp = 445 + $1 }
  }

  @Test func loss() { late.speaks(rule, from: limits.lateBrakeLoss) { $0.driven.mid = $1 } }

  @Test func aThrottleThatWaitsIsAnotherFault() {
    // Less than twice as late as it takes: what is far too late explains any throttle.
    let waits = late.with {
      $0.own.brakeStart = 306
      $0.driven = .init(entry: 0, mid: 0, exit: 0.21, run: 0)
    }
    waits.speaks(rule, upTo: 2 * limits.lateThrottleDistance) { $0.own.throttlePickUp = 445 + $1 }
    waits.speaks(rule, from: limits.lateBrakeMid) {
      $0.own.throttlePickUp = 465
      $0.driven.mid = $1
      $0.driven.exit = 1 - $1
    }
  }

  @Test func needsTwoBrakePoints() {
    late.isSilent(rule) { $0.own.brakeStart = nil }
    late.isSilent(rule) { $0.best.brakeStart = nil }
  }
}
