/// The value below which a share of the values lies, between its two neighbours where it falls between them.
///
/// - Parameter share: 0 for the smallest … 1 for the largest; beyond counts as the end.
/// - Returns: `nil` for no finite value.
public func quantile(_ values: some Sequence<Double>, _ share: Double) -> Double? {
  let sorted = values.filter(\.isFinite).sorted()
  guard let last = sorted.last, share.isFinite else { return nil }
  let place = min(1, max(0, share)) * Double(sorted.count - 1)
  let index = Int(place)
  guard index + 1 < sorted.count else { return last }
  return sorted[index] + (sorted[index + 1] - sorted[index]) * (place - Double(index))
}
