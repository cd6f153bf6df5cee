import Glibc

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
  try body()
  var times: [Double] = []
  for _ in 0..<runs {
    let start = monotonic()
    try body()
    times.append(monotonic() - start)
  }
  return times.sorted()[runs / 2]
}

/// Median duration, and the median time that all processors together spent, s: the latter hardly depends on what else the machine does.
func medianCost(runs: Int, _ body: () throws -> Void) rethrows -> (seconds: Double, processor: Double) {
  var processor: [Double] = []
  let seconds = try medianSeconds(runs: runs) {
    let start = clock(CLOCK_PROCESS_CPUTIME_ID)
    try body()
    processor.append(clock(CLOCK_PROCESS_CPUTIME_ID) - start)
  }
  return (seconds, processor.sorted()[processor.count / 2])
}

/// The monotonic clock, s.
func monotonic() -> Double { clock(CLOCK_MONOTONIC) }

private func clock(_ identifier: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(identifier, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}

/// Sorted values, of which shares can be asked for.
struct Distribution {
  private let values: [Double]

  init(_ values: some Sequence<Double>) { self.values = values.sorted() }

  var count: Int { values.count }
  var mean: Double { values.reduce(0, +) / Double(max(1, values.count)) }
  var maximum: Double { values.last ?? .nan }

  /// The value that a share of all does not exceed; 0.5 is the median.
  subscript(share: Double) -> Double {
    values.isEmpty ? .nan : values[min(values.count - 1, Int(Double(values.count) * share))]
  }
}
