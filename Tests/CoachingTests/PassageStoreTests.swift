import Analysis
import Testing
import Timing

@testable import Coaching

@Suite struct PassageStoreTests {
  private let corners = SyntheticLap.corners

  private func store(_ laps: [SyntheticLap]) -> PassageStore {
    let laps = laps.enumerated().map { $1.lap($0 + 1, number: $0 + 10) }
    return PassageStore(
      laps: laps, targets: PassageTargets.best(of: Array(laps.prefix(1)), corners: corners), corners: corners)
  }

  @Test func oldestFirstWithTheirLoss() {
    let store = store([SyntheticLap(), SyntheticLap(brakesEarly: [2: 10]), SyntheticLap(throttleLate: [2: 20])])
    let passages = store.passages(of: 2)
    #expect(passages.map(\.serial) == [1, 2, 3] && passages.map(\.number) == [10, 11, 12])
    for (passage, metres) in zip(passages, [0.0, 10, 20]) {
      #expect(abs(passage.loss - metres * SyntheticLap.cost) < 1e-9)
    }
    #expect(store.metrics(of: 2, upTo: 2).count == 2)
    #expect(store.metrics(of: 2, upTo: 0).isEmpty && store.passages(of: 7).isEmpty)
    #expect(abs((passages[0].metrics.brakeStart ?? 0) - (passages[1].metrics.brakeStart ?? 0) - 10) < 1e-9)
  }

  @Test func spoiltPassagesAreLeftOut() {
    var spoilt = SyntheticLap()
    spoilt.stretches = [LapStretch(kind: .cut, start: 1_000, end: 1_050)]
    let store = store([SyntheticLap(), spoilt])
    #expect((1...3).map { store.passages(of: $0).count } == [2, 1, 2])
  }

  @Test func theLastTwentyAreKept() {
    let store = store(Array(repeating: SyntheticLap(), count: 23))
    #expect(store.passages(of: 1).map(\.serial) == Array(4...23))
  }

  @Test func aLapIsForgotten() {
    var store = store([SyntheticLap(), SyntheticLap(), SyntheticLap()])
    store.remove(serial: 2)
    #expect((1...3).allSatisfy { store.passages(of: $0).map(\.serial) == [1, 3] })
  }

  @Test func spreadsAreDrawnTowardsEachOther() {
    let store = store([0, 4, 0, 4, 0].map { SyntheticLap(brakesEarly: [2: $0]) })
    let own = CornerSpread(store.metrics(of: 2, upTo: 9))
    #expect(abs((own.segmentTime ?? 0) - 1.4826 * 4 * SyntheticLap.cost / 2.0.squareRoot()) < 1e-9)
    // Two of three corners have none: four passages' weight of nothing.
    #expect(abs((store.spread(of: 2).segmentTime ?? 0) - (own.segmentTime ?? 0) / 2.0.squareRoot()) < 1e-9)
    #expect(abs(store.spread(of: 1).segmentTime ?? 1) < 1e-9)
    #expect(store.spread(of: 9) == CornerSpread())
  }

  @Test func aLapWithoutATraceHasNoPassages() {
    let bare = Lap(serial: 1, number: 1, kind: .pace, time: 60)
    #expect(PassageStore(laps: [bare], targets: PassageTargets(), corners: corners).passages(of: 1).isEmpty)
  }
}
