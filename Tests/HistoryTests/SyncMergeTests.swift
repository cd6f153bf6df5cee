import Cryptography
import Database
import Engine
import Foundation
import TestSupport
import Testing
import Timing
import Vault

@testable import History

@Suite struct SyncMergeTests {
  private func note(_ text: String, _ session: Int64, _ member: SyncWorld.Member) throws {
    try member.history.set(note: text, session: session, at: 0)
  }

  private func only(_ world: SyncWorld, _ member: SyncWorld.Member) throws -> SessionRecord {
    try #require(try member.history.sessions().first)
  }

  @Test func aSessionArrivesWithItsLaps() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    let session = try #require(try world.drive(one, driver: "Ada", car: "GT3"))
    try one.history.set(tags: ["wet", "race"], session: session, at: 0)
    try world.settle()
    let arrived = try only(world, two)
    #expect(arrived.driver == "Ada" && arrived.car == "GT3" && arrived.tags == ["race", "wet"])
    #expect(try two.history.laps().map(\.time) == one.history.laps().map(\.time))
    #expect(try world.picture(one) == world.picture(two))
  }

  @Test func nothingIsWrittenWhereNothingWasChanged() throws {
    let world = try SyncWorld(count: 2)
    _ = try world.drive(world.members[0], driver: "Ada", car: nil)
    try world.settle()
    let before = try world.members.map { try $0.history.logEnds() }
    world.time += 60_000
    try world.settle()
    #expect(try world.members.map { try $0.history.logEnds() } == before)
  }

  @Test func theEditThatKnewTheOtherWinsHoweverWrongTheClocksAre() throws {
    let year: Int64 = 365 * 86_400_000
    let world = try SyncWorld(count: 2) { $0 == 0 ? 10 * year : -10 * year }
    let (ahead, behind) = (world.members[0], world.members[1])
    let session = try #require(try world.drive(ahead, driver: "Ada", car: nil))
    try note("from the future", session, ahead)
    try world.settle()
    try note("seen and corrected", try only(world, behind).id, behind)
    try world.settle()
    #expect(try only(world, ahead).note == "seen and corrected")
    #expect(try only(world, behind).note == "seen and corrected")
    #expect(try ahead.history.syncConflicts().isEmpty)
  }

  @Test func ofTwoEditsAtOnceOneIsShownEverywhereAndTheOtherKept() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    let session = try #require(try world.drive(one, driver: "Ada", car: nil))
    try world.settle()
    try note("understeer", session, one)
    try world.write(one)
    world.time += 5_000
    try note("oversteer", try only(world, two).id, two)
    try world.write(two)
    try world.settle()
    for member in world.members {
      #expect(try only(world, member).note == "oversteer")
      let conflict = try #require(try member.history.syncConflicts().first)
      #expect(conflict.map(\.value) == ["oversteer", "understeer"])
      #expect(conflict.map(\.isShown) == [true, false])
      #expect(conflict[0].thing == "session" && conflict[0].field == "note")
    }
    try note("both", session, one)
    try world.settle()
    for member in world.members {
      #expect(try only(world, member).note == "both")
      #expect(try member.history.syncConflicts().isEmpty)
    }
  }

  @Test func aTagThatIsAddedWinsOverOneThatIsTakenAway() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    let session = try #require(try world.drive(one, driver: "Ada", car: nil))
    try one.history.set(tags: ["wet"], session: session, at: 0)
    try world.settle()
    try one.history.set(tags: [], session: session, at: 0)
    let other = try only(world, two).id
    try two.history.set(tags: [], session: other, at: 0)
    try world.write(two)
    try two.history.set(tags: ["wet"], session: other, at: 0)
    try world.write(two)
    world.time += 9_000
    try world.settle()
    for member in world.members { #expect(try only(world, member).tags == ["wet"]) }
    try one.history.set(tags: [], session: session, at: 0)
    try world.settle()
    for member in world.members { #expect(try only(world, member).tags == []) }
  }

  @Test func aDeletedSessionGoesOnceItsLapsAreSafeAndComesBack() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    let session = try #require(try world.drive(one, driver: "Ada", car: nil))
    try world.settle()
    let there = try only(world, two).id
    two.serial = 3
    try world.lap(two, session: there)
    try one.history.delete(session: session, at: 0)
    try world.settle()
    // The lap that only the second one has keeps its session here until it lies in a store.
    #expect(try one.history.sessions().isEmpty)
    #expect(try two.history.sessions().count == 1)
    let packs = try two.history.packsToUpload(provider: "test", limit: 10)
    #expect(packs.count == 1)
    try two.history.markStored(packs.map(\.id), provider: "test")
    try world.settle()
    #expect(try two.history.sessions().isEmpty)
    try one.history.undo()
    try world.settle()
    #expect(try one.history.laps().count == 3)
    #expect(try two.history.laps().count == 3)
    #expect(Set(try one.history.laps().map(\.serial)) == [1, 2, 3])
    #expect(try world.picture(one) == world.picture(two))
  }

  @Test func aClockADayAheadIsNamedAndNotFollowed() throws {
    let world = try SyncWorld(count: 2) { $0 == 0 ? 40 * 86_400_000 : 0 }
    _ = try world.drive(world.members[0], driver: "Ada", car: nil)
    try world.settle()
    _ = try world.drive(world.members[1], driver: "Bea", car: nil)
    try world.write(world.members[1])
    let newest = try #require(
      try world.members[1].history.syncEdits().first { $0.device == world.members[1].identity.device })
    #expect(newest.milliseconds < world.time + 60_000)
    #expect(try world.members[1].history.syncEdits().contains { $0.isSkewed })
  }

  @Test func aRollbackWritesNewEditsAndReachesEveryDevice() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    let session = try #require(try world.drive(one, driver: "Ada", car: nil))
    try note("good", session, one)
    try one.history.set(tags: ["wet"], session: session, at: 0)
    try world.settle()
    let instant = world.time + 1_000
    world.time += 60_000
    try note("spoilt", try only(world, two).id, two)
    try two.history.set(tags: ["dry"], session: try only(world, two).id, at: 0)
    try world.settle()
    let wall = world.wall(one)
    #expect(try one.history.rollBack(to: instant, session: session, isTried: true, keys: world.keys, wall: wall) == 3)
    #expect(try only(world, one).note == "spoilt")
    #expect(try one.history.rollBack(to: instant, session: session, isTried: false, keys: world.keys, wall: wall) == 3)
    #expect(try only(world, one).note == "good")
    try world.settle()
    #expect(try only(world, two).note == "good")
    #expect(try only(world, two).tags == ["wet"])
    #expect(try two.history.syncEdits(session: only(world, two).id).count > 3)
  }

  @Test func samplesTravelInPacks() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    let session = try Fixture.fill(one.history)
    try one.history.rename(
      .track, try #require(try one.history.trackList().first).id, to: "Harbour", at: 0)
    try world.settle()
    #expect(try two.history.lapsInCloud() == Fixture.session.model.laps.count)
    // The track waits for its line.
    #expect(try two.history.trackList().isEmpty)
    let packs = try one.history.packsToUpload(provider: "test", limit: 100)
    for pack in packs where pack.kind == .asset {
      let content = try #require(try one.history.content(of: pack, keys: world.keys))
      #expect(try two.history.linesToFetch() == [pack.id])
      let isTaken = try two.history.take(line: content, pack: pack.id, keys: world.keys, wall: world.wall(two))
      #expect(isTaken)
    }
    #expect(try two.history.trackList().first?.name == "Harbour")
    for pack in packs where pack.kind == .lap {
      let content = try #require(try one.history.content(of: pack, keys: world.keys))
      let isTaken = try two.history.take(
        lap: LapContent(encoded: content), pack: pack.id, keys: world.keys, wall: world.wall(two))
      #expect(isTaken)
    }
    #expect(try two.history.lapsInCloud() == 0)
    let before = try one.history.laps().map { try one.history.loadLap(id: $0.id)?.trace?.time }
    let after = try two.history.laps().map { try two.history.loadLap(id: $0.id)?.trace?.time }
    #expect(before == after)
    #expect(try two.history.corners(track: 1) == one.history.corners(track: 1))
    let best = try two.history.bestLap(
      track: try #require(try two.history.tracks(game: "gt7").first).id, car: "GT3", driver: "A. Driver")
    #expect(best?.time == Fixture.session.model.bestLap?.time)
    #expect(!(try two.history.staleLaps().isEmpty))
    // Both name the same bytes alike, so that neither sends them twice.
    let again = try two.history.packsToUpload(provider: "other", limit: 100)
    #expect(Set(again.map(\.id)) == Set(packs.map(\.id)))
    for pack in again { #expect(try two.history.content(of: pack, keys: world.keys) != nil) }
    #expect(try one.history.delete(session: session, at: 0) != nil)
  }

  @Test func samplesThatArePrunedHereStayElsewhereAndComeBackOnWish() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    let session = try Fixture.fill(one.history)
    try world.settle()
    let packs = try one.history.packsToUpload(provider: "test", limit: 100)
    for pack in packs {
      let content = try #require(try one.history.content(of: pack, keys: world.keys))
      if pack.kind == .asset {
        _ = try two.history.take(line: content, pack: pack.id, keys: world.keys, wall: world.wall(two))
      } else {
        let lap = try LapContent(encoded: content)
        _ = try two.history.take(lap: lap, pack: pack.id, keys: world.keys, wall: world.wall(two))
      }
    }
    var rule = PruneRule()
    rule.sessions = [session]
    rule.onlySamples = true
    rule.includesBests = true
    #expect(try one.history.prune(rule) == 0)
    try one.history.markStored(packs.map(\.id), provider: "test")
    let pruned = try one.history.prune(rule)
    #expect(pruned > 0)
    try world.settle()
    #expect(try two.history.lapsInCloud() == 0)
    #expect(try two.history.laps().contains { try two.history.loadLap(id: $0.id)?.trace != nil })
    #expect(try one.history.lapsInCloud() == pruned)
    #expect(try one.history.lapsToFetch(.init(), limit: 100).isEmpty)
    let lap = try #require(try one.history.laps().first { try one.history.packInCloud(lap: $0.id) != nil })
    let pack = try #require(try one.history.packInCloud(lap: lap.id))
    let source = try #require(try two.history.packsToUpload(provider: "x", limit: 100).first { $0.id == pack })
    let content = try #require(try two.history.content(of: source, keys: world.keys))
    #expect(
      try one.history.take(
        lap: LapContent(encoded: content), pack: pack, keys: world.keys, wall: world.wall(one)))
    #expect(try one.history.loadLap(id: lap.id)?.trace != nil)
  }

  @Test func theSameFileImportedTwiceIsOneSession() throws {
    let world = try SyncWorld(count: 2)
    for member in world.members { _ = try world.drive(member, driver: "Ada", car: "GT3", fingerprint: "same file") }
    try world.settle()
    for member in world.members {
      #expect(try member.history.sessions().count == 1)
      #expect(try member.history.laps().count == 2)
    }
    #expect(try world.picture(world.members[0]) == world.picture(world.members[1]))
  }

  @Test func aBaselineThatWasResetIsResetEverywhere() throws {
    let world = try SyncWorld(count: 2)
    let (one, two) = (world.members[0], world.members[1])
    try Fixture.fill(one.history)
    try world.settle()
    for pack in try one.history.packsToUpload(provider: "test", limit: 100) {
      let content = try #require(try one.history.content(of: pack, keys: world.keys))
      if pack.kind == .asset {
        _ = try two.history.take(line: content, pack: pack.id, keys: world.keys, wall: world.wall(two))
      }
    }
    let baseline = try #require(try one.history.baselines().first)
    try one.history.reset(baseline: baseline.id, at: 2_000_000)
    try world.settle()
    let other = try #require(try two.history.baselines().first)
    #expect(other.epoch == 2 && other.beganAt == 2_000_000 && other.eligibleCount == 0)
    let lap = try #require(try two.history.laps().first { $0.isEligible })
    try two.history.choose(lap: lap.id, baseline: other.id)
    try world.settle()
    let chosen = try #require(try one.history.baselines().first?.chosenLap)
    #expect(try one.history.lap(id: chosen)?.serial == lap.serial)
  }

  @Test func aCopyGoesOnAsAnotherDeviceAndLosesNothing() throws {
    let folder = try TemporaryFolder()
    let world = try SyncWorld(count: 1)
    let first = try world.join(path: folder.path + "/a.sqlite")
    _ = try world.drive(first, driver: "Ada", car: nil)
    try world.settle()
    _ = try HistoryBackupCopy.copy(folder.path + "/a.sqlite", to: folder.path + "/b.sqlite")
    let clone = SyncWorld.Member(
      history: try History(path: folder.path + "/b.sqlite"), identity: first.identity, signer: first.signer, skew: 0)
    clone.serial = 100
    let before = first.identity.device
    // Both go on under one identity without knowing of each other.
    try note("by the first", try world.sessions(first)[0], first)
    try world.write(first)
    world.time += 1_000
    try note("by the clone", try world.sessions(clone)[0], clone)
    _ = try world.drive(clone, driver: "Clone", car: nil)
    try world.write(clone)
    let common = try #require(try clone.history.logEnds()[before])
    let signer = SigningKey()
    let oldSigner = clone.signer
    try clone.history.changeDevice(to: DeviceRecord.identifier(of: signer.publicKey), common: common.sequence)
    clone.identity = try #require(try clone.history.syncIdentity())
    clone.signer = signer
    world.members.append(clone)
    try world.deliver(log: before, signer: oldSigner, from: first, to: clone)
    try world.settle()
    for member in world.members {
      #expect(try member.history.sessions().count == 2)
      #expect(try world.picture(member) == world.picture(first))
      let conflict = try #require(try member.history.syncConflicts().first { $0[0].field == "note" })
      #expect(Set(conflict.map(\.value)) == ["by the first", "by the clone"])
    }
  }
}

