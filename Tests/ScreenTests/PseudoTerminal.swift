import Glibc
import Synchronization
import TestSupport

/// A terminal that is an emulator: a thread reads what the program writes, so that no write ever blocks.
final class PseudoTerminal: Sendable {
  let path: String
  private let master: Int32
  private let slave: Int32
  private let inbox: Inbox

  struct NoTerminal: Error {}

  init(width: Int, height: Int) throws {
    var master: Int32 = -1
    var slave: Int32 = -1
    var name = [CChar](repeating: 0, count: 128)
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    guard openpty(&master, &slave, &name, nil, &size) == 0 else { throw NoTerminal() }
    self.master = master
    self.slave = slave
    path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    inbox = Inbox(descriptor: master, width: width, height: height)
    var thread = pthread_t()
    pthread_create(&thread, nil, readerMain, Unmanaged.passRetained(inbox).toOpaque())
    pthread_detach(thread)
  }

  deinit {
    close(slave)
    close(master)
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(master, bytes, bytes.count)
  }

  func resize(width: Int, height: Int) {
    _ = settled()
    var size = winsize(ws_row: UInt16(height), ws_col: UInt16(width), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    inbox.emulator.withLock { $0.resize(width: width, height: height) }
  }

  /// What the terminal shows once nothing more comes.
  func settled() -> TerminalEmulator {
    var quiet = 0
    var last = inbox.count.load(ordering: .acquiring)
    while quiet < 3 {
      usleep(15_000)
      // On a busy machine the reader may not have had its turn: what waits in the terminal is not quiet.
      var waiting: Int32 = 0
      _ = ioctl(master, UInt(FIONREAD), &waiting)
      let now = inbox.count.load(ordering: .acquiring)
      quiet = now == last && waiting == 0 ? quiet + 1 : 0
      last = now
    }
    return inbox.emulator.withLock { $0 }
  }
}

final class Inbox: Sendable {
  let descriptor: Int32
  let emulator: Mutex<TerminalEmulator>
  let count = Atomic<Int>(0)

  init(descriptor: Int32, width: Int, height: Int) {
    self.descriptor = descriptor
    emulator = Mutex(TerminalEmulator(width: width, height: height))
  }
}

private func readerMain(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let argument else { return nil }
  let inbox = Unmanaged<Inbox>.fromOpaque(argument).takeRetainedValue()
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    var wait = pollfd(fd: inbox.descriptor, events: Int16(POLLIN), revents: 0)
    _ = poll(&wait, 1, -1)
    // Read and shown as one: whoever looks sees what has been read, however late this thread has its turn.
    let count = inbox.emulator.withLock { emulator in
      let count = read(inbox.descriptor, &buffer, buffer.count)
      if count > 0 { emulator.feed(buffer[..<count]) }
      return count
    }
    if count <= 0 { return nil }
    inbox.count.add(count, ordering: .releasing)
  }
}
