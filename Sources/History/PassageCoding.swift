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
      guard let value = metric.get(metrics), value.isFinite, let id = identifiers[metric.name],
        let short = UInt16(exactly: id)
      else { continue }
      let pattern = Float(value).bitPattern
      bytes += [UInt8(truncatingIfNeeded: short), UInt8(truncatingIfNeeded: short >> 8)]
      for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: pattern >> shift)) }
    }
    return bytes
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
