import Foundation
import Glibc
import History
import Testing
import Timing

/// Places, clocks and neighbours under which the history has to be kept.
@Suite(.serialized) struct ConditionTests {
  private static let recording = Program.samples + "/harbour-iracing.ibt"

  private func laps(_ path: String) throws -> [LapRecord] {
    try History(path: path).laps().filter { $0.kind.isComplete }
  }

  @Test func aReadOnlyHistoryIsReadAndSaysSo() throws {
    let scratch = try Scratch()
    #expect(try Program.run(["import", Self.recording], data: scratch.path).status == 0)
    let before = try Program.run(["laps"], data: scratch.path)
    let faults = try Faults(.readOnly, folder: scratch.path, file: "/tenths/history")
    try faults.begin()
    for command in ["sessions", "laps", "tracks", "cars", "drivers"] {
      let result = try Program.run([command], data: scratch.path, environment: faults.environment)
      #expect(result.status == 0 && result.out.contains("Harbour") == ["sessions", "laps", "tracks"].contains(command))
      if command == "laps" { #expect(result.out == before.out) }
    }
    let samples = Program.samples + "/harbour-f1-2025.pcapng.gz"
    let refused = try Program.run(["import", samples], data: scratch.path, environment: faults.environment)
    #expect(
      refused.status == 1 && (refused.out + refused.error).contains("read-only"), "\(refused.out)\(refused.error)")
    let doctor = try Program.run(["doctor", "--listen", "0"], data: scratch.path, environment: faults.environment)
    #expect(doctor.out.contains("it cannot be written to"), "\(doctor.out)")
    try faults.end()
    #expect(try Program.run(["laps"], data: scratch.path).out == before.out)
  }

  @Test func aFolderThatIsTakenAwayKeepsLapsWaitingAndTheDriveGoesOn() throws {
    let scratch = try Scratch()
    let folder = scratch.path + "/data"
    let drive = try PlainDrive(demo: folder, output: scratch.path)
    #expect(drive.wait { !$0.announced.isEmpty })
    try FileManager.default.moveItem(atPath: folder, toPath: scratch.path + "/away")
    let first = drive.announced
    #expect(drive.wait { $0.problems.contains("wait") && $0.problems.contains("folder exists") }, "\(drive.problems)")
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
    #expect(drive.wait { $0.problems.contains("all laps are stored again") }, "\(drive.problems)")
    #expect(drive.end() == 0)
    let moved = try laps(scratch.path + "/away/demo.sqlite")
    let new = try laps(folder + "/demo.sqlite")
    #expect(Set(first).isSubset(of: moved.map(\.number)))
    #expect((moved + new).map(\.number).sorted() == drive.announced.sorted())
    #expect(new.allSatisfy { $0.track == "Harbour Street" }, "the session is begun again with its track")
  }

  @Test func aSessionThatIsDeletedWhileItIsDrivenBeginsAgain() throws {
    let scratch = try Scratch()
    let drive = try PlainDrive(demo: scratch.path)
    #expect(drive.wait { !$0.announced.isEmpty })
    let history = try History(path: scratch.path + "/demo.sqlite")
    let session = try #require(try history.sessions().first)
    try history.delete(session: session.id, at: 1)
    let before = drive.announced.count
    #expect(drive.wait { $0.announced.count >= before + 2 }, "\(drive.problems)")
    #expect(drive.end() == 0)
    #expect(try history.sessions().count == 1 && history.laps().contains { $0.kind.isComplete })
  }

