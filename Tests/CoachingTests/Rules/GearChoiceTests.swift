import Analysis
import Testing

@testable import Coaching

extension PassageFixture {
  /// In third where the better passage uses second.
  static let gearChoice = PassageFixture {
    $0.best.gear = 2
    $0.driven.exit = 0.08
  }
}

@Suite struct GearChoiceTests {
  private let rule = GearChoice()
  private let limits = CoachThresholds()
  private let third = PassageFixture.gearChoice

  @Test(arguments: zip([1, 2, 4, 5, 8], ["1st", "2nd", "4th", "5th", "8th"]))
  func sentence(gear: Int, name: String) {
    third.with { $0.best.gear = gear }.says(rule, "T4: try \(name) — your best used it, 0.08 s")
  }

  @Test func otherGear() {
    third.isSilent(rule) { $0.best.gear = 3 }
    third.isSilent(rule) { $0.own.gear = 0 }
    third.isSilent(rule) { $0.best.gear = 0 }
    third.isSilent(rule) { $0.best.gear = -1 }
    third.isSilent(rule) { $0.own.gear = nil }
    third.isSilent(rule) { $0.best.gear = nil }
  }

  @Test func sameSlowestSpeed() {
    third.speaks(rule, upTo: limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 + $1 }
    third.speaks(rule, upTo: limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 - $1 }
    // A lower gear at a lower speed is no choice.
    third.with { $0.best.gear = 4 }.speaks(rule, upTo: limits.gearSpeed) { $0.own.minimumSpeed = 25 - $1 }
    third.with { $0.best.gear = 4 }.speaks(rule, upTo: limits.minimumSpeedNoise) { $0.own.minimumSpeed = 25 + $1 }
  }

  @Test func flatOnBothLaps() {
    third.isSilent(rule) {
      $0.driven = .init(entry: 0, mid: 0, exit: 0, run: 0)
      $0.wholeRun = 0.3
    }
  }

  @Test func loss() {
    third.speaks(rule, from: limits.gearLoss) { $0.driven.exit = $1 }
    third.speaks(rule, from: limits.gearLoss) {
      $0.driven = .init(entry: 0.01, mid: 0, exit: 0, run: 0)
      $0.wholeRun = $1
    }
    third.isSilent(rule) { $0.driven = .init(entry: 0.3, mid: 0.3, exit: 0, run: 0) }
  }

  @Test func isAHabitOnThreeLaps() { #expect(rule.habitLaps == 3) }
}