/// Copies a database as a backup program would, while it is in use.
enum HistoryBackupCopy {
  static func copy(_ path: String, to target: String) throws {
    try Connection(path: path).execute("VACUUM INTO '\(target)'")
  }
}

/// Random lives of devices: whatever happens, in the end all show the same and nothing is lost.
@Suite struct SyncPropertyTests {
  /// How many histories are tried; `make sync-test` asks for more.
  private static let count = UInt64(ProcessInfo.processInfo.environment["TENTHS_SYNC_HISTORIES"] ?? "") ?? 500

  private static let words = ["wet", "dry", "new tyres", "Quali", "", "Nürburg", "low fuel"]

  /// One step of a device's life.
  private func step(_ world: SyncWorld, _ member: SyncWorld.Member, _ random: inout SplitMix64) throws {
    let history = member.history
    let session = try world.sessions(member).randomElement(using: &random)
    switch Int.random(in: 0..<16, using: &random) {
    case 0, 1:
      let fingerprint = Bool.random(using: &random) ? nil : "file \(Int.random(in: 0..<4, using: &random))"
      _ = try world.drive(
        member, driver: ["Ada", "Bea", "Cleo"].randomElement(using: &random)!,
        car: [nil, "GT3", "F1"].randomElement(using: &random)!, fingerprint: fingerprint)
    case 2, 3: if let session { try world.lap(member, session: session) }
    case 4, 5, 6:
      if let session { try history.set(note: Self.words.randomElement(using: &random)!, session: session, at: 0) }
    case 7, 8:
      let tags = Self.words.filter { _ in Bool.random(using: &random) }
      if let session { try history.set(tags: tags, session: session, at: 0) }
    case 9:
      let driver = try history.drivers().randomElement(using: &random)
      if let driver {
        try history.rename(.driver, driver.id, to: ["Ada", "Dora", "Eve"].randomElement(using: &random)!, at: 0)
      }
    case 10:
      if let session, Int.random(in: 0..<3, using: &random) == 0 { try history.delete(session: session, at: 0) }
    case 11: _ = try? history.undo()
    case 12:
      // The wall clock is set, as by a battery that died.
      let year: Int64 = 365 * 86_400_000
      member.skew = [0, 0, -10 * year, 10 * year, 3_600_000, -86_400_000].randomElement(using: &random)!
    case 13:
      let instant = world.wall(member) &- UInt64.random(in: 0..<50_000, using: &random)
      _ = try history.rollBack(
        to: instant, session: session, isTried: false, keys: world.keys, wall: world.wall(member))
    default: try world.write(member)
    }
    world.time += UInt64.random(in: 0...4, using: &random) * 1_000
  }

