import Cryptography
import History
import Storage
import Synchronization
import TestSupport
import Testing
import Timing
import Vault

@testable import Syncing

/// A computer of a driver: a history in memory, an identity, and an engine for a store.
final class Computer {
  let history: History
  var identity: DeviceIdentity
  var ring: Keyring
  let clock: TestClock
  /// Reports of all exchanges.
  var reports: [SyncReport] = []
  private var serial = 1

  init(history: History, identity: DeviceIdentity, ring: Keyring, clock: TestClock) throws {
    self.history = history
    self.identity = identity
    self.ring = ring
    self.clock = clock
    if try history.syncIdentity() == nil {
      try history.beginSync(SyncIdentity(vault: ring.vault, device: identity.id))
    }
  }

  func engine(
    _ store: any ObjectStore, provider: String = "test", _ change: (inout SyncEngine.Options) -> Void = { _ in }
  )
    -> SyncEngine
  {
    let clock = clock
    var options = SyncEngine.Options(wall: { clock.now }, wait: { _ in true })
    options.threads = 2
    change(&options)
    return SyncEngine(
      history: history, identity: identity, ring: ring, store: store, provider: provider, options: options
    ) { [self] next throws(SyncError) in identity = next }
  }

  @discardableResult
  func sync(
    _ store: any ObjectStore, provider: String = "test", _ change: (inout SyncEngine.Options) -> Void = { _ in }
  ) throws -> SyncReport {
    let engine = engine(store, provider: provider, change)
    defer { ring = engine.keys.ring }
    let report = try engine.run()
    reports.append(report)
    return report
  }

  @discardableResult
  func drive(driver: String = "Ada", laps: Int = 2) throws -> Int64 {
    let id = try #require(
      try history.begin(
        SessionKey(
          driver: driver, game: "gt7", gameName: "GT7", car: "GT3", source: "live",
          startedAt: Double(clock.now) / 1_000)))
    for _ in 0..<laps { try lap(id) }
    return id
  }

  func lap(_ session: Int64) throws {
    let lap = Lap(
      serial: serial, number: serial, kind: .pace, flags: [], time: 90 + Double(serial) / 8, sectors: [30, 30.5],
      topSpeed: 70, minimumSpeed: 18, fuelUsed: nil)
    serial += 1
    try history.store(lap, comparison: nil, session: session, finishedAt: Double(clock.now) / 1_000)
  }

  /// What a list of laps shows.
  var lapTimes: [Double] { get throws { try history.laps().compactMap(\.time).sorted() } }
}

final class TestClock: Sendable {
  private let time = Atomic<UInt64>(1_764_000_000_000)
  var now: UInt64 { time.wrappingAdd(1, ordering: .relaxed).newValue }
  func advance(_ milliseconds: UInt64) { time.wrappingAdd(milliseconds, ordering: .relaxed) }
}

/// Computers around one store.
final class Garage {
  static let passphrase = SecretBytes(Array("left foot braking".utf8))
  let store: any ObjectStore
  let clock = TestClock()
  var computers: [Computer] = []
  let code: RecoveryCode

  init(_ store: any ObjectStore = MemoryStore()) throws {
    self.store = store
    let identity = DeviceIdentity()
    let made = try VaultAccess(store: store, identity: identity, wall: clock.now).create(
      passphrase: Self.passphrase, cost: .least, nickname: "rig")
    code = made.code
    computers.append(
      try Computer(history: History(path: ":memory:"), identity: identity, ring: made.ring, clock: clock))
  }

  func access(_ identity: DeviceIdentity) -> VaultAccess {
    VaultAccess(store: store, identity: identity, wall: clock.now)
  }

  @discardableResult
  func join(nickname: String = "laptop") throws -> Computer {
    let identity = DeviceIdentity()
    let ring = try access(identity).join(passphrase: Self.passphrase, nickname: nickname)
    let computer = try Computer(history: History(path: ":memory:"), identity: identity, ring: ring, clock: clock)
    computers.append(computer)
    return computer
  }

  func settle() throws { for _ in 0..<3 { for computer in computers { try computer.sync(store) } } }
}

@Suite struct SyncEngineTests {
  @Test func twoComputersShowTheSame() throws {
    let garage = try Garage()
    let (one, two) = (garage.computers[0], try garage.join())
    let session = try one.drive(laps: 3)
    try one.history.set(note: "push less", session: session, at: 0)
    try two.drive(driver: "Bea")
    try garage.settle()
    #expect(try one.lapTimes == two.lapTimes)
    #expect(try one.lapTimes.count == 5)
    #expect(try two.history.sessions().contains { $0.note == "push less" })
    #expect(try two.history.lapsInCloud() == 0)
    #expect(one.reports.allSatisfy { $0.alarms.isEmpty })
    let quiet = try one.sync(garage.store)
    #expect(quiet.isQuiet && quiet.recordsMade == 0)
  }

