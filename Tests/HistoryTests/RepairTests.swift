import Database
import Foundation
import Testing

@testable import History

@Suite struct RepairTests {
  private static let pageSize = 4_096

  /// A history of three sessions in one file, its log played in.
  private func filled() throws -> (folder: TemporaryFolder, path: String, bytes: Data, laps: Int) {
    let folder = try TemporaryFolder()
    let path = folder.path + "/history.sqlite"
    let history = try History(path: path)
    for _ in 0..<3 { try Fixture.fill(history) }
    try history.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    let bytes = try #require(FileManager.default.contents(atPath: path))
    return (folder, path, bytes, try history.counts().laps)
  }

  private func damage(_ bytes: Data, page: Int, at path: String) throws -> Data {
    var damaged = bytes
    damaged.replaceSubrange(
      page * Self.pageSize..<(page + 1) * Self.pageSize, with: Data(repeating: 0xA5, count: Self.pageSize))
    try damaged.write(to: URL(filePath: path))
    return damaged
  }

  @Test func aSoundHistoryIsCopiedWhole() throws {
    let (folder, path, bytes, laps) = try filled()
    let target = folder.path + "/repaired.sqlite"
    let repair = try HistoryRepair(path, to: target)
    #expect(repair.losses.isEmpty && repair.copied("lap") == laps && repair.copied("session") == 3)
    #expect(FileManager.default.contents(atPath: path) == bytes)
    let before = try History(path: path)
    let after = try History(path: target)
    for table in repair.tables {
      let count = "SELECT count(*) FROM \(table.name)"
      #expect(
        try before.connection.row(count, []) { $0.integer(0) } == after.connection.row(count, []) { $0.integer(0) },
        "\(table.name)")
    }
    #expect(try before.laps(HistoryFilter()) == after.laps(HistoryFilter()))
    #expect(throws: HistoryError.self) { try HistoryRepair(path, to: target) }
  }

  /// Any page may go: the rest is saved, the damaged file stays as it is, and what is saved is sound.
  @Test func onePageLostIsNotTheHistoryLost() throws {
    let (folder, _, bytes, laps) = try filled()
    let pages = bytes.count / Self.pageSize
    let tried = Array(stride(from: 1, to: pages, by: max(1, pages / 12)))
    var complete = 0
    var withoutTables = 0
    for page in tried {
      let path = folder.path + "/damaged-\(page).sqlite"
      let damaged = try damage(bytes, page: page, at: path)
      #expect(try !HistoryCheck(path: path).isSound, "page \(page)")
      let target = folder.path + "/repaired-\(page).sqlite"
      let repair: HistoryRepair
      do throws(HistoryError) {
        repair = try HistoryRepair(path, to: target)
      } catch {
        guard error.kind == .nothingReadable else { throw error }
        // A page on which the tables themselves are described.
        withoutTables += 1
        continue
      }
      #expect(FileManager.default.contents(atPath: path) == damaged, "page \(page)")
      #expect(try HistoryCheck(path: target).isSound, "page \(page)")
      let history = try History(path: target)
      for lap in try history.laps(HistoryFilter()) { #expect(try history.loadLap(id: lap.id) != nil) }
      if repair.copied("lap") == laps { complete += 1 }
    }
    let saved = "all \(laps) laps saved from \(complete), nothing from \(withoutTables)"
    print("repair: \(pages) pages, \(tried.count) damaged one by one, \(saved)")
    #expect(complete + 3 >= tried.count && withoutTables <= 1)
  }

  @Test func whatCannotBeSavedLeavesNoFile() throws {
    let (folder, path, bytes, _) = try filled()
    _ = try damage(bytes, page: 0, at: path)
    try? FileManager.default.removeItem(atPath: path + "-wal")
    let target = folder.path + "/repaired.sqlite"
    #expect(throws: HistoryError.self) { try HistoryRepair(path, to: target) }
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.hasPrefix("repaired") }, "\(left)")
  }
}
