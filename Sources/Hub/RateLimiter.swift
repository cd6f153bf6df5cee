internal import Synchronization

/// Token buckets by name: each fills at a rate, and a request takes from it.
final class RateLimiter: Sendable {
  private struct Bucket {
    var content: Double
    var filledAt: Double
  }

  /// Names that are remembered; beyond, those that are full again are forgotten.
  private static let mostNames = 20_000

  private let rate: Double
  private let burst: Double
  private let buckets = Mutex<[String: Bucket]>([:])

  /// - Parameters:
  ///   - rate: requests a second.
  ///   - burst: requests at once.
  init(rate: Double, burst: Double) {
    self.rate = rate
    self.burst = burst
  }

  /// Takes for a request; the seconds to wait where there is not enough.
  ///
  /// - Parameter now: s, never going back.
  func take(_ name: String, cost: Double = 1, now: Double) -> Double? {
    buckets.withLock { buckets in
      if buckets.count >= Self.mostNames {
        buckets = buckets.filter { $0.value.content + (now - $0.value.filledAt) * rate < burst }
        // So many at once that none is full: everybody starts anew rather than the memory growing.
        if buckets.count >= Self.mostNames { buckets.removeAll() }
      }
      var bucket = buckets[name] ?? Bucket(content: burst, filledAt: now)
      bucket.content = min(burst, bucket.content + max(0, now - bucket.filledAt) * rate)
      bucket.filledAt = now
      let isEnough = bucket.content >= cost
      if isEnough { bucket.content -= cost }
      buckets[name] = bucket
      return isEnough ? nil : (cost - bucket.content) / rate
    }
  }

  /// Takes what there is, as a fine.
  func fine(_ name: String, cost: Double, now: Double) {
    if take(name, cost: cost, now: now) != nil { buckets.withLock { $0[name]?.content = 0 } }
  }
}
