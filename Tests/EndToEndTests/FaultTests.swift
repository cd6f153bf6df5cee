import Foundation
import Glibc
import History
import Testing
import Timing

/// The demo drive at full speed on a disk that goes wrong: nothing announced is lost, what cannot be stored waits and is stored when
/// the disk is well again, and the drive goes on.
@Suite(.serialized) struct FaultTests {
  /// A way in which a disk goes wrong.
  struct Trial: CustomTestStringConvertible, Sendable {
    var kind: Faults.Kind
    var every: Int
    var delay = 0
    var seed = 1

    var testDescription: String { "\(kind.rawValue), every \(every). call, seed \(seed)" }

    /// Whether the program has to say that something is wrong.
    var isTold: Bool { [.full, .broken, .unkept].contains(kind) && every == 1 }
  }

  /// `TENTHS_FAULTS` seeds of every kind and frequency, as `make fault-test` sets it; a few of them in every run of the tests.
  static let trials: [Trial] = {
    let seeds = ProcessInfo.processInfo.environment["TENTHS_FAULTS"].flatMap { Int($0) }
    guard let seeds else {
      return [
        Trial(kind: .full, every: 1), Trial(kind: .broken, every: 7), Trial(kind: .unkept, every: 2),
        Trial(kind: .short, every: 1), Trial(kind: .slow, every: 1, delay: 50),
      ]
    }
    var trials: [Trial] = []
    for seed in 1...max(1, seeds) {
      for kind in [Faults.Kind.full, .broken, .short] {
        for every in [1, 2, 3, 7, 19, 53] { trials.append(Trial(kind: kind, every: every, seed: seed)) }
      }
      // A lap takes one or two of these calls.
      for every in [1, 2, 3, 5, 7] { trials.append(Trial(kind: .unkept, every: every, seed: seed)) }
      for delay in [20, 100, 500] { trials.append(Trial(kind: .slow, every: 1, delay: delay, seed: seed)) }
    }
    return trials
  }()

  @Test(arguments: trials) func nothingAnnouncedIsLostAndWhatWaitedIsStored(_ trial: Trial) throws {
    let scratch = try Scratch()
    let faults = try Faults(trial.kind, folder: scratch.path, every: trial.every, delay: trial.delay)
    // Every other drive begins on a disk that is wrong already.
    let isWrongFromTheStart = trial.seed.isMultiple(of: 2)
    if isWrongFromTheStart { try faults.begin() }
    let drive = try PlainDrive(demo: scratch.path, seed: trial.seed, environment: faults.environment)
    if !isWrongFromTheStart {
      #expect(drive.wait { !$0.announced.isEmpty }, "\(drive.problems)")
      try faults.begin()
    }
    let before = drive.driven.count
    #expect(
      drive.wait { $0.driven.count >= before + 3 && faults.count > 0 },
      "the drive stands still, or nothing went wrong and nothing was proved: \(drive.problems)")
    try faults.end()
    let after = drive.driven.count
    #expect(drive.wait { $0.driven.count >= after + 1 && Set($0.driven).isSubset(of: $0.announced) })
    #expect(drive.end() == 0, "\(drive.problems)")
    if trial.isTold {
      // Laps before the show are driven within the second in which nothing is tried again.
      let isTold = ["lap waits)", "laps wait)"].contains { drive.problems.contains($0) }
      #expect(isTold || (isWrongFromTheStart && !drive.problems.isEmpty), "\(drive.problems)")
      #expect(drive.problems.hasSuffix("all laps are stored again\n"), "\(drive.problems)")
    }
    let path = scratch.path + "/demo.sqlite"
    #expect(try HistoryCheck(path: path).isSound)
    let history = try History(path: path)
    let stored = try history.laps().filter { $0.kind.isComplete }.map(\.number).sorted()
    #expect(stored == drive.announced.sorted(), "announced is what is stored, each once")
    for lap in try history.laps() where lap.kind.isComplete {
      #expect(try history.loadLap(id: lap.id) != nil, "lap \(lap.number)")
    }
    print("fault-test: \(trial.testDescription): \(faults.count) faults, \(stored.count) laps, 0 lost")
  }

  @Test func whatCannotBeStoredAtTheEndIsSaid() throws {
    let scratch = try Scratch()
    let faults = try Faults(.full, folder: scratch.path)
    let drive = try PlainDrive(demo: scratch.path, environment: faults.environment)
    #expect(drive.wait { !$0.announced.isEmpty })
    try faults.begin()
    let before = drive.driven.count
    #expect(drive.wait { $0.driven.count > before && $0.problems.contains("the disk is full: make room") })
    #expect(drive.end() == 1)
    #expect(drive.problems.contains("not everything could be stored: the disk is full"), "\(drive.problems)")
    #expect(try HistoryCheck(path: scratch.path + "/demo.sqlite").isSound)
  }
}
