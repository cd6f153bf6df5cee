internal import Glibc

/// Ends a wait for the next event from any thread. Never blocks; waking an awake screen costs nothing more.
public struct ScreenWaker: Sendable {
  let descriptor: Int32

  /// Makes `nextEvent` return at once, now or when it is next called.
  public func wake() {
    var byte: UInt8 = 1
    // A full pipe is a pending wake-up already.
    _ = write(descriptor, &byte, 1)
  }
}
