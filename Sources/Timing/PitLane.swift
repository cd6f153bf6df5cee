/// Tells the pit lane from how a car drives, for games that send no flag of it: held at one low speed, beside the line. COACHING 2.3.
struct PitLane: Sendable {
  /// The limiter keeps the speed within this of a constant, m/s.
  private static let spread = 1.5 / 3.6
  /// No pit lane allows more than this, m/s; and nobody is timed at less than this.
  private static let fastest = 100 / 3.6
  private static let slowest = 30 / 3.6
  /// For at least this long, s, and this far from the line, m.
  private static let duration = 4.0
  private static let distance = 6.0

  private var held = 0.0
  private var since: Double?

  /// Clock at which the car came into the lane, while it is there; `nil` elsewhere.
  mutating func follow(speed: Double?, offset: Double?, clock: Double) -> Double? {
    guard let speed, let offset, abs(offset) > Self.distance, speed <= Self.fastest, speed >= Self.slowest else {
      since = nil
      return nil
    }
    guard let start = since, abs(speed - held) <= Self.spread else {
      held = speed
      since = clock
      return nil
    }
    return clock - start >= Self.duration ? start : nil
  }
}