  @Test func theStoreHoldsNothingReadable() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    let session = try garage.computers[0].drive(driver: "Marker Driver")
    try garage.computers[0].history.set(note: "marker note", session: session, at: 0)
    try garage.computers[0].history.set(tags: ["marker tag"], session: session, at: 0)
    try garage.settle()
    #expect(store.contents.count > 5)
    for (key, object) in store.contents {
      let text = String(decoding: object, as: Unicode.ASCII.self)
      for marker in ["Marker", "marker", "GT3", "gt7", "rig"] { #expect(!text.contains(marker), "\(key)") }
      #expect(key.allSatisfy { "0123456789abcdefghijklmnopqrstuvwxyz-/".contains($0) })
    }
  }

  @Test func aNewComputerGetsEverythingAndGoesOn() throws {
    let garage = try Garage()
    for _ in 0..<4 { try garage.computers[0].drive() }
    try garage.settle()
    let new = try garage.join()
    let report = try new.sync(garage.store)
    #expect(report.packsReceived == 8)
    #expect(try new.lapTimes == garage.computers[0].lapTimes)
  }

  @Test func theRecoveryCodeOpensAndAWrongPassphraseDoesNot() throws {
    let garage = try Garage()
    let identity = DeviceIdentity()
    #expect(throws: SyncError.self) {
      try garage.access(identity).join(passphrase: SecretBytes(Array("wrong".utf8)), nickname: "")
    }
    let ring = try garage.access(identity).join(recovery: RecoveryCode(garage.code.text), nickname: "spare")
    let computer = try Computer(
      history: History(path: ":memory:"), identity: identity, ring: ring, clock: garage.clock)
    try garage.computers[0].drive()
    try garage.computers[0].sync(garage.store)
    try computer.sync(garage.store)
    #expect(try computer.lapTimes.count == 2)
  }

  @Test func aComputerIsLetInByAnother() throws {
    let garage = try Garage()
    let owner = garage.computers[0]
    try owner.drive()
    try owner.sync(garage.store)
    let identity = DeviceIdentity()
    let phrase = try garage.access(identity).request()
    #expect(try garage.access(identity).ownKeys() == nil)
    let request = try #require(try garage.access(owner.identity).requests(ring: owner.ring).first)
    #expect(request.phrase == phrase && phrase.split(separator: " ").count == 6)
    try garage.access(owner.identity).approve(request, nickname: "laptop", ring: owner.ring)
    let keys = try #require(try garage.access(identity).ownKeys())
    let computer = try Computer(
      history: History(path: ":memory:"), identity: identity, ring: keys.ring, clock: garage.clock)
    try computer.sync(garage.store)
    #expect(try computer.lapTimes == owner.lapTimes)
    #expect(try garage.access(owner.identity).requests(ring: owner.ring).isEmpty)
  }

  @Test func aRevokedComputerIsOutAndItsEarlierLapsStay() throws {
    let garage = try Garage()
    let (owner, lost) = (garage.computers[0], try garage.join(nickname: "stolen"))
    try lost.drive(driver: "Bea")
    try garage.settle()
    let engine = owner.engine(garage.store)
    try engine.run()
    let accepted = try owner.history.logEnds().mapValues { $0.sequence + 1 }
    let revoked = try garage.access(owner.identity).revoke(
      lost.identity.id, trust: engine.trust, accepted: accepted, ring: owner.ring,
      passphrase: SecretBytes(Array("new words".utf8)), cost: .least)
    owner.ring = revoked.ring
    try lost.drive(driver: "Mallory")
    #expect(throws: SyncError.revoked) { try lost.sync(garage.store) }
    try owner.drive()
    try owner.sync(garage.store)
    #expect(try owner.history.sessions().count == 2)
    // What the owner seals from now on the lost one cannot read, nor does the old passphrase open the vault.
    #expect(throws: SyncError.vault(.wrongSecret, key: ObjectKey.keys)) {
      do {
        _ = try garage.access(DeviceIdentity()).join(passphrase: Garage.passphrase, nickname: "")
      } catch SyncError.vault(let error, _) {
        throw SyncError.vault(error, key: ObjectKey.keys)
      }
    }
    let fresh = DeviceIdentity()
    let ring = try garage.access(fresh).join(passphrase: SecretBytes(Array("new words".utf8)), nickname: "new")
    let computer = try Computer(history: History(path: ":memory:"), identity: fresh, ring: ring, clock: garage.clock)
    try computer.sync(garage.store)
    #expect(try computer.history.sessions().count == 2)
  }

  @Test func anEmptiedStoreIsAnAlarmAndIsFilledAgainOnWish() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    let (one, two) = (garage.computers[0], try garage.join())
    try one.drive()
    try two.drive(driver: "Bea")
    try garage.settle()
    let before = try one.lapTimes
    for key in store.contents.keys { try store.delete(key) }
    #expect(throws: SyncError.self) { try one.sync(store) }
    #expect(try one.lapTimes == before)
    #expect(store.contents.isEmpty)
    try one.sync(store) { $0.repairs = true }
    try two.sync(store)
    let new = try garage.join()
    try new.sync(store)
    #expect(try new.lapTimes == before)
  }

  @Test func anOldPassphraseDoesNotComeBackWithARepair() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    let owner = garage.computers[0]
    try owner.sync(store)
    let words = SecretBytes(Array("other words".utf8))
    try garage.access(owner.identity).change(passphrase: words, cost: .least, ring: owner.ring)
    try owner.drive()
    try owner.sync(store)
    for key in store.contents.keys { try store.delete(key) }
    try owner.sync(store) { $0.repairs = true }
    let access = garage.access(DeviceIdentity())
    #expect(try !access.opens(passphrase: Garage.passphrase))
    #expect(try access.opens(passphrase: words))
  }

  @Test func aStoreThatWentBackIsAnAlarmAndIsRepairedOnWish() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    let one = garage.computers[0]
    try one.drive()
    try one.sync(store)
    let old = store.contents
    try one.drive()
    try one.sync(store)
    let all = store.contents
    for key in store.contents.keys where old[key] == nil { try store.delete(key) }
    #expect(throws: SyncError.wentBack(missing: 1)) { try one.sync(store) }
    try one.sync(store) { $0.repairs = true }
    #expect(store.contents == all)
  }

  @Test func aCopyOfAHistoryBecomesAnotherDevice() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    let folder = try TemporaryFolder()
    let identity = DeviceIdentity()
    let ring = try garage.access(identity).join(passphrase: Garage.passphrase, nickname: "disk")
    let first = try Computer(
      history: History(path: folder.path + "/a.sqlite"), identity: identity, ring: ring, clock: garage.clock)
    try first.drive()
    try first.sync(store)
    try HistoryBackup.write(folder.path + "/a.sqlite", to: folder.path + "/b.sqlite")
    let copy = try Computer(
      history: History(path: folder.path + "/b.sqlite"), identity: identity, ring: ring, clock: garage.clock)
    try first.drive(driver: "First")
    try copy.drive(driver: "Copy")
    try first.sync(store)
    let objects = store.contents
    let report = try copy.sync(store)
    #expect(report.alarms.contains { if case .newIdentity = $0 { true } else { false } })
    for (key, object) in objects { #expect(store.contents[key] == object || key.hasPrefix("ask/")) }
    try first.sync(store)
    try copy.sync(store)
    #expect(try Set(first.history.sessions().map(\.driver)) == ["Ada", "First", "Copy"])
    #expect(try Set(copy.history.sessions().map(\.driver)) == ["Ada", "First", "Copy"])
    // An older copy that comes back knows less than the store, and goes on as another device too.
    try HistoryBackup.write(folder.path + "/b.sqlite", to: folder.path + "/c.sqlite")
    try copy.drive(driver: "Later")
    try copy.sync(store)
    let restored = try Computer(
      history: History(path: folder.path + "/c.sqlite"), identity: copy.identity, ring: ring, clock: garage.clock)
    try restored.sync(store)
    #expect(restored.identity.id != copy.identity.id)
    #expect(try restored.history.sessions().count == 4)
  }

  @Test func everyChangedObjectIsRefusedAndNamed() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    try garage.computers[0].drive()
    try garage.computers[0].sync(store)
    let reader = try garage.join()
    let objects = store.contents
    var named = 0
    for (key, object) in objects.sorted(by: { $0.key < $1.key }) where key.hasPrefix("log/") || key.hasPrefix("pack/") {
      for place in [0, 5, 6, 20, 30, 47, 48, object.count / 2, object.count - 1] {
        var changed = object
        changed[place] ^= 1
        try store.put(.bytes(changed), as: key, onlyNew: false)
        let fresh = try Computer(
          history: History(path: ":memory:"), identity: reader.identity, ring: reader.ring, clock: garage.clock)
        let report = try fresh.sync(store)
        #expect(report.alarms.contains { if case .damaged(key, _) = $0 { true } else { false } }, "\(key) \(place)")
        named += 1
      }
      try store.put(.bytes(object), as: key, onlyNew: false)
    }
    #expect(named == 27)
    // Objects under each other's keys.
    let packs = objects.keys.filter { $0.hasPrefix("pack/") }.sorted()
    try store.put(.bytes(objects[packs[0]]!), as: packs[1], onlyNew: false)
    let report = try reader.sync(store)
    #expect(report.alarms == [.damaged(key: packs[1], .tampered)])
    #expect(try reader.history.lapsInCloud() == 1)
    try store.put(.bytes(objects[packs[1]]!), as: packs[1], onlyNew: false)
    #expect(try reader.sync(store).alarms.isEmpty)
    #expect(try reader.history.lapsInCloud() == 0)
  }

  @Test func keysFromAStrangerAreNotTaken() throws {
    let garage = try Garage()
    let owner = garage.computers[0]
    try owner.sync(garage.store)
    let stranger = DeviceIdentity()
    var ring = owner.ring
    ring.beginEpoch()
    let key = ObjectKey.key(epoch: 2, device: owner.identity.id)
    let wrap = KeyWrap.wrap(
      ring, for: owner.identity.id, key: owner.identity.signer.publicKey, author: stranger.id, signer: stranger.signer)
    try garage.store.put(.bytes(wrap), as: key, onlyNew: false)
    let report = try owner.sync(garage.store)
    #expect(report.alarms == [.damaged(key: key, .signature)])
    #expect(owner.ring.newestEpoch == 1)
  }

  @Test func aStrangersLogIsNotRead() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    let stranger = DeviceIdentity()
    try store.put(.bytes([1, 2, 3]), as: ObjectKey.log(stranger.id, 0), onlyNew: false)
    let report = try garage.computers[0].sync(store)
    #expect(report.alarms == [.unknownDevice(stranger.id)])
  }

  @Test func lapsAreChosen() throws {
    let garage = try Garage()
    let owner = garage.computers[0]
    try owner.drive(laps: 5)
    try owner.sync(garage.store)
    let small = try garage.join()
    try small.sync(garage.store) { $0.selection.onlySummaries = true }
    #expect(try small.history.lapsInCloud() == 5)
    #expect(try small.lapTimes == owner.lapTimes)
    let lap = try #require(try small.history.laps().first)
    let engine = small.engine(garage.store)
    try engine.refreshDevices()
    #expect(try engine.fetch(lap: lap.id))
    #expect(try small.history.lapsInCloud() == 4)
    try small.sync(garage.store) { $0.selection.car = "F1" }
    #expect(try small.history.lapsInCloud() == 4)
    try small.sync(garage.store) { $0.selection.car = "gt" }
    #expect(try small.history.lapsInCloud() == 0)
  }

  @Test func anExchangeStopsInGoodOrder() throws {
    let garage = try Garage()
    try garage.computers[0].drive(laps: 20)
    let calls = Atomic(0)
    #expect(throws: SyncError.stopped) {
      try garage.computers[0].sync(garage.store) {
        $0.shouldStop = { calls.wrappingAdd(1, ordering: .relaxed).newValue > 7 }
      }
    }
    let reader = try garage.join()
    try reader.sync(garage.store)
    #expect(try reader.history.laps().isEmpty)
    try garage.settle()
    #expect(try reader.lapTimes.count == 20)
  }

  @Test func snapshotsAreReadByANewComputer() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    for _ in 0..<80 {
      try garage.computers[0].drive(laps: 1)
      try garage.computers[0].sync(store) { $0.snapshotEvery = 16 }
    }
    #expect(store.contents.keys.filter { $0.hasPrefix("snap/") }.count == 5)
    let new = try garage.join()
    try new.sync(store)
    #expect(try new.lapTimes.count == 80)
  }

  @Test func twoStoresAreMirrors() throws {
    let garage = try Garage()
    let second = MemoryStore()
    let owner = garage.computers[0]
    try owner.drive()
    try owner.sync(garage.store)
    try owner.sync(second, provider: "second") { $0.repairs = true }
    let identity = DeviceIdentity()
    let ring = try VaultAccess(store: second, identity: identity, wall: 0).join(
      passphrase: Garage.passphrase, nickname: "")
    let reader = try Computer(history: History(path: ":memory:"), identity: identity, ring: ring, clock: garage.clock)
    try reader.sync(second, provider: "second")
    #expect(try reader.lapTimes == owner.lapTimes)
  }
}