  @Test func aNetworkDriveGetsNoSharedLog() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/tenths/history.sqlite"
    func mode() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))[18...19]) }
    #expect(try Program.run(["import", Self.recording], data: scratch.path).status == 0)
    #expect(try mode() == [2, 2], "a write-ahead log on a disk of this machine")
    for system: UInt32 in [0x6969, 0xFF53_4D42, 0xFE53_4D42, 0x6573_5546] {
      let faults = try Faults(folder: scratch.path, file: "history.sqlite", system: system)
      try faults.begin()
      let list = try Program.run(["laps"], data: scratch.path, environment: faults.environment)
      #expect(list.status == 0 && list.out.contains("Harbour"))
      #expect(try mode() == [1, 1])
      #expect(!FileManager.default.fileExists(atPath: path + "-shm"))
      let doctor = try Program.run(["doctor", "--listen", "0"], data: scratch.path, environment: faults.environment)
      #expect(doctor.out.contains("on a network drive ("), "\(doctor.out)")
    }
    let faults = try Faults(folder: scratch.path, file: "demo.sqlite", system: 0x6969)
    try faults.begin()
    let drive = try PlainDrive(demo: scratch.path, environment: faults.environment)
    #expect(drive.wait { $0.announced.count >= 4 }, "\(drive.problems)")
    kill(drive.process.processIdentifier, SIGKILL)
    drive.process.waitUntilExit()
    #expect(try HistoryCheck(path: scratch.path + "/demo.sqlite").isSound)
    #expect(Set(drive.announced).isSubset(of: try laps(scratch.path + "/demo.sqlite").map(\.number)))
  }

  @Test(arguments: [-31_536_000, 31_536_000]) func aClockThatJumpsChangesNoOrder(by seconds: Int) throws {
    let scratch = try Scratch()
    let faults = try Faults(folder: scratch.path)
    let drive = try PlainDrive(demo: scratch.path, environment: faults.environment)
    #expect(drive.wait { !$0.announced.isEmpty })
    try faults.shiftClock(by: seconds)
    let before = drive.announced.count
    #expect(drive.wait { $0.announced.count >= before + 2 }, "\(drive.problems)")
    kill(drive.process.processIdentifier, SIGKILL)
    drive.process.waitUntilExit()
    let path = scratch.path + "/demo.sqlite"
    let stored = try laps(path)
    #expect(stored.map(\.number) == stored.map(\.number).sorted() && stored.count >= drive.announced.count)
    let dates = stored.map(\.finishedAt)
    #expect(dates == dates.sorted() && (dates.last ?? 0) - (dates.first ?? 0) < 3_600)
    // The next program finds what the killed one left, whatever the clock says by then.
    try faults.shiftClock(by: 0)
    _ = try History(path: path).recoverJournal(at: Date().timeIntervalSince1970 + 31)
    let next = try PlainDrive(demo: scratch.path, environment: faults.environment)
    #expect(next.wait { !$0.announced.isEmpty }, "\(next.problems)")
    #expect(next.end() == 0)
    #expect(try History(path: path).sessions().count == 2)
  }

  @Test func aDamagedHistoryKeepsLapsWaitingUntilABackupIsInItsPlace() throws {
    let scratch = try Scratch()
    let path = scratch.path + "/demo.sqlite"
    do {
      let drive = try PlainDrive(demo: scratch.path)
      #expect(drive.wait { !$0.announced.isEmpty })
      #expect(drive.end() == 0)
    }
    let copy = scratch.path + "/copy.sqlite"
    try HistoryBackup.write(path, to: copy)
    let whole = try Data(contentsOf: URL(filePath: path))
    var damaged = whole
    // All but the page that describes the tables.
    for index in 4_096..<damaged.count { damaged[index] ^= 0x55 }
    try damaged.write(to: URL(filePath: path))
    let drive = try PlainDrive(demo: scratch.path)
    #expect(drive.wait { $0.problems.contains("damaged") && $0.problems.contains("wait") }, "\(drive.problems)")
    #expect(drive.wait { !$0.driven.isEmpty } && drive.announced.isEmpty, "the drive goes on")
    #expect(rename(copy, path) == 0)
    for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
    #expect(drive.wait { $0.problems.contains("all laps are stored again") }, "\(drive.problems)")
    #expect(drive.end() == 0)
    #expect(try HistoryCheck(path: path).isSound)
    let sessions = try History(path: path).sessions()
    #expect(sessions.count == 2 && sessions.first?.lapCount == drive.announced.count)
  }

  @Test func twoDashboardsAndAnImportShareOneHistory() throws {
    let scratch = try Scratch()
    let settings = scratch.path + "/settings.toml"
    try Data("database = \"\(scratch.path)/demo.sqlite\"\n".utf8).write(to: URL(filePath: settings))
    let drive = ["demo", "--speed", "64", "--track", "harbour", "--data", scratch.path]
    let first = try TerminalSession(drive + ["--seed", "1"], data: scratch.path)
    let second = try TerminalSession(drive + ["--seed", "2"], data: scratch.path)
    let path = scratch.path + "/demo.sqlite"
    func lapCounts() -> [Int] { ((try? History(path: path).sessions()) ?? []).map(\.lapCount) }
    #expect(first.wait(60) { _ in lapCounts().filter { $0 >= 2 }.count == 2 })
    let imported = try Program.run(["import", Self.recording, "--config", settings], data: scratch.path)
    #expect(imported.status == 0, "\(imported.out)\(imported.error)")
    let before = lapCounts().reduce(0, +)
    #expect(second.wait(60) { _ in lapCounts().reduce(0, +) >= before + 4 })
    for session in [first, second] {
      session.type("q")
      session.wait(20) { !$0.process.isRunning }
      #expect(session.process.terminationStatus == 0)
    }
    #expect(try HistoryCheck(path: path).isSound)
    let history = try History(path: path)
    #expect(try history.sessions().count == 3)
    for session in try history.sessions() {
      var filter = HistoryFilter()
      filter.session = session.id
      let numbers = try history.laps(filter).filter { $0.kind.isComplete }.map(\.number)
      #expect(numbers == Array(Set(numbers)).sorted(), "every lap once")
    }
  }
}
