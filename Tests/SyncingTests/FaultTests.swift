import Foundation
import History
import Storage
import TestSupport
import Testing
import Vault

@testable import Syncing

/// Whatever a store does, in the end every lap is on every computer.
@Suite struct FaultTests {
  /// How many lives are tried; `make sync-test` asks for more.
  private static let count = UInt64(ProcessInfo.processInfo.environment["TENTHS_SYNC_LIVES"] ?? "") ?? 25

  private func step(_ computer: Computer, _ random: inout SplitMix64) throws {
    let sessions = try computer.history.sessions()
    switch Int.random(in: 0..<5, using: &random) {
    case 0, 1: try computer.drive(driver: ["Ada", "Bea"].randomElement(using: &random)!, laps: 2)
    case 2:
      if let session = sessions.randomElement(using: &random) {
        try computer.history.set(note: "note \(Int.random(in: 0..<9, using: &random))", session: session.id, at: 0)
      }
    case 3:
      if let session = sessions.randomElement(using: &random) {
        try computer.history.set(
          tags: [["wet"], ["dry", "race"], []].randomElement(using: &random)!, session: session.id, at: 0)
      }
    default: break
    }
    computer.clock.advance(.random(in: 0..<20_000, using: &random))
  }

  @Test func nothingIsLostWhateverTheStoreDoes() throws {
    try forAll(Self.count) { random in
      let memory = MemoryStore()
      let garage = try Garage(memory)
      for _ in 0..<Int.random(in: 1...2, using: &random) { try garage.join() }
      let odds = Double.random(in: 0.01...0.12, using: &random)
      let store = FaultyStore(memory, seed: .random(in: 0...UInt64.max, using: &random), each: odds)
      var driven: Set<Double> = []
      for _ in 0..<Int.random(in: 10...30, using: &random) {
        let computer = garage.computers.randomElement(using: &random)!
        try step(computer, &random)
        driven.formUnion(try computer.lapTimes)
        let patience = Int.random(in: 1...4, using: &random)
        let stop = Int.random(in: 0..<60, using: &random)
        let calls = CallCount()
        // What fails has failed: the next exchange goes on.
        _ = try? computer.sync(store) {
          $0.patience.tries = patience
          // Killed in the middle, as far as the store can see.
          $0.shouldStop = { calls.next() > stop }
        }
      }
      store.set(odds: [:])
      for _ in 0..<3 { for computer in garage.computers { try computer.sync(store) { $0.repairs = true } } }
      let expected = try garage.computers[0].lapTimes
      for computer in garage.computers {
        guard try computer.lapTimes == expected, try computer.history.lapsInCloud() == 0,
          try computer.history.sessions().map(\.note) == garage.computers[0].history.sessions().map(\.note),
          try computer.history.sessions().map(\.tags) == garage.computers[0].history.sessions().map(\.tags)
        else {
          Issue.record("the computers differ")
          return false
        }
      }
      return driven.isSubset(of: expected)
    }
  }

  @Test func aDeniedStoreIsSaidAndNothingElseSuffers() throws {
    let memory = MemoryStore()
    let garage = try Garage(memory)
    try garage.computers[0].drive()
    let store = FaultyStore(memory, seed: 1, odds: [.isDenied: 1])
    do {
      try garage.computers[0].sync(store)
      Issue.record("it was not said")
    } catch SyncError.storage(let error) {
      #expect(error.kind == .denied)
    }
    #expect(try garage.computers[0].lapTimes.count == 2)
    store.set(odds: [:])
    #expect(try garage.computers[0].sync(store).packsSent == 2)
  }

  @Test func waitsGrowAndTheServersWordCounts() {
    let patience = Patience(tries: 9, first: 1, longest: 300) { _ in true }
    let busy = StorageError(kind: .busy(retryAfter: nil), message: "")
    for attempt in 1...30 {
      let limit = min(300, Double(1 << UInt64(min(attempt - 1, 16))))
      #expect((0...limit).contains(patience.delay(before: attempt, error: busy)))
    }
    #expect(patience.delay(before: 1, error: StorageError(kind: .busy(retryAfter: 17), message: "")) == 17)
    #expect(patience.delay(before: 1, error: StorageError(kind: .busy(retryAfter: 9_999), message: "")) == 300)
  }
}

final class CallCount: @unchecked Sendable {
  // Unchecked: a lock guards it.
  private let lock = NSLock()
  private var count = 0

  func next() -> Int {
    lock.withLock {
      count += 1
      return count
    }
  }
}
