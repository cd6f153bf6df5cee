import Foundation
import Testing

/// Backups and what is done with them, as a user does it.
@Suite(.serialized) struct BackupCommandTests {
  @Test func aBackupIsRestored() throws {
    let scratch = try Scratch()
    let none = try Program.run(["backup"], data: scratch.path)
    #expect(none.status == 1 && none.error.contains("no history to back up yet"))
    #expect(try Program.run(["import", Program.samples + "/harbour-iracing.ibt"], data: scratch.path).status == 0)
    let file = scratch.path + "/copy.sqlite"
    let written = try Program.run(["backup", file], data: scratch.path)
    #expect(written.status == 0 && written.out.contains(file), "\(written.error)")
    let again = try Program.run(["backup", file], data: scratch.path)
    #expect(again.status == 1 && again.error.contains("is there already"))
    let beside = try Program.run(["backup"], data: scratch.path)
    #expect(beside.status == 0 && beside.out.contains("/backups/history-"), "\(beside.error)")
    let sample = Program.samples + "/harbour-f1-2025.pcapng.gz"
    #expect(try Program.run(["import", sample], data: scratch.path).status == 0)
    let restored = try Program.run(["restore", file], data: scratch.path)
    #expect(restored.status == 0 && restored.out.contains("restored: 1 sessions"), "\(restored.error)")
    #expect(restored.out.contains("is kept: ") && restored.out.contains("/history-before-"))
    let sessions = try Program.run(["sessions", "--json"], data: scratch.path).json["sessions"] as? [Any]
    #expect(sessions?.count == 1)
  }

  @Test func wrongFilesAreRefusedWithTheRemedy() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["restore"], data: scratch.path).status == 64)
    #expect(try Program.run(["backup", "a", "b"], data: scratch.path).status == 64)
    let missing = try Program.run(["restore", scratch.path + "/none"], data: scratch.path)
    #expect(missing.status == 1 && missing.error.contains("No such file"), "\(missing.error)")
    let other = scratch.path + "/notes.txt"
    try Data(repeating: 0x41, count: 8_192).write(to: URL(filePath: other))
    let damaged = try Program.run(["restore", other], data: scratch.path)
    #expect(damaged.status == 1 && damaged.error.contains("does not pass the check"), "\(damaged.error)")
    #expect(!FileManager.default.fileExists(atPath: scratch.path + "/tenths/history.sqlite"))
  }

  @Test func theDashboardMakesTheBackupOfTheDay() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["import", Program.samples + "/harbour-iracing.ibt"], data: scratch.path).status == 0)
    let session = try TerminalSession(["live"], data: scratch.path)
    let folder = scratch.path + "/tenths/backups"
    #expect(
      session.wait(20) { _ in
        (try? FileManager.default.contentsOfDirectory(atPath: folder))?.contains { $0.hasSuffix(".sqlite") } == true
      })
    session.type("q")
    #expect(session.wait(10) { !$0.process.isRunning })
  }
}