@Suite struct StoreCareTests {
  @Test func aVaultMovesByteForByte() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    try garage.computers[0].drive(laps: 9)
    try garage.settle()
    let folder = try TemporaryFolder()
    let patience = Patience { _ in true }
    let there = FolderStore(path: folder.path)
    let first = try StoreMove(source: store, target: there, patience: patience).run()
    #expect(first.copied == store.contents.count && first.alreadyThere == 0)
    let again = try StoreMove(source: store, target: there, patience: patience).run()
    #expect(again.copied == 0 && again.alreadyThere == store.contents.count)
    let back = MemoryStore()
    _ = try StoreMove(source: there, target: back, patience: patience).run()
    #expect(back.contents == store.contents)
    let other = try Garage()
    #expect(throws: SyncError.otherVault) {
      try StoreMove(source: store, target: other.store, patience: patience).run()
    }
    // The computer goes on there as if nothing had happened.
    try garage.computers[0].drive()
    #expect(try garage.computers[0].sync(back, provider: "new").packsSent == 11)
  }

  @Test func aBrokenMoveGoesOn() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    try garage.computers[0].drive(laps: 30)
    try garage.settle()
    let target = MemoryStore()
    let faulty = FaultyStore(target, seed: 3, each: 0.05)
    let patience = Patience(tries: 2) { _ in true }
    for _ in 0..<60 { _ = try? StoreMove(source: store, target: faulty, patience: patience).run() }
    faulty.set(odds: [:])
    _ = try StoreMove(source: store, target: faulty, patience: patience).run()
    #expect(target.contents == store.contents)
  }

  @Test func aCheckNamesWhatIsDamagedAndMendsIt() throws {
    let store = MemoryStore()
    let garage = try Garage(store)
    let owner = garage.computers[0]
    try owner.drive(laps: 4)
    try garage.settle()
    let before = store.contents
    #expect(try owner.engine(store).check(repairs: false).alarms.isEmpty)
    let packs = before.keys.filter { $0.hasPrefix("pack/") }.sorted()
    let log = try #require(before.keys.first { $0.hasPrefix("log/") })
    var changed = before[packs[0]]!
    changed[100] ^= 1
    try store.put(.bytes(changed), as: packs[0], onlyNew: false)
    try store.delete(packs[1])
    try store.put(.bytes([1, 2, 3]), as: log, onlyNew: false)
    let found = try owner.engine(store).check(repairs: false)
    #expect(
      found.alarms == [
        .damaged(key: packs[0], .tampered), .missing(key: packs[1]), .damaged(key: log, .foreign),
      ])
    #expect(try owner.engine(store).check(repairs: true).repaired == 3)
    #expect(store.contents == before)
  }

  @Test func sharedSettingsReachTheOther() throws {
    let garage = try Garage()
    let (one, two) = (garage.computers[0], try garage.join())
    func exchange(_ computer: Computer, _ values: [String: String]) throws -> [String: String] {
      let changed = try computer.history.exchange(
        settings: values, keys: VaultKeys(computer.ring), wall: computer.clock.now)
      try computer.sync(garage.store)
      return changed
    }
    #expect(try exchange(one, ["units": "imperial"]) == [:])
    try two.sync(garage.store)
    #expect(try exchange(two, ["units": "metric"]) == ["units": "imperial"])
    #expect(try exchange(two, ["units": "imperial"]) == [:])
    #expect(try exchange(two, ["units": "metric"]) == [:])
    try one.sync(garage.store)
    #expect(try exchange(one, ["units": "imperial"]) == ["units": "metric"])
  }

  @Test func theOtherValueOfAConflictCanBeTaken() throws {
    let garage = try Garage()
    let (one, two) = (garage.computers[0], try garage.join())
    let session = try one.drive()
    try garage.settle()
    try one.history.set(note: "hot", session: session, at: 0)
    try two.history.set(note: "cold", session: try two.history.sessions()[0].id, at: 0)
    try garage.settle()
    let conflict = try #require(try one.history.syncConflicts().first)
    let other = try #require(conflict.first { !$0.isShown })
    #expect(try one.history.take(other.id, keys: VaultKeys(one.ring), wall: one.clock.now))
    try garage.settle()
    for computer in garage.computers {
      #expect(try computer.history.sessions()[0].note == other.value)
      #expect(try computer.history.syncConflicts().isEmpty)
    }
  }
}