  private func exchange(_ world: SyncWorld, _ random: inout SplitMix64) throws {
    let from = world.members.randomElement(using: &random)!
    let to = world.members.randomElement(using: &random)!
    guard from !== to else { return }
    try world.deliver(from: from, to: to, limit: Int.random(in: 1...3, using: &random))
    // What is in a store is safe, at some time.
    if Bool.random(using: &random) {
      let packs = try from.history.packsToUpload(provider: "test", limit: 100).map(\.id)
      try from.history.markStored(packs, provider: "test")
    }
  }

  @Test func everyHistoryEndsAlikeOnEveryDevice() throws {
    try forAll(Self.count) { random in
      let world = try SyncWorld(count: Int.random(in: 2...5, using: &random))
      for _ in 0..<Int.random(in: 10...60, using: &random) {
        if Int.random(in: 0..<3, using: &random) > 0 {
          try step(world, world.members.randomElement(using: &random)!, &random)
        } else {
          try exchange(world, &random)
        }
      }
      try world.settle()
      for member in world.members {
        try member.history.markStored(
          member.history.packsToUpload(provider: "test", limit: 10_000).map(\.id), provider: "test")
      }
      try world.settle()
      let records = try world.records(world.members[0])
      let picture = try world.picture(world.members[0])
      for member in world.members.dropFirst() {
        guard try world.records(member) == records else {
          Issue.record("the records differ")
          return false
        }
        let other = try world.picture(member)
        guard other == picture else {
          Issue.record("\(Set(other).symmetricDifference(picture).sorted())")
          return false
        }
      }
      return try isSound(world.members[0].history)
    }
  }

