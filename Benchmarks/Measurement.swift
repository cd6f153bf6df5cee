/// One figure of a benchmark.
struct Measurement {
  var name: String
  var value: Double
  var unit: String

  /// The figure as a line of JSON.
  var json: String { "{\"name\": \"\(name)\", \"value\": \(value), \"unit\": \"\(unit)\"}" }
}

/// The median duration of a number of runs, s; one more run before them warms the caches.
func medianSeconds(runs: Int = 7, _ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  try body()
  var times: [Double] = []
  for _ in 0..<runs {
    let start = clock.now
    try body()
    times.append((clock.now - start) / .seconds(1))
  }
  return times.sorted()[runs / 2]
}
