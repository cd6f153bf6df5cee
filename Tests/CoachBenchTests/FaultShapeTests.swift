import Telemetry
import Testing

@testable import CoachBench

/// A mistake shows in the pedals as a driver would know it.
@Suite struct FaultShapeTests {
  private struct Change {
    var clean: BendFeatures
    var faulted: BendFeatures
    var result: CleanLap.Result
    var cleanLap: DrivenLap
  }

  private static let laps = [Circuit.barcelona, .monza].map { circuit in
    let maker = LapMaker(circuit: circuit, car: .gt, seed: 7)
    return maker.cleanLap(2, entrySpeed: maker.idealSpeed[0])
  }

  /// What a mistake does in each bend that has a place for it, on two circuits.
  private static func changes(_ kind: Fault.Kind) -> [Change] {
    laps.flatMap { lap -> [Change] in
      let size = kind.sizes.lowerBound + 0.7 * (kind.sizes.upperBound - kind.sizes.lowerBound)
      return lap.bends.filter { $0.lap == 2 }.compactMap { bend in
        let result = lap.with([Fault(kind: kind, bend: bend.index, size: size)])
        guard !result.losses.isEmpty else { return nil }
        return Change(
          clean: bend.features(lap.driven), faulted: bend.features(result.driven), result: result,
          cleanLap: lap.driven)
      }
    }
  }

  private func mostly(_ kind: Fault.Kind, _ holds: (Change) -> Bool) {
    let changes = Self.changes(kind)
    #expect(changes.count >= 2)
    #expect(changes.count(where: holds) * 10 >= changes.count * 7, "\(kind.rawValue)")
  }

  private func shift(_ change: Change, _ place: KeyPath<BendFeatures, Int?>) -> Int {
    guard let now = change.faulted[keyPath: place], let before = change.clean[keyPath: place] else { return 0 }
    return now - before
  }

  @Test func earlyBrakeComesEarlyAndChangesNothingElse() {
    mostly(.brakeEarly) {
      shift($0, \.brakeStart) <= -8 && abs($0.faulted.peakBrake - $0.clean.peakBrake) < 0.1
        && abs(shift($0, \.pickUp)) < 4
    }
  }

  @Test func lateBrakeComesLateAndIsSlowAtTheApex() {
    mostly(.lateBrake) {
      shift($0, \.brakeStart) >= 4 && $0.result.driven.speed[$0.faulted.slowest] < $0.cleanLap.speed[$0.clean.slowest]
    }
  }

  @Test func softBrakeIsSofterAndLonger() {
    mostly(.softBrake) { $0.faulted.peakBrake < $0.clean.peakBrake - 0.1 && shift($0, \.brakeStart) <= -4 }
  }

  @Test func overSlowKeepsItsBrakePoint() {
    mostly(.overSlow) {
      abs(shift($0, \.brakeStart)) < 6
        && $0.result.driven.speed[$0.faulted.slowest] < 0.97 * $0.cleanLap.speed[$0.clean.slowest]
    }
  }

  @Test func draggedBrakeIsReleasedLate() {
    mostly(.brakeDrag) {
      shift($0, \.brakeEnd) >= 8
        && $0.result.driven.speed[$0.faulted.slowest] < $0.cleanLap.speed[$0.clean.slowest] - 0.5
    }
  }

  @Test func lateThrottleIsLate() { mostly(.lateThrottle) { shift($0, \.pickUp) >= 8 } }

  @Test func slowToFullPicksUpAsUsual() {
    mostly(.slowToFull) { abs(shift($0, \.pickUp)) <= 6 && shift($0, \.full) >= 12 }
  }

  @Test func earlyThrottleHasToBeLiftedAgain() {
    mostly(.earlyThenLift) { change in
      guard let pickUp = change.clean.pickUp else { return false }
      let throttle = change.result.driven.throttle
      let peak = throttle[pickUp - 14..<pickUp + 4].max() ?? 0
      let dip = throttle[pickUp..<pickUp + 30].min() ?? 1
      return peak - dip >= 0.2
    }
  }

  @Test func lockedWheelsTurnSlower() throws {
    let change = try #require(Self.changes(.lockUp).first)
    let laps = Array(repeating: change.result.driven, count: 3)
    var slowest = 1.0
    FrameSender(laps: laps, sending: Sending(), seed: 1).send { frame, _ in
      guard let speed = frame.speed, let wheel = frame[.wheelSpeedFrontLeft], speed > 10 else { return }
      slowest = min(slowest, wheel / speed)
    }
    #expect(slowest < 0.82)
  }
}
