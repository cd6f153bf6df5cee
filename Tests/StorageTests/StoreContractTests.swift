import Foundation
import Storage
import Synchronization
import TestSupport
import Testing

/// What every store has to do, tried on each one that is there.
@Suite struct StoreContractTests {
  private static func read(_ store: any ObjectStore, _ key: String, _ range: Range<Int>? = nil) throws -> [UInt8] {
    var bytes: [UInt8] = []
    try store.get(key, range: range) { piece in
      piece.withUnsafeBytes { bytes.append(contentsOf: $0) }
      return true
    }
    return bytes
  }

  private static func kind(_ body: () throws -> Void) -> StorageError.Kind? {
    do {
      try body()
      return nil
    } catch {
      return (error as? StorageError)?.kind
    }
  }

  private static func keys(_ store: any ObjectStore, _ prefix: String = "") throws -> [String] {
    var keys: [String] = []
    try store.forEach(prefix: prefix) { keys.append($0.key) }
    return keys
  }

  @Test(arguments: TestPlace.all) func whatWasWrittenIsRead(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    var random = SplitMix64(seed: 1)
    for size in [0, 1, 511, 70_000] {
      let bytes = random.bytes(size)
      try store.put(.bytes(bytes), as: "pack/ab/\(size)", onlyNew: false)
      #expect(try Self.read(store, "pack/ab/\(size)") == bytes)
      #expect(try store.size(of: "pack/ab/\(size)") == size)
      #expect(try store.get("pack/ab/\(size)", limit: size) == bytes)
    }
    let other = random.bytes(300)
    try store.put(.bytes(other), as: "pack/ab/511", onlyNew: false)
    #expect(try Self.read(store, "pack/ab/511") == other)
    #expect(Self.kind { _ = try store.get("pack/ab/511", limit: 299) } == .tooLarge)
  }

  @Test(arguments: TestPlace.all) func aFileIsStoredAsItIs(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    let files = try TemporaryFolder()
    var random = SplitMix64(seed: 2)
    let bytes = random.bytes(400_000)
    let path = try files.write(bytes, to: "body")
    try store.put(.file(path: path), as: "file/a", onlyNew: false)
    #expect(try Self.read(store, "file/a") == bytes)
    #expect(throws: StorageError.self) { try store.put(.file(path: path + "x"), as: "file/b", onlyNew: false) }
    #expect(try store.size(of: "file/b") == nil)
  }

  @Test(arguments: TestPlace.all) func aListIsInOrderAndComesInPages(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    let keys = ["a/0", "a/1", "a-b/0", "ab", "log/0/0", "log/0/1", "log/1/0", "log-x", "zz"]
    for key in keys.shuffled() { try store.put(.bytes(Array(key.utf8)), as: key, onlyNew: false) }
    let sorted = keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    for limit in [1, 2, 3, 8, 9, 1_000] {
      var seen: [String] = []
      var after: String?
      var pages = 0
      while pages < 50 {
        let page = try store.list(prefix: "", after: after, limit: limit)
        #expect(page.entries.count <= limit)
        #expect(page.entries.allSatisfy { $0.size == $0.key.utf8.count })
        seen += page.entries.map(\.key)
        after = seen.last
        pages += 1
        if !page.hasMore { break }
      }
      #expect(seen == sorted, "limit \(limit)")
    }
    #expect(try Self.keys(store, "log/") == ["log/0/0", "log/0/1", "log/1/0"])
    #expect(try Self.keys(store, "log/0/1") == ["log/0/1"])
    #expect(try Self.keys(store, "lo") == ["log-x", "log/0/0", "log/0/1", "log/1/0"])
    #expect(try Self.keys(store, "none/") == [])
    #expect(try store.list(prefix: "log/", after: "log/0/00", limit: 1).entries.map(\.key) == ["log/0/1"])
    #expect(try store.list(prefix: "log/", after: "zz", limit: 10).entries.isEmpty)
    #expect(try store.list(prefix: "log/", after: "a", limit: 10).entries.count == 3)
  }

  @Test(arguments: TestPlace.all) func aRangeIsCutToWhatThereIs(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    let bytes = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
    try store.put(.bytes(bytes), as: "r/1", onlyNew: false)
    try store.put(.bytes([]), as: "r/0", onlyNew: false)
    for range in [0..<1, 0..<1_000, 10..<20, 990..<2_000, 1_000..<1_001, 5_000..<6_000, 5..<5, 0..<0] {
      #expect(try Self.read(store, "r/1", range) == Array(bytes[range.clamped(to: 0..<1_000)]), "\(range)")
      #expect(try Self.read(store, "r/0", range) == [], "\(range) of nothing")
    }
    #expect(Self.kind { _ = try Self.read(store, "r/2", 0..<5) } == .missing)
    #expect(Self.kind { _ = try Self.read(store, "r/2", 5..<5) } == .missing)
  }

  @Test(arguments: TestPlace.all) func whatIsNotThereIsMissing(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    #expect(try store.size(of: "no/such") == nil)
    #expect(Self.kind { _ = try Self.read(store, "no/such") } == .missing)
    try store.delete("no/such")
    try store.put(.bytes([1]), as: "no/such", onlyNew: false)
    try store.delete("no/such")
    try store.delete("no/such")
    #expect(try store.size(of: "no/such") == nil)
    #expect(try Self.keys(store) == [])
    #expect(try store.size(of: "no") == nil)
    #expect(Self.kind { _ = try Self.read(store, "no") } == .missing)
  }

