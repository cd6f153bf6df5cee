import Foundation
import Testing

@testable import History

@Suite struct BackupTests {
  private let folder: TemporaryFolder
  private let path: String
  private static let day = 86_400.0
  /// Noon, so that a day more is another day in every time zone.
  private static let noon = 1_790_000_000.0

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path + "/history.sqlite"
  }

  private func names(_ place: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path + place).sorted()
  }

  @Test func aCopyHoldsEverythingWhileTheHistoryIsOpen() throws {
    let history = try History(path: path)
    try Fixture.fill(history)
    let target = folder.path + "/copy.sqlite"
    try HistoryBackup.write(path, to: target)
    #expect(try HistoryCheck(path: target).isSound)
    #expect(try History(path: target).counts() == history.counts())
    #expect(try !names().contains { $0.hasSuffix(".part") })
    #expect(throws: HistoryError.self) { try HistoryBackup.write(path, to: target) }
  }

  @Test func oneCopyADayAndTheLastSeven() throws {
    let history = try History(path: path)
    try Fixture.fill(history)
    let asked = HistoryBackup.name(for: path, at: Self.noon)
    try HistoryBackup.write(path, to: asked)
    for day in 0..<10 {
      let now = Self.noon + Double(day) * Self.day
      #expect(try HistoryBackup.writeDaily(path, at: now) != nil)
      #expect(try HistoryBackup.writeDaily(path, at: now) == nil)
    }
    let kept = try names("/backups")
    #expect(kept.count == HistoryBackup.keptCount + 1 && kept.contains { asked.hasSuffix("/" + $0) })
    #expect(kept.last.map { HistoryBackup.newest(of: path)?.path.hasSuffix($0) } == true)
  }

  @Test func copiesDatedByAWrongClockKeepNoneOfTodayAway() throws {
    try Fixture.fill(try History(path: path))
    let day = 86_400.0
    let today = 1_790_000_000.0
    for index in 0..<8 { try HistoryBackup.writeDaily(path, at: today + Double(300 + index) * day) }
    for index in 0..<3 {
      let copy = try HistoryBackup.writeDaily(path, at: today + Double(index) * day)
      #expect(copy.map { FileManager.default.fileExists(atPath: $0) } == true)
    }
    #expect(try names("/backups").count == HistoryBackup.keptCount)
  }

  @Test func whatAKilledBackupLeftIsInNobodysWay() throws {
    let history = try History(path: path)
    try Fixture.fill(history)
    let target = folder.path + "/copy.sqlite"
    try Data("half a file".utf8).write(to: URL(filePath: target + ".part"))
    try HistoryBackup.write(path, to: target)
    #expect(try HistoryCheck(path: target).isSound)
  }

  @Test func aRestoreKeepsWhatWasThere() throws {
    let copy = folder.path + "/copy.sqlite"
    do {
      let history = try History(path: path)
      try Fixture.fill(history)
      try HistoryBackup.write(path, to: copy)
      try Fixture.fill(history)
    }
    let kept = try #require(try HistoryRestore.run(copy, over: path, at: Self.noon))
    #expect(try History(path: path).counts().sessions == 1)
    #expect(try History(path: kept).counts().sessions == 2)
    #expect(try HistoryCheck(path: copy).isSound)
  }

  @Test func aRestoreOverADamagedHistoryKeepsItWithItsLog() throws {
    let copy = folder.path + "/copy.sqlite"
    do {
      let history = try History(path: path)
      try Fixture.fill(history)
      try HistoryBackup.write(path, to: copy)
    }
    let damaged = Data("no database at all, but the only one there is".utf8)
    try damaged.write(to: URL(filePath: path))
    try Data("its log".utf8).write(to: URL(filePath: path + "-wal"))
    let kept = try #require(try HistoryRestore.run(copy, over: path, at: Self.noon))
    #expect(FileManager.default.contents(atPath: kept) == damaged)
    #expect(FileManager.default.contents(atPath: kept + "-wal") == Data("its log".utf8))
    #expect(try HistoryCheck(path: path).isSound)
  }

  @Test func nothingChangesWhereARestoreIsRefused() throws {
    let history = try History(path: path)
    try Fixture.fill(history)
    let other = folder.path + "/other.sqlite"
    try Data().write(to: URL(filePath: other))
    #expect(throws: HistoryError.self) { try HistoryRestore.run(other, over: path, at: Self.noon) }
    #expect(throws: HistoryError.self) { try HistoryRestore.run(path, over: path, at: Self.noon) }
    #expect(throws: HistoryError.self) { try HistoryRestore.run(folder.path + "/none", over: path, at: Self.noon) }
    let copy = folder.path + "/copy.sqlite"
    try HistoryBackup.write(path, to: copy)
    // The history is open here: its log may not be taken from under this program.
    #expect(throws: HistoryError.self) { try HistoryRestore.run(copy, over: path, at: Self.noon) }
    #expect(try history.counts().sessions == 1)
    #expect(try !names().contains { $0.contains("before") || $0.hasSuffix(".part") })
  }
}
