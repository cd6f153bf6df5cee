import Foundation
import Testing

/// `tenths lock` and `tenths unlock`, and every other command on a locked history.
@Suite(.serialized) struct LockCommandTests {
  private let scratch: Scratch
  private let secret: String

  init() throws {
    scratch = try Scratch()
    secret = scratch.path + "/secret"
    let imported = try Program.run(
      ["import", Program.samples + "/harbour-iracing.ibt", "--driver", "Marked Driver"], data: scratch.path)
    #expect(imported.status == 0)
  }

  /// Runs a command with lines on the file that the passphrase is read from, which is standard input here.
  private func run(_ arguments: [String], _ lines: String = "correct horse\n") throws -> Program.Result {
    try Program.run(arguments + ["--passphrase-fd", "0"], data: scratch.path, input: lines)
  }

  @Test func everyCommandAsksForThePassphrase() throws {
    let before = try Program.run(["laps"], data: scratch.path).out
    #expect(try Program.run(["backup"], data: scratch.path).status == 0)
    let locked = try run(["lock"])
    #expect(locked.status == 0 && locked.out.contains("history.sqlite is locked"), "\(locked.error)")
    #expect(locked.out.components(separatedBy: "is locked").count == 3, "the backup too: \(locked.out)")
    let laps = try run(["laps"])
    #expect(laps.out == before && laps.status == 0, "\(laps.error)")
    for command in [
      ["laps"], ["sessions"], ["doctor", "--listen", "0"], ["backup"], ["undo", "--list"], ["live", "--plain"],
    ] {
      let wrong = try run(command, "wrong horse\n")
      #expect(wrong.status == 1, "\(command)")
      #expect((wrong.out + wrong.error).contains("is not the passphrase"), "\(command): \(wrong.error)")
      // The test has no terminal.
      let silent = try Program.run(command, data: scratch.path)
      #expect(
        silent.status == 1 && (silent.out + silent.error).contains("--passphrase-fd"), "\(command): \(silent.error)")
    }
    #expect(try run(["import", Program.samples + "/harbour-f1-2025.pcapng.gz"]).status == 0)
    #expect(try run(["doctor", "--listen", "0"]).out.contains("check: ok"))
    #expect(try run(["backup", scratch.path + "/copy.sqlite"]).status == 0)
    #expect(try run(["restore", scratch.path + "/copy.sqlite"]).status == 0)
    let again = try run(["lock"])
    #expect(again.status == 1 && again.error.contains("locked already"), "\(again.error)")
    let files = FileManager.default.enumerator(atPath: scratch.path + "/tenths")?.allObjects as? [String] ?? []
    for name in files where name.contains(".sqlite") {
      let content = try Data(contentsOf: URL(filePath: scratch.path + "/tenths/" + name))
      #expect(content.range(of: Data("Marked Driver".utf8)) == nil, "\(name)")
    }
  }

  @Test func thePassphraseIsChangedAndTakenAway() throws {
    let before = try Program.run(["laps"], data: scratch.path).out
    let short = try run(["lock"], "short\n")
    #expect(short.status == 1 && short.error.contains("fewer than 8"), "\(short.error)")
    #expect(try run(["lock"]).status == 0)
    let refused = try run(["lock", "--change"], "wrong horse\nbattery staple\n")
    #expect(refused.status == 1 && refused.error.contains("nothing is changed"), "\(refused.error)")
    let changed = try run(["lock", "--change"], "correct horse\nbattery staple\n")
    #expect(changed.status == 0 && changed.out.contains("new passphrase"), "\(changed.error)")
    #expect(try run(["laps"]).status == 1)
    #expect(try run(["laps"], "battery staple\n").out == before)
    #expect(try run(["unlock"], "battery staple\n").status == 0)
    #expect(try Program.run(["laps"], data: scratch.path).out == before)
    let again = try run(["unlock"], "battery staple\n")
    #expect(again.status == 1 && again.error.contains("not locked"), "\(again.error)")
  }

  @Test func theTerminalIsAskedOnceAndShowsNothing() throws {
    #expect(try run(["lock"]).status == 0)
    let session = try TerminalSession(["live"], data: scratch.path)
    #expect(session.wait(8) { $0.screen.contains("Passphrase of") }, "\(session.screen)")
    session.type("correct horse\r")
    #expect(session.wait(8) { $0.screen.contains("waiting") || $0.screen.contains("q ") }, "\(session.screen)")
    #expect(!session.text.contains("correct horse"))
    session.type("q")
    #expect(session.wait(8) { !$0.process.isRunning })
    #expect(session.process.terminationStatus == 0 && session.isRestored)
    let broken = try TerminalSession(["laps"], data: scratch.path)
    #expect(broken.wait(8) { $0.screen.contains("Passphrase of") })
    broken.type("\u{3}")
    #expect(broken.wait(8) { !$0.process.isRunning && $0.screen.contains("nothing is changed") }, "\(broken.screen)")
    #expect(broken.isRestored)
  }
}
