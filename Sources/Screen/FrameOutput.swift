@preconcurrency internal import Glibc

/// Where frames go: what the terminal does not take at once is kept and written first when it does, so that drawing never waits.
///
/// Belongs to the thread of the screen.
final class FrameOutput {
  private let descriptor: Int32
  private let isOwn: Bool
  private var pending: [UInt8] = []
  private var start = 0

  /// - Parameter terminal: an open descriptor of the terminal. A description of our own is opened beside it: whether writing waits
  ///   is a property of the description, and that of the terminal's is shared with the shell.
  init(terminal: Int32) {
    var name = [CChar](repeating: 0, count: 128)
    let opened =
      ttyname_r(terminal, &name, name.count) == 0
      ? open(name, O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC) : -1
    isOwn = opened >= 0
    descriptor = opened >= 0 ? opened : terminal
  }

  deinit { if isOwn { close(descriptor) } }

  /// Takes all bytes of a frame; `false` where the terminal is gone.
  func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard pending.isEmpty else {
      pending.append(contentsOf: bytes)
      return flush() || isAlive
    }
    var offset = 0
    while offset < bytes.count {
      let written = write(descriptor, bytes.baseAddress! + offset, bytes.count - offset)
      if written > 0 {
        offset += written
      } else if errno == EAGAIN {
        pending.append(contentsOf: bytes[offset...])
        return true
      } else if errno != EINTR {
        isAlive = false
        return false
      }
    }
    return true
  }

  /// Whether the terminal can still be written to.
  private var isAlive = true

  /// Writes what was kept as far as the terminal takes it; `true` where nothing is left.
  func flush() -> Bool {
    while start < pending.count {
      let written = pending.withUnsafeBytes { write(descriptor, $0.baseAddress! + start, $0.count - start) }
      if written > 0 {
        start += written
      } else if errno == EAGAIN {
        return false
      } else if errno != EINTR {
        isAlive = false
        break
      }
    }
    pending.removeAll(keepingCapacity: true)
    start = 0
    return true
  }

  /// Writes what was kept before anything else is written, at most for a second: a frame that is cut would spoil what follows.
  func drain() {
    for _ in 0..<20 where !flush() {
      var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      poll(&wait, 1, 50)
    }
  }
}
