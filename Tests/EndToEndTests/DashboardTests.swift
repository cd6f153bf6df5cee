import Foundation
import Glibc
import Testing

/// The dashboard on a real terminal, with real sockets and a real database.
@Suite(.serialized) struct DashboardEndToEndTests {
  private func demo(_ scratch: Scratch, speed: Int = 1) throws -> TerminalSession {
    let session = try TerminalSession(
      ["demo", "--track", "harbour", "--speed", "\(speed)"], data: scratch.path)
    #expect(
      session.wait(20) { $0.screen.contains("Harbour") && $0.screen.contains("Lap 4") }, "the demo shows its circuit")
    return session
  }

  private func end(_ session: TerminalSession) -> Bool { session.wait(10) { !$0.process.isRunning } }

  @Test func quitGivesTheTerminalBack() throws {
    let scratch = try Scratch()
    let session = try demo(scratch)
    session.type("q")
    #expect(end(session))
    #expect(session.process.terminationStatus == 0)
    #expect(session.isRestored)
  }

  @Test(arguments: [SIGTERM, SIGHUP, SIGINT]) func signalsEndItInOrder(number: Int32) throws {
    let scratch = try Scratch()
    let session = try demo(scratch)
    session.signal(number)
    #expect(end(session))
    #expect(session.isRestored)
  }

  @Test(arguments: [SIGILL, SIGSEGV, SIGABRT]) func crashGivesTheTerminalBack(number: Int32) throws {
    let scratch = try Scratch()
    let session = try demo(scratch)
    session.signal(number)
    #expect(end(session))
    #expect(session.process.terminationReason == .uncaughtSignal)
    #expect(session.isRestored)
  }

  @Test func stopAndContinue() throws {
    let scratch = try Scratch()
    let session = try demo(scratch)
    session.type("\u{1A}")
    var status: Int32 = 0
    #expect(session.wait(5) { _ in self.isStopped(session.process.processIdentifier) })
    #expect(session.isRestored, "the shell has its terminal")
    session.signal(SIGCONT)
    let length = session.text.count
    #expect(session.wait(5) { $0.text.count > length + 1_000 }, "it paints again")
    session.type("q")
    #expect(end(session))
    #expect(session.isRestored)
    status = session.process.terminationStatus
    #expect(status == 0)
  }

  private func isStopped(_ process: Int32) -> Bool {
    let line = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
    return line.split(separator: ")").last?.split(separator: " ").first == "T"
  }

  @Test func resizingNeverCrashes() throws {
    let scratch = try Scratch()
    let session = try demo(scratch)
    for (width, height) in [(40, 10), (1, 1), (200, 50), (20, 60), (300, 80), (3, 3), (80, 24)] {
      session.resize(width: UInt16(width), height: UInt16(height))
      session.wait(0.15)
    }
    #expect(session.process.isRunning)
    session.type("q")
    #expect(end(session) && session.isRestored)
  }

  @Test func everyKeyIsHarmless() throws {
    let scratch = try Scratch()
    let session = try demo(scratch)
    for key in "123456?\u{1B}brm r<>,.{}[]+-0xcabs/fuji\r\u{1B}:bogus\r:theme light\r:units imperial\r\t" {
      session.type(String(key))
      session.wait(0.03)
    }
    session.type("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D\u{1B}[5~\u{1B}[6~\u{1B}[<0;10;1M\u{1B}[<64;10;10M\u{1B}[999;999Z")
    session.wait(0.5)
    #expect(session.process.isRunning)
    session.signal(SIGTERM)
    #expect(end(session) && session.isRestored)
  }

  @Test func killedInALapKeepsTheLapsBefore() throws {
    let scratch = try Scratch()
    let session = try demo(scratch, speed: 16)
    let database = scratch.path + "/tenths/demo.sqlite"
    #expect(
      session.wait(40) { _ in
        (try? self.laps(database).contains("\"number\": 4")) ?? false
      })
    session.wait(1)
    session.signal(SIGKILL)
    #expect(end(session))
    let stored = try laps(database)
    for number in 1...4 { #expect(stored.contains("\"number\": \(number),")) }
    // The same file, opened again, is sound and goes on.
    let again = try demo(scratch)
    again.type("q")
    #expect(end(again))
  }

  /// What the history holds, through the program itself.
  private func laps(_ database: String) throws -> String {
    let folder = try Scratch()
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: database + suffix) {
      try FileManager.default.copyItem(atPath: database + suffix, toPath: folder.path + "/history.sqlite" + suffix)
    }
    let result = try Program.run(["laps", "--json", "--valid", "--data", folder.path])
    #expect(result.status == 0, "\(result.error)")
    return result.out
  }

  @Test func withoutATerminalItSaysSo() throws {
    let result = try Program.run(["demo"])
    #expect(result.status == 1)
    #expect(!result.error.contains("\u{1B}"))
  }

  /// A terminal that takes nothing more, as over a link that hangs: frames are left out, keys still do what they say.
  @Test func aTerminalThatTakesNothingLeavesTheKeysFree() throws {
    let scratch = try Scratch()
    let session = try TerminalSession(["demo"], data: scratch.path, width: 200, height: 50)
    try #require(session.wait(20) { $0.screen.contains("predicted") })
    // Nobody reads meanwhile: the terminal's buffer is full after a second of frames.
    usleep(4_000_000)
    session.type("S\u{1B}[C")
    let settings = Program.environment(data: scratch.path)["XDG_CONFIG_HOME"].map { $0 + "/tenths/settings.toml" } ?? ""
    var isKept = false
    for _ in 0..<300 where !isKept {
      usleep(10_000)
      isKept = (try? String(contentsOfFile: settings, encoding: .utf8))?.contains("imperial") ?? false
    }
    #expect(isKept)
    #expect(session.wait(10) { $0.screen.contains("◀ imperial ▶") })
    session.type("\u{1B}")
    session.wait(0.3)
    session.type("q")
    #expect(session.wait(10) { !$0.process.isRunning })
    #expect(session.isRestored)
  }
}
