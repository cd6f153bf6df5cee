/// Order statistics.
enum Quantile {
  /// The value below which a share of the values lies; `nil` of nothing.
  static func of(_ values: [Double], _ share: Double) -> Double? {
    guard !values.isEmpty else { return nil }
    let sorted = values.sorted()
    return sorted[min(sorted.count - 1, Int((share * Double(sorted.count - 1)).rounded()))]
  }

  static func median(_ values: [Double]) -> Double? { of(values, 0.5) }
}