  /// Every record is a head, or superseded by one that knew it; nobody's edit vanished.
  private func isSound(_ history: History) throws -> Bool {
    let lost = try history.connection.rows(
      """
      SELECT 1 FROM sync_record r WHERE head = 0 AND NOT EXISTS (
        SELECT 1 FROM sync_parent p JOIN sync_record c ON c.device = p.device AND c.op = p.op
        WHERE p.parent_device = r.device AND p.parent_op = r.op AND c.kind = r.kind AND c.entity = r.entity
          AND c.field = r.field)
      """
    ) { _ in true }
    let wrong = try history.connection.rows(
      """
      SELECT 1 FROM sync_parent p JOIN sync_record r ON r.device = p.parent_device AND r.op = p.parent_op WHERE r.head = 1
      """
    ) { _ in true }
    return lost.isEmpty && wrong.isEmpty
  }

  @Test func theOrderOfArrivalDoesNotMatterAndTwiceIsOnce() throws {
    try forAll(40) { random in
      let world = try SyncWorld(count: 3)
      for _ in 0..<30 { try step(world, world.members.randomElement(using: &random)!, &random) }
      for member in world.members { try world.write(member) }
      let readers = [try world.join(), try world.join()]
      for reader in readers {
        for member in world.members.prefix(3).shuffled(using: &random) {
          try world.deliver(from: member, to: reader)
          // The same once more changes nothing.
          let before = try world.records(reader)
          let ends = try reader.history.logEnds()
          let object = try member.history.segments(of: member.identity.device, from: 0)
          let segments = try object.map {
            History.CheckedSegment(
              segment: try Segment(
                object: $0.object, device: member.identity.device, sequence: $0.sequence,
                signer: member.signer.publicKey, keys: world.keys), object: $0.object)
          }
          try reader.history.accept(segments, keys: world.keys, wall: world.wall(reader))
          guard try world.records(reader) == before, try reader.history.logEnds() == ends else { return false }
        }
      }
      let pictures = try readers.map { try world.picture($0) }
      return try world.records(readers[0]) == world.records(readers[1]) && pictures[0] == pictures[1]
    }
  }
}
