import Cryptography
import Engine
import Foundation
import Glibc
import TestSupport
import Testing
import Timing

@testable import Database
@testable import History

/// A history that is locked: the same history with the key, nothing to be seen without.
@Suite(.serialized) struct LockTests {
  private let folder: TemporaryFolder
  private let path: String
  private let passphrase = SecretBytes(Array("correct horse".utf8))
  private let other = SecretBytes(Array("another one".utf8))
  /// Words that stand nowhere but in the history.
  private static let marks = ["Marked Driver Zoe", "Marked Car", "Marked Track", "Marked note", "markedtag"]

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/history.sqlite"
  }

  private func fill() throws -> History {
    let history = try History(path: path)
    var key = Fixture.key
    key.driver = Self.marks[0]
    key.car = Self.marks[1]
    let session = try Fixture.fill(history, as: key)
    let track = try #require(try history.trackList().first)
    try history.rename(track: track.id, to: Self.marks[2])
    try history.set(note: Self.marks[3], session: session, at: 1)
    try history.set(tags: [Self.marks[4]], session: session, at: 2)
    return history
  }

  /// Files of the folder in which one of the marks stands.
  private func showing() throws -> [String] {
    let files = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String] ?? []
    return try files.filter { name in
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: folder.path + "/" + name, isDirectory: &isFolder),
        !isFolder.boolValue
      else { return false }
      let content = try Data(contentsOf: URL(filePath: folder.path + "/" + name))
      return Self.marks.contains { content.range(of: Data($0.utf8)) != nil }
    }
  }

  private func lock() throws -> HistoryLock.Conversion {
    try HistoryLock.lock(path, passphrase: passphrase, cost: .least)
  }

  @Test func aLockedHistoryIsTheSameAndShowsNothing() throws {
    var laps: [LapRecord] = []
    do {
      laps = try fill().laps()
      #expect(try !showing().isEmpty)
      try HistoryBackup.writeDaily(path, at: 1_790_000_000)
    }
    let result = try lock()
    #expect(result.left.isEmpty && result.converted.count == 2)
    #expect(try showing() == [])
    #expect(HistoryLock.isLocked(path))
    let history = try History(path: path)
    #expect(try history.laps() == laps)
    #expect(try history.integrity() == "ok")
    for lap in laps { #expect(try (history.loadLap(id: lap.id)?.trace == nil) == (lap.time == nil)) }
    // What is written while it is locked: laps, a copy, an edit, the journal.
    var key = Fixture.key
    key.driver = Self.marks[0]
    let session = try Fixture.fill(history, as: key)
    try history.journal(session: session, number: 3, station: 1, lapTime: 2, topSpeed: 3, at: 4)
    try history.set(note: Self.marks[3] + " again", session: session, at: 5)
    try HistoryBackup.write(path, to: folder.path + "/copy.sqlite")
    #expect(try showing() == [], "log, shared memory and copies show nothing")
    #expect(HistoryLock.isLocked(folder.path + "/copy.sqlite"))
    #expect(try HistoryCheck(path: folder.path + "/copy.sqlite").isSound)
    #expect(!HistoryLock.needsPassphrase(path), "this program has the key")
  }

  @Test func theLogIsReadAgainAfterACrash() throws {
    _ = try fill()
    _ = try lock()
    let history = try History(path: path)
    let session = try Fixture.fill(history)
    // As a killed program leaves it: the log is not played in.
    let copy = folder.path + "/crashed.sqlite"
    for suffix in ["", "-wal"] { try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix) }
    #expect(try FileManager.default.attributesOfItem(atPath: copy + "-wal")[.size] as? Int ?? 0 > 4_160)
    #expect(try History(path: copy).holds(session: session))
    #expect(try HistoryCheck(path: copy).isSound)
    // A torn end of the log is no lap, and no damage.
    let torn = folder.path + "/torn.sqlite"
    try FileManager.default.copyItem(atPath: path, toPath: torn)
    let log = try Data(contentsOf: URL(filePath: path + "-wal"))
    try log.prefix(log.count - 5_000).write(to: URL(filePath: torn + "-wal"))
    #expect(try HistoryCheck(path: torn).isSound)
    #expect(try History(path: torn).integrity() == "ok")
  }

  @Test func aWrongPassphraseChangesNothing() throws {
    _ = try fill()
    _ = try lock()
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(throws: HistoryError(kind: .wrongPassphrase, message: path)) {
      try HistoryLock.open(path, passphrase: other)
    }
    #expect(throws: HistoryError(kind: .wrongPassphrase, message: path)) {
      _ = try HistoryLock.change(path, from: other, to: passphrase, cost: .least)
    }
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(throws: HistoryError.self) { _ = try lock() }
  }

  @Test func anotherPassphraseOpensTheSameFile() throws {
    _ = try fill()
    try HistoryBackup.writeDaily(path, at: 1_790_000_000)
    _ = try lock()
    let result = try HistoryLock.change(path, from: passphrase, to: other, cost: .least)
    #expect(result.converted.count == 2 && result.left.isEmpty)
    for file in result.converted {
      try HistoryLock.open(file, passphrase: other)
      #expect(throws: HistoryError.self) { try HistoryLock.open(file, passphrase: passphrase) }
    }
    #expect(try History(path: path).laps().count == Fixture.session.model.laps.count)
  }

  @Test func aChangeThatWasBrokenOffOpensWithBoth() throws {
    _ = try fill()
    _ = try lock()
    let old = try Data(contentsOf: URL(filePath: path)).prefix(LockHeader.slotSize)
    _ = try HistoryLock.change(path, from: passphrase, to: other, cost: .least)
    var file = try Data(contentsOf: URL(filePath: path))
    file.replaceSubrange(0..<LockHeader.slotSize, with: old)
    try file.write(to: URL(filePath: path))
    try HistoryLock.open(path, passphrase: passphrase)
    try HistoryLock.open(path, passphrase: other)
    // The first half torn.
    file.replaceSubrange(0..<64, with: Data(repeating: 0xFF, count: 64))
    try file.write(to: URL(filePath: path))
    #expect(HistoryLock.isLocked(path))
    try HistoryLock.open(path, passphrase: other)
  }

  @Test func unlockingGivesAPlainHistoryBack() throws {
    let laps = try fill().laps()
    _ = try lock()
    #expect(try HistoryLock.unlock(path).left.isEmpty)
    #expect(!HistoryLock.isLocked(path) && FileLock.opened(for: path) == nil)
    let history = try History(path: path)
    #expect(try history.laps() == laps && history.integrity() == "ok")
    #expect(try Connection(path: path).row("PRAGMA journal_mode") { $0.text(0) } == "wal")
    #expect(throws: HistoryError.self) { _ = try HistoryLock.unlock(path) }
  }

  @Test func aHistoryThatIsInUseIsNotLocked() throws {
    let history = try fill()
    _ = try history.laps()
    let before = try history.counts().laps
    // One who is in the middle of reading.
    try history.connection.execute("BEGIN; SELECT count(*) FROM lap")
    #expect(throws: HistoryError.self) { _ = try lock() }
    try history.connection.execute("COMMIT")
    #expect(!HistoryLock.isLocked(path))
    #expect(try history.counts().laps == before)
  }

  @Test func everyFlippedBitOfAPageIsNoticed() throws {
    _ = try fill()
    _ = try lock()
    let whole = try Data(contentsOf: URL(filePath: path))
    forAll(12) { random in
      var damaged = whole
      let page = 1 + Int(random.next() % UInt64(whole.count / 4_096 - 1))
      // The eight bytes at the end of a page mean nothing.
      let place = page * 4_096 + Int(random.next() % 4_088)
      damaged[place] ^= UInt8(1 << (random.next() % 8))
      let copy = folder.path + "/damaged.sqlite"
      try? damaged.write(to: URL(filePath: copy))
      for suffix in ["-wal", "-shm"] { unlink(copy + suffix) }
      return (try? HistoryCheck(path: copy).isSound) != true
    }
  }

  @Test func headersOfAnyContentNeverTrap() throws {
    let file = folder.path + "/any"
    forAll(300) { random in
      var bytes = Array("Tenths locked history 1\n".utf8)
      bytes += (0..<Int(random.next() % 5_000)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
      if random.next() % 4 == 0 { bytes.removeFirst() }
      try? Data(bytes).write(to: URL(filePath: file))
      _ = FileLock.opened(for: file)
      return (try? FileLock.open(file, passphrase: passphrase)) == nil
    }
  }

  @Test func numbersThatAskForTooMuchAreRefused() throws {
    _ = try fill()
    _ = try lock()
    let whole = try Data(contentsOf: URL(filePath: path))
    for (place, number) in [(40, UInt32(21)), (44, UInt32(1 << 20) + 1), (40, 0), (44, 7)] {
      var file = whole
      for half in [0, LockHeader.slotSize] {
        for byte in 0..<4 { file[half + place + byte] = UInt8(truncatingIfNeeded: number >> (8 * byte)) }
      }
      let copy = folder.path + "/greedy.sqlite"
      try file.write(to: URL(filePath: copy))
      #expect(throws: FileLockError.damaged) { try FileLock.open(copy, passphrase: passphrase) }
    }
  }

  @Test func aRepairOfALockedHistoryIsLocked() throws {
    _ = try fill()
    _ = try lock()
    let target = folder.path + "/repaired.sqlite"
    let repair = try HistoryRepair(path, to: target)
    #expect(repair.losses.isEmpty && HistoryLock.isLocked(target))
    #expect(try showing() == [])
  }

  @Test func bigWritesAndManyRollbacksKeepALockedHistorySound() throws {
    _ = try fill()
    _ = try lock()
    let history = try History(path: path)
    // More than the cache holds, so that pages go to the log before the end of a transaction, and are written there again.
    try history.connection.execute("PRAGMA cache_size = 10; CREATE TABLE big (id INTEGER PRIMARY KEY, data BLOB)")
    for round in 0..<4 {
      try history.connection.execute("BEGIN")
      for index in 0..<200 {
        try history.connection.run(
          "INSERT OR REPLACE INTO big VALUES (?, randomblob(3000))", [.integer(Int64(index * (round + 1) % 271))])
        if index.isMultiple(of: 50) {
          try history.connection.execute("SAVEPOINT s; UPDATE big SET data = zeroblob(5000); ROLLBACK TO s; RELEASE s")
        }
      }
      try history.connection.execute(round.isMultiple(of: 2) ? "COMMIT" : "ROLLBACK")
      #expect(try history.integrity() == "ok")
    }
    let second = try History(path: path)
    #expect(try second.integrity() == "ok")
    try second.connection.execute("DROP TABLE big; VACUUM")
    #expect(try history.integrity() == "ok" && second.integrity() == "ok")
  }
}
