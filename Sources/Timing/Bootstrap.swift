/// Numbers that are the same for the same seed on every machine, for statistics that draw at random.
public struct SeededNumbers: RandomNumberGenerator, Sendable {
  private var state: UInt64

  public init(seed: UInt64) {
    state = seed ^ 0x5851_F42D_4C95_7F2D
    _ = next()
  }

  public mutating func next() -> UInt64 {
    // A linear congruential step modulo 2⁶⁴ (multiplier from Knuth's MMIX); its low bits repeat soon, so the high ones are
    // folded over them.
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 32)
  }
}

/// How far a figure may be off, by working it out anew on samples drawn with replacement from the same values.
///
/// - Parameters:
///   - level: share of the outcomes that the interval holds, as 0.8.
///   - statistic: the figure; `nil` for a sample of which it cannot be made.
/// - Returns: `nil` for no values, or where most samples give no figure.
public func bootstrapInterval<Value>(
  of values: [Value], level: Double, resamples: Int = 400, using random: inout some RandomNumberGenerator,
  statistic: ([Value]) -> Double?
) -> ClosedRange<Double>? {
  guard !values.isEmpty, resamples > 0 else { return nil }
  var outcomes: [Double] = []
  outcomes.reserveCapacity(resamples)
  for _ in 0..<resamples {
    let sample = values.indices.map { _ in values[Int.random(in: 0..<values.count, using: &random)] }
    if let outcome = statistic(sample), outcome.isFinite { outcomes.append(outcome) }
  }
  guard outcomes.count * 2 > resamples, let lower = quantile(outcomes, (1 - level) / 2),
    let upper = quantile(outcomes, (1 + level) / 2)
  else { return nil }
  return lower...upper
}
