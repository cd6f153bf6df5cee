import Foundation
import Glibc
import TestSupport
import Testing

/// The program on a terminal of its own: a pseudo terminal that the test reads and types into.
final class TerminalSession {
  private let master: Int32
  private let before: termios
  private(set) var process: Process
  private var output: [UInt8] = []
  private var emulator: TerminalEmulator

  init(
    _ arguments: [String], data: String, width: UInt16 = 120, height: UInt16 = 36, environment: [String: String] = [:]
  ) throws {
    var master: Int32 = -1
    var slave: Int32 = -1
    var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&master, &slave, nil, nil, &size) == 0)
    self.master = master
    emulator = TerminalEmulator(width: Int(width), height: Int(height))
    var settings = termios()
    tcgetattr(master, &settings)
    before = settings
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
    process = Process()
    process.executableURL = URL(filePath: Program.path)
    process.arguments = arguments
    process.environment = Program.environment(data: data).merging(environment) { $1 }
    let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
    process.standardInput = terminal
    process.standardOutput = terminal
    process.standardError = terminal
    try process.run()
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    close(master)
  }

  /// Reads what the program writes until a condition holds, at most `seconds`.
  @discardableResult
  func wait(_ seconds: Double, until done: (TerminalSession) -> Bool = { _ in false }) -> Bool {
    let end = Date().addingTimeInterval(seconds)
    while Date() < end {
      read()
      if done(self) {
        // What was written just before is still on its way.
        read()
        return true
      }
      usleep(10_000)
    }
    read()
    return done(self)
  }

  func type(_ text: String) { _ = Glibc.write(master, text, text.utf8.count) }

  func signal(_ number: Int32) { kill(process.processIdentifier, number) }

  func resize(width: UInt16, height: UInt16) {
    read()
    emulator.resize(width: Int(width), height: Int(height))
    var size = winsize(ws_row: height, ws_col: width, ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    signal(SIGWINCH)
  }

  /// What stands on the screen, row by row.
  var screen: String { (0..<emulator.height).map { emulator.row($0) }.joined(separator: "\n") }

  /// Everything written so far.
  var text: String { String(decoding: output, as: UTF8.self) }

  /// Whether the terminal is as it was: main screen, cursor, mouse and paste modes, line discipline.
  var isRestored: Bool {
    var now = termios()
    tcgetattr(master, &now)
    func last(_ on: String, _ off: String) -> Bool {
      guard let entered = text.range(of: on, options: .backwards) else { return true }
      guard let left = text.range(of: off, options: .backwards) else { return false }
      return left.lowerBound > entered.lowerBound
    }
    return last("\u{1B}[?1049h", "\u{1B}[?1049l") && last("\u{1B}[?25l", "\u{1B}[?25h")
      && last("\u{1B}[?1000h", "\u{1B}[?1000l") && last("\u{1B}[?2026h", "\u{1B}[?2026l")
      && now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag
  }

  private func read() {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = Glibc.read(master, &buffer, buffer.count)
      guard count > 0 else { return }
      output.append(contentsOf: buffer.prefix(count))
      emulator.feed(buffer.prefix(count))
    }
  }
}
