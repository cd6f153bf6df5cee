import Foundation
import Glibc
import History
import Testing

/// What happens to one history by several programs, by a kill in a backup and in places where none can be.
@Suite(.serialized) struct SharedHistoryTests {
  private func start(_ arguments: [String], _ scratch: Scratch) throws -> Process {
    let process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = arguments
    process.environment = Program.environment(data: scratch.path)
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    return process
  }

  @Test func twoProgramsStoreAtOnce() throws {
    let scratch = try Scratch()
    let programs = try ["harbour-iracing.ibt", "harbour-f1-2025.pcapng.gz"].map {
      try start(["import", Program.samples + "/" + $0], scratch)
    }
    for program in programs {
      program.waitUntilExit()
      #expect(program.terminationStatus == 0)
    }
    let sessions = try Program.run(["sessions", "--json"], data: scratch.path).json["sessions"] as? [Any]
    #expect(sessions?.count == 2)
    #expect(try HistoryCheck(path: scratch.path + "/tenths/history.sqlite").isSound)
  }

  @Test func aKilledBackupLeavesNoHalfOneUnderItsName() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["import", Program.samples + "/harbour-iracing.ibt"], data: scratch.path).status == 0)
    let target = scratch.path + "/copy.sqlite"
    for step in 0..<10 {
      let program = try start(["backup", target], scratch)
      usleep(UInt32(step) * 8_000)
      kill(program.processIdentifier, SIGKILL)
      program.waitUntilExit()
      #expect(try HistoryCheck(path: scratch.path + "/tenths/history.sqlite").isSound, "step \(step)")
      guard FileManager.default.fileExists(atPath: target) else { continue }
      #expect(try HistoryCheck(path: target).isSound, "step \(step)")
      try FileManager.default.removeItem(atPath: target)
    }
    #expect(try Program.run(["backup", target], data: scratch.path).status == 0)
  }

  @Test func aFolderThatIsNoneIsSaid() throws {
    let scratch = try Scratch()
    let file = scratch.path + "/file"
    try Data("x".utf8).write(to: URL(filePath: file))
    for command in [["laps"], ["backup"], ["restore", file], ["doctor", "--repair"]] {
      let result = try Program.run(command + ["--data", file + "/folder"])
      #expect(result.status == 1 && result.error.contains("choose another with --data"), "\(command): \(result.error)")
    }
    let missing = try Program.run(["laps", "--data", scratch.path + "/new/deep"])
    #expect(missing.status == 0 && missing.out == "no laps\n", "\(missing.error)")
    let backup = try Program.run(["backup", scratch.path + "/none/copy.sqlite", "--data", scratch.path + "/new/deep"])
    #expect(backup.status == 1 && backup.error.contains("/none: No such file"), "\(backup.error)")
  }
}