  @Test(arguments: TestPlace.all) func onlyNewIsObeyedWhereItIsClaimed(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    if let bucket = store as? S3Store { try bucket.probeCreateOnly() }
    guard store.capabilities.createsOnly else { return }
    try store.put(.bytes([1]), as: "new/1", onlyNew: true)
    #expect(Self.kind { try store.put(.bytes([2]), as: "new/1", onlyNew: true) } == .exists)
    #expect(try Self.read(store, "new/1") == [1])
    try store.put(.bytes([3]), as: "new/1", onlyNew: false)
    #expect(try Self.read(store, "new/1") == [3])
    try store.delete("new/1")
    try store.put(.bytes([4]), as: "new/1", onlyNew: true)
    #expect(try Self.read(store, "new/1") == [4])
    #expect(try Self.keys(store) == ["new/1"])
  }

  @Test(arguments: TestPlace.all.filter(\.takesAnyKey)) func oddNamesAreKept(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    let names = [
      "a b", " lead", "trail ", "a+b", "a%20b", "100%", "~t", "(x)=y", "a&b<c>d", "it's \"q\"", "semi;colon,comma",
      "é", "日本/鈴鹿", "q?x=1#f", "[1]{2}|^`", "back\\slash", "a:b@c$d!e*f", "dots..name", ".hidden", "x/.y/z",
      "GR Cup/Race 1/R1_barber_lap_time.csv",
    ]
    for name in names { try store.put(.bytes(Array(name.utf8)), as: name, onlyNew: false) }
    #expect(try Self.keys(store) == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    for name in names {
      #expect(try Self.read(store, name) == Array(name.utf8), "\(name)")
      #expect(try store.size(of: name) == name.utf8.count, "\(name)")
      #expect(try Self.keys(store, name).first == name, "\(name)")
      #expect(try store.list(prefix: "", after: name, limit: 1).entries.first?.key != name, "\(name)")
      try store.delete(name)
      #expect(try store.size(of: name) == nil, "\(name)")
    }
  }

  @Test(arguments: TestPlace.all) func aLargeObjectIsStoredWhole(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    let files = try TemporaryFolder()
    var random = SplitMix64(seed: 3)
    let block = random.bytes(1 << 10)
    var bytes = [UInt8]()
    for index in 0..<place.largeSize {
      bytes += block
      bytes[bytes.count - 1] = UInt8(truncatingIfNeeded: index)
      bytes[bytes.count - 2] = UInt8(truncatingIfNeeded: index >> 8)
    }
    bytes += [1, 2, 3]
    let path = try files.write(bytes, to: "large")
    try store.put(.file(path: path), as: "large/1", onlyNew: false)
    #expect(try store.size(of: "large/1") == bytes.count)
    #expect(try Self.read(store, "large/1") == bytes)
    let middle = place.largeSize > 8 << 10 ? 8 << 20 : 900_000
    let border = middle - 5..<middle + 5
    #expect(try Self.read(store, "large/1", border) == Array(bytes[border]))
    try store.put(.bytes(bytes), as: "large/1", onlyNew: false)
    #expect(try Self.read(store, "large/1", 0..<10) == Array(bytes[0..<10]))
  }

  @Test(arguments: TestPlace.all) func aReceiverMayStop(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    try store.put(.bytes([UInt8](repeating: 1, count: 100_000)), as: "s/1", onlyNew: false)
    #expect(Self.kind { try store.get("s/1", range: nil) { _ in false } } == .stopped)
    #expect(try Self.read(store, "s/1", 0..<2) == [1, 1])
  }

  @Test(arguments: TestPlace.all) func severalThreadsMayCall(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    let failures = Mutex<[String]>([])
    DispatchQueue.concurrentPerform(iterations: 4) { thread in
      do {
        for index in 0..<5 {
          let bytes = [UInt8](repeating: UInt8(thread), count: 100 + index)
          try store.put(.bytes(bytes), as: "t/\(thread)/\(index)", onlyNew: false)
          try store.put(.bytes(bytes), as: "t/all", onlyNew: false)
          if try Self.read(store, "t/\(thread)/\(index)") != bytes { failures.withLock { $0.append("\(thread)") } }
        }
      } catch {
        failures.withLock { $0.append("\(error)") }
      }
    }
    #expect(failures.withLock { $0 } == [])
    #expect(try Self.keys(store).count == 21)
  }

  @Test(arguments: TestPlace.all) func anyCallsGiveWhatADictionaryGives(_ place: TestPlace) throws {
    let (store, folder) = try place.make()
    defer { _ = folder }
    var random = SplitMix64(seed: 4)
    var model: [String: [UInt8]] = [:]
    let names = (0..<8).map { "m/\($0 % 3)/\($0)" } + ["m/1-", "m/1/"].map { $0 + "x" }
    for _ in 0..<60 {
      let key = names.randomElement(using: &random)!
      switch Int.random(in: 0..<5, using: &random) {
      case 0, 1:
        let bytes = random.bytes(Int.random(in: 0...900, using: &random))
        try store.put(.bytes(bytes), as: key, onlyNew: false)
        model[key] = bytes
      case 2:
        try store.delete(key)
        model[key] = nil
      case 3:
        var read: [UInt8]?
        let failure = Self.kind { read = try Self.read(store, key) }
        #expect(read == model[key])
        #expect(failure == (model[key] == nil ? .missing : nil))
      default:
        let wanted = model.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        #expect(try Self.keys(store) == wanted)
      }
    }
  }
}
