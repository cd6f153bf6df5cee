import Foundation
import Testing

/// What the doctor says about the history, and what the user can do then.
@Suite(.serialized) struct DoctorHistoryTests {
  private func doctor(_ scratch: Scratch, _ more: String...) throws -> Program.Result {
    try Program.run(["doctor", "--listen", "0"] + more, data: scratch.path)
  }

  @Test func aHistoryWithoutBackupIsSaidThenItsBackup() throws {
    let scratch = try Scratch()
    #expect(try doctor(scratch).out.contains("none yet, the first lap makes it"))
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/tenths/history.sqlite"))
    #expect(try Program.run(["import", Program.samples + "/harbour-iracing.ibt"], data: scratch.path).status == 0)
    let before = try doctor(scratch).out
    #expect(before.contains("MB, 1 sessions") && before.contains("check: ok") && before.contains("no backup yet"))
    #expect(try Program.run(["backup"], data: scratch.path).status == 0)
    #expect(try doctor(scratch).out.contains("last backup: 20"))
  }

  @Test func aCorruptPageIsFoundRepairedAndReplaced() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["import", Program.samples + "/harbour-iracing.ibt"], data: scratch.path).status == 0)
    let laps = try Program.run(["laps", "--json"], data: scratch.path)
    let path = scratch.path + "/tenths/history.sqlite"
    var bytes = try #require(FileManager.default.contents(atPath: path))
    let last = bytes.count - 4_096
    bytes.replaceSubrange(last..., with: Data(repeating: 0xA5, count: 4_096))
    try bytes.write(to: URL(filePath: path))
    let found = try doctor(scratch)
    #expect(found.status == 1 && found.out.contains("tenths doctor --repair"), "\(found.out)")
    let repaired = try doctor(scratch, "--repair")
    #expect(repaired.status == 0 && repaired.out.contains("is as it was"), "\(repaired.error)")
    #expect(FileManager.default.contents(atPath: path) == bytes)
    let file = try #require(repaired.out.split(separator: "\n").last?.split(separator: " ").last).description
    let restored = try Program.run(["restore", file], data: scratch.path)
    #expect(restored.status == 0 && restored.out.contains("is kept: "), "\(restored.error)")
    #expect(try Program.run(["laps", "--json"], data: scratch.path).out == laps.out)
    #expect(try doctor(scratch).out.contains("check: ok"))
  }
}
