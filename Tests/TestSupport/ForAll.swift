public import Testing

/// Tries a property on seeds 0..<count and names the first seed that fails it.
public func forAll(
  _ count: UInt64 = 200, sourceLocation: SourceLocation = #_sourceLocation,
  _ body: (inout SplitMix64) throws -> Bool
) rethrows {
  for seed in 0..<count {
    var random = SplitMix64(seed: seed)
    if try !body(&random) {
      Issue.record("the property fails for seed \(seed)", sourceLocation: sourceLocation)
      return
    }
  }
}
