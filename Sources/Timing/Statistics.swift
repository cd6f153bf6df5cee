/// Middle value; the mean of the two middle ones for an even count; `nil` for nothing.
public func median(_ values: some Sequence<Double>) -> Double? {
  let sorted = values.filter(\.isFinite).sorted()
  guard !sorted.isEmpty else { return nil }
  let middle = sorted.count / 2
  return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/// Spread that outliers do not move: 1.4826 × the median distance from the median, which equals the standard deviation of a normal distribution.
public func robustDeviation(_ values: some Sequence<Double>) -> Double? {
  let all = Array(values)
  guard let middle = median(all) else { return nil }
  return median(all.map { abs($0 - middle) }).map { 1.4826 * $0 }
}
