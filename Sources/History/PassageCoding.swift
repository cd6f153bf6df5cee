import Analysis

/// The numbers of a corner that have no column of their own: for each its id in the database and a number of four bytes, little-endian.
enum PassageCoding {
  /// Numbers with a column of their own.
  static let columns = [
    "segmentTime", "brakeStart", "peakBrake", "entrySpeed", "minimumSpeed", "exitSpeed", "throttlePickUp",
    "fullThrottle",
  ]

  private static let size = 6

  static func pack(_ metrics: CornerMetrics, identifiers: [String: Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    for metric in CornerMetric.all where !columns.contains(metric.name) {
      if let value = metric.get(metrics) { append(value, of: metric.name, identifiers, to: &bytes) }
    }
    return bytes
  }

  /// Packs numbers by their names, in the order in which those of a measured corner are.
  static func pack(_ numbers: [String: Double], identifiers: [String: Int64]) -> [UInt8] {
    var bytes: [UInt8] = []
    for metric in CornerMetric.all {
      if let value = numbers[metric.name] { append(value, of: metric.name, identifiers, to: &bytes) }
    }
    return bytes
  }

  private static func append(
    _ value: Double, of name: String, _ identifiers: [String: Int64], to bytes: inout [UInt8]
  ) {
    guard value.isFinite, let id = identifiers[name], let short = UInt16(exactly: id) else { return }
    let pattern = Float(value).bitPattern
    bytes += [UInt8(truncatingIfNeeded: short), UInt8(truncatingIfNeeded: short >> 8)]
    for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: pattern >> shift)) }
  }

  /// The numbers by name; what a newer program called by a name that is not known here is left out.
  static func unpack(_ bytes: [UInt8], names: [Int64: String]) -> [String: Double] {
    var values: [String: Double] = [:]
    for start in stride(from: 0, to: bytes.count - bytes.count % size, by: size) {
      let id = Int64(bytes[start]) | Int64(bytes[start + 1]) << 8
      let pattern = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + 2 + $1]) << UInt32($1 * 8) }
      if let name = names[id] { values[name] = Double(Float(bitPattern: pattern)) }
    }
    return values
  }
}
