internal import Glibc

/// The system's clocks, s.
public enum SystemClock {
  /// A clock that never jumps; its zero means nothing.
  public static func monotonic() -> Double { read(CLOCK_MONOTONIC) }

  /// s since 1970 (UTC).
  public static func date() -> Double { read(CLOCK_REALTIME) }

  /// A clock that never jumps and goes on while the machine sleeps, s; its zero means nothing.
  public static func unbroken() -> Double { read(CLOCK_BOOTTIME) }

  private static func read(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
