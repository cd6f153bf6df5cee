import Glibc

/// Random numbers that depend on nothing but their keys: the same driver on the same lap draws the same numbers, whatever else was asked before.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// - Parameter keys: what the numbers belong to, as in seed, lap, bend.
  public init(_ keys: Int...) {
    state = 0x51_7C_C1_B7
    for key in keys {
      state ^= UInt64(bitPattern: Int64(key)) &* 0x9E37_79B9_7F4A_7C15
      state = next()
    }
  }

  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// Even over a range.
  public mutating func value(in range: ClosedRange<Double>) -> Double { Double.random(in: range, using: &self) }

  /// Normally distributed with mean 0 and deviation 1, cut at three deviations.
  public mutating func normal() -> Double {
    let radius = (-2 * log(value(in: 1e-12...1))).squareRoot()
    return max(-3, min(3, radius * cos(2 * .pi * value(in: 0...1))))
  }
}
