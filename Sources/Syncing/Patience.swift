public import Storage

/// How often, and after how long, a call is tried again that failed for a reason that passes.
public struct Patience: Sendable {
  /// Calls of one object within one exchange.
  public var tries: Int
  /// The first wait is at most this, s; every further one at most twice the last.
  public var first: Double
  /// No wait is longer than this, s.
  public var longest: Double
  /// Waits so many seconds; returns `false` to give up.
  public var wait: @Sendable (Double) -> Bool

  public init(
    tries: Int = 4, first: Double = 1, longest: Double = 300, wait: @escaping @Sendable (Double) -> Bool
  ) {
    self.tries = tries
    self.first = first
    self.longest = longest
    self.wait = wait
  }

  /// The wait before a try: anything between nothing and the limit, so that many devices do not come back at once. A server that
  /// says when wins.
  public func delay(before attempt: Int, error: StorageError) -> Double {
    if case .busy(let after?) = error.kind { return min(max(after, 0), longest) }
    let limit = min(longest, first * Double(1 << UInt64(min(max(attempt - 1, 0), 16))))
    return Double.random(in: 0...limit)
  }

  /// Calls until it succeeds, fails for good, or the tries are used up.
  func run<Value>(_ body: () throws(StorageError) -> Value) throws(StorageError) -> Value {
    var attempt = 0
    while true {
      do {
        return try body()
      } catch {
        attempt += 1
        guard error.isPassing, attempt < tries, wait(delay(before: attempt, error: error)) else { throw error }
      }
    }
  }
}
