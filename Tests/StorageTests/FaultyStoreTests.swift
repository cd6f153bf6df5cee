import Storage
import TestSupport
import Testing

@Suite struct FaultyStoreTests {
  @Test func withoutFaultsItIsTheStoreBehindIt() throws {
    let store = FaultyStore(MemoryStore(), seed: 1, odds: [:])
    try store.put(.bytes([1, 2, 3]), as: "a", onlyNew: true)
    #expect(try store.get("a", limit: 3) == [1, 2, 3])
    #expect(try store.size(of: "a") == 3)
    #expect(try store.list(prefix: "", after: nil, limit: 10).entries == [ObjectEntry(key: "a", size: 3)])
    try store.delete("a")
    #expect(try store.size(of: "a") == nil)
    #expect(store.faults.isEmpty && store.calls == 6)
  }

  @Test func everyFaultComesAndTheSameSeedGivesTheSame() {
    func run(_ seed: UInt64) -> [String] {
      let store = FaultyStore(MemoryStore(), seed: seed, each: 0.05)
      var log: [String] = []
      for index in 0..<400 {
        do {
          try store.put(.bytes([1, 2, 3, 4]), as: "k\(index % 7)", onlyNew: false)
          log.append("\(try store.list(prefix: "", after: nil, limit: 10).entries.count)")
          log.append("\(try store.get("k\(index % 7)", limit: 9).count)")
          try store.delete("k\((index + 3) % 7)")
        } catch {
          log.append("\(error)")
        }
      }
      #expect(Set(store.faults.keys) == Set(FaultyStore.Fault.allCases))
      return log
    }
    #expect(run(1) == run(1))
    #expect(run(1) != run(2))
  }

  @Test func aFailureMayHaveTakenEffect() throws {
    let memory = MemoryStore()
    let store = FaultyStore(memory, seed: 1, odds: [.failsAfter: 1])
    #expect(throws: StorageError.self) { try store.put(.bytes([1]), as: "a", onlyNew: false) }
    #expect(memory.contents == ["a": [1]])
    store.set(odds: [.timesOutBefore: 1])
    #expect(throws: StorageError(kind: .timedOut, message: "no answer", key: "b")) {
      try store.put(.bytes([1]), as: "b", onlyNew: false)
    }
    #expect(memory.contents == ["a": [1]])
  }

  @Test func anOldListLacksWhatIsNewAndHasWhatIsGone() throws {
    let memory = MemoryStore()
    let store = FaultyStore(memory, seed: 3, odds: [.listsOld: 1])
    for index in 0..<5 { try store.put(.bytes([1]), as: "k\(index)", onlyNew: false) }
    try store.delete("k0")
    var sizes: Set<Int> = []
    var hadTheDeleted = false
    for _ in 0..<50 {
      let entries = try store.list(prefix: "", after: nil, limit: 10).entries
      sizes.insert(entries.count)
      hadTheDeleted = hadTheDeleted || entries.contains { $0.key == "k0" }
    }
    #expect(sizes == [0, 1, 2, 3, 4, 5])
    #expect(hadTheDeleted)
  }
}
