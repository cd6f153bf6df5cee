import Analysis
import TestSupport
import Testing
import Timing

@testable import Coaching

@Suite struct PassageTargetsTests {
  private let corners = SyntheticLap.corners

  @Test func bestOfEachCorner() {
    let laps = [
      SyntheticLap(brakesEarly: [1: 0, 2: 10, 3: 10]), SyntheticLap(brakesEarly: [1: 10, 2: 0, 3: 20]),
      SyntheticLap(brakesEarly: [1: 10, 2: 10, 3: 4]),
    ].enumerated().map { $1.lap($0 + 1) }
    let targets = PassageTargets.best(of: laps, corners: corners)
    #expect((1...3).map { targets.target(of: $0)?.lap.serial } == [1, 2, 3])
    #expect(targets.lapCount == 3)
    let ideal = SyntheticLap().trace.lapTime + 4 * SyntheticLap.cost
    #expect(abs((targets.sum(over: corners) ?? 0) - ideal) < 1e-9)
    #expect(targets.target(of: 9) == nil)
  }

  @Test func bestOfAComplex() {
    var linked = corners
    linked[1].complex = linked[0].complex
    // T1 is best on the first lap, T2 on the second; together the second wins.
    let laps = [SyntheticLap(brakesEarly: [1: 0, 2: 20]), SyntheticLap(brakesEarly: [1: 5, 2: 0])].enumerated()
      .map { $1.lap($0 + 1) }
    let targets = PassageTargets.best(of: laps, corners: linked)
    #expect((1...3).map { targets.target(of: $0)?.lap.serial } == [2, 2, 1])
    let alone = PassageTargets.best(of: laps, corners: corners)
    #expect((1...3).map { alone.target(of: $0)?.lap.serial } == [1, 2, 1])
  }

  @Test func aFixedLapIsTheTargetEverywhere() {
    let fixed = SyntheticLap(brakesEarly: [1: 30, 2: 30, 3: 30]).lap(9)
    let targets = PassageTargets.best(of: [SyntheticLap().lap(1)], corners: corners, fixed: fixed)
    #expect((1...3).allSatisfy { targets.target(of: $0)?.lap.serial == 9 })
    #expect(targets.lapCount == 1)
    #expect(abs((targets.sum(over: corners) ?? 0) - fixed.time!) < 1e-9)
  }

  @Test(arguments: LapStretch.Kind.allCases) func uncleanSegmentsAreNoTargets(_ kind: LapStretch.Kind) {
    var best = SyntheticLap()
    best.stretches = [LapStretch(kind: kind, start: 850, end: 870)]
    let targets = PassageTargets.best(
      of: [best.lap(1), SyntheticLap(brakesEarly: [1: 10, 2: 10, 3: 10]).lap(2)], corners: corners)
    let isHelp = [.tractionControl, .antiLock, .revLimiter].contains(kind)
    #expect((1...3).map { targets.target(of: $0)?.lap.serial } == [1, isHelp ? 1 : 2, 1])
  }

  @Test func aSegmentOverTheLineIsUncleanAtBothEnds() {
    for (start, isClean) in [(10.0, false), (190, false), (1_990, false), (1_410, false), (210, true), (1_390, true)] {
      var lap = SyntheticLap()
      lap.stretches = [LapStretch(kind: .offTrack, start: start, end: start + 5)]
      let segments = PassageSegments(corners, length: 2_000)
      #expect(segments.isClean(2, on: lap.trace) == isClean, "\(start)")
    }
  }

  @Test func aCornerThatNobodyDroveCleanlyHasNone() {
    var lap = SyntheticLap()
    lap.stretches = [LapStretch(kind: .spin, start: 1_010, end: 1_020)]
    let targets = PassageTargets.best(of: [lap.lap(1)], corners: corners)
    #expect(targets.target(of: 2) == nil && targets.target(of: 1) != nil)
    #expect(targets.sum(over: corners) == nil)
  }

  @Test func lapsOfAnotherTrackAreLeftOut() {
    let grid = DistanceGrid(length: 1_998)
    let short = LapTrace(grid: grid, lapTime: 20, time: (0..<grid.count).map { Double($0) / 50 }, columns: [:])
    let other = Lap(serial: 2, number: 2, kind: .pace, time: 20, trace: short)
    let targets = PassageTargets.best(of: [SyntheticLap().lap(1), other], corners: corners)
    #expect((1...3).allSatisfy { targets.target(of: $0)?.lap.serial == 1 })
    #expect(PassageTargets.best(of: [], corners: corners).target(of: 1) == nil)
  }

  @Test func kinksHaveNoSegment() {
    var kinked = corners
    kinked[1].isCoachable = false
    let targets = PassageTargets.best(of: [SyntheticLap().lap(1)], corners: kinked)
    #expect(targets.target(of: 2) == nil)
    #expect(abs((targets.sum(over: kinked) ?? 0) - SyntheticLap().trace.lapTime) < 1e-9)
  }

  /// Whatever the laps, the targets add up to no more than the best of them, and none is slower than any lap's passage.
  @Test func targetsAreTheLeast() {
    forAll(40) { random in
      let laps = (1...4).map { serial in
        var lap = SyntheticLap()
        for corner in 1...3 { lap.brakesEarly[corner] = Double.random(in: 0...30, using: &random) }
        return lap.lap(serial)
      }
      let targets = PassageTargets.best(of: laps, corners: corners)
      let segments = PassageSegments(corners, length: 2_000)
      guard let sum = targets.sum(over: corners), let best = laps.compactMap(\.time).min() else { return false }
      return sum <= best + 1e-9
        && corners.indices.allSatisfy { index in
          laps.allSatisfy { segments.time(of: index, on: $0.trace!) >= targets.target(of: index + 1)!.segmentTime }
        }
    }
  }
}
