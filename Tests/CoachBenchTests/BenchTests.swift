import Testing

@testable import CoachBench

/// A short form of the bench: what must hold whatever the rules are, and the gates with room for few drivers.
@Suite struct BenchTests {
  private static let circuit = Circuit.brandsHatchIndy
  private static let seed = 4

  private func outcome(_ purpose: DriveScript.Purpose, circuit: Circuit, seed: Int) -> DriveOutcome {
    let maker = LapMaker(circuit: circuit, car: .gt, seed: seed)
    let script = DriveScript(circuit: circuit, car: .gt, seed: seed, purpose: purpose, maker: maker)
    return DriveRun(script: script, maker: maker).run()
  }

  @Test func gatesHoldWithRoomForFewDrivers() {
    let drives = [
      outcome(.single, circuit: .brandsHatchIndy, seed: 1), outcome(.single, circuit: .lagunaSeca, seed: 2),
      outcome(.habit, circuit: .brandsHatchIndy, seed: 4),
      outcome(.natural, circuit: .brandsHatchIndy, seed: 5),
    ]
    let scores = Scores(drives: drives)
    #expect(drives.allSatisfy { $0.rejectedLaps == 0 })
    #expect((drives.flatMap(\.residuals).max() ?? 1) < 0.001)
    #expect((Quantile.of(scores.deltaErrors, 0.95) ?? 1) < 0.030)
    #expect((Quantile.of(scores.lineErrors, 0.90) ?? 1) < 0.015)
    #expect(scores.faults(.single).count >= 8)
    #expect((scores.precision(.single) ?? 0) >= 0.5)
    #expect((scores.recall(.single) ?? 0) >= 0.3)
    #expect((Quantile.median(scores.lossErrors(.single)) ?? 1) < 0.09)
    #expect((scores.nullFindingsPerLap ?? 1) <= 0.5)
    #expect((scores.messagesPerLap?.most ?? 9) <= 4)
    #expect(drives.allSatisfy { Contradiction.count($0.messages) == 0 })
  }

  @Test func oneSeedGivesOneOutcome() {
    let first = outcome(.natural, circuit: Self.circuit, seed: 9)
    let second = outcome(.natural, circuit: Self.circuit, seed: 9)
    #expect(first.deltaErrors == second.deltaErrors)
    #expect(first.nullFindings == second.nullFindings)
  }

  private static let plain = Metamorphic.found(circuit: circuit, car: .gt, seed: seed, change: nil)

  @Test(arguments: Metamorphic.allCases) func changeOfTheStreamChangesNoFinding(change: Metamorphic) {
    let changed = Metamorphic.found(circuit: Self.circuit, car: .gt, seed: Self.seed, change: change)
    let outcome = Metamorphic.Outcome(plain: Self.plain, changed: changed)
    #expect(!outcome.plain.isEmpty)
    #expect(outcome.differences.isEmpty, "\(change.rawValue): \(outcome)")
  }

  @Test func causesAreRules() {
    for kind in Fault.Kind.allCases { #expect(!kind.causes.isEmpty && kind.sizes.lowerBound > 0) }
  }
}
