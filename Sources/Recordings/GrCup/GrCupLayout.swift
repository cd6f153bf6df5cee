/// Where the columns of a long table are; their order and set differ from track to track.
struct GrCupLayout: Sendable {
  enum Field: Int, Sendable {
    case lap
    case serverTime
    case time
    case vehicle
    case name
    case value
  }

  /// What each column is, `nil` for one that is not needed.
  let fields: [Field?]
  /// Where the rows begin.
  let rows: Int
  /// Whether the samples have the car's own time, and not only the server's.
  let hasOwnTime: Bool

  /// No table of this kind has more.
  private static let mostColumns = 64

  static func isPlausible(_ header: String) -> Bool {
    let text = header.lowercased()
    return text.contains("telemetry_name") && text.contains("telemetry_value")
  }

  init(_ bytes: RawSpan, from start: Int) throws(RecordingError) {
    var lines = TextLines(bytes, from: start)
    var names: [String] = []
    var end = start
    while names.isEmpty, let line = lines.next(bytes) {
      names = TextLines.cells(bytes, line.range, TextDialect()).map { $0.lowercased() }
      if names.allSatisfy(\.isEmpty) { names = [] }
      end = line.next
    }
    guard !names.isEmpty else { throw .malformed(format: GrCupFormat.name, line: nil, problem: .noColumnNames) }
    guard names.count <= Self.mostColumns else {
      throw .malformed(format: GrCupFormat.name, line: 1, problem: .tooManyColumns(names.count))
    }
    // A table of one car may have the server's time only.
    hasOwnTime = names.contains("timestamp")
    let hasOwn = hasOwnTime
    fields = names.map { name -> Field? in
      switch name {
      case "lap": .lap
      case "meta_time": hasOwn ? .serverTime : .time
      case "timestamp": .time
      case "vehicle_id": .vehicle
      case "telemetry_name": .name
      case "telemetry_value": .value
      default: nil
      }
    }
    rows = end
    for (field, name) in [(Field.time, "timestamp"), (.name, "telemetry_name"), (.value, "telemetry_value")]
    where !fields.contains(field) {
      throw .malformed(format: GrCupFormat.name, line: 1, problem: .missingColumn(name))
    }
  }
}
