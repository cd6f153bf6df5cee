/// A reading of a hybrid clock: wall time, and a counter for what happens within one millisecond.
public struct Stamp: Hashable, Sendable, Comparable {
  /// ms since 1970, at most 48 bits.
  public var milliseconds: UInt64
  public var counter: UInt16

  public init(milliseconds: UInt64, counter: UInt16) {
    self.milliseconds = min(milliseconds, Self.greatest)
    self.counter = counter
  }

  static let greatest: UInt64 = (1 << 48) - 1

  public static func < (a: Stamp, b: Stamp) -> Bool {
    (a.milliseconds, a.counter) < (b.milliseconds, b.counter)
  }
}

/// The clock of a device: never goes back, whatever the wall clock does, and runs ahead of what it has seen of others.
public struct HybridClock: Hashable, Sendable {
  public private(set) var last: Stamp

  /// A stamp further ahead of the wall clock than this does not drag the clock with it, ms.
  public static let tolerance: UInt64 = 24 * 3_600 * 1_000

  public init(last: Stamp = Stamp(milliseconds: 0, counter: 0)) { self.last = last }

  /// The stamp of something that happens now.
  ///
  /// - Parameter wall: ms since 1970.
  public mutating func tick(wall: UInt64) -> Stamp {
    if wall > last.milliseconds {
      last = Stamp(milliseconds: wall, counter: 0)
    } else if last.counter < .max {
      last.counter += 1
    } else {
      last = Stamp(milliseconds: last.milliseconds + 1, counter: 0)
    }
    return last
  }

  /// Takes note of another device's stamp.
  ///
  /// - Returns: `false` where it is so far ahead of the wall clock that it is not followed: one of the two clocks is wrong.
  @discardableResult
  public mutating func observe(_ stamp: Stamp, wall: UInt64) -> Bool {
    guard stamp.milliseconds <= wall &+ Self.tolerance else { return false }
    last = max(last, stamp)
    return true
  }
}
