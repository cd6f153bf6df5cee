public import Telemetry

/// A drive as one JSON document: `schema`, `source`, and `columns` of one number a frame with their units, `null` where absent.
enum DriveJSONFormat: RecordingFormat {
  static let name = "Tenths JSON"
  static let suffixes = [".json"]
  static let schema = "tenths.drive/1"

  static func recognises(_ bytes: RawSpan, name: String) -> Bool {
    guard let first = CsvHead.sample(bytes).first(where: { !$0.isEmpty }) else { return false }
    return first.hasPrefix("{") && first.contains("\"\(schema)\"")
  }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    let content = bytes.withBytes { span in span.withUnsafeBytes { Array($0) } }
    var reader = JSONReader(content)
    let document = reader.document()
    guard let value = document.value, value["schema"]?.string == schema else {
      let line = 1 + content.prefix(document.place).count { $0 == UInt8(ascii: "\n") }
      throw .malformed(format: Self.name, line: line, problem: .noColumnNames)
    }
    var columns = DriveColumns()
    if case .object(let entries)? = value["columns"] {
      for (name, entry) in entries {
        guard case .numbers(let numbers)? = entry["values"] else { continue }
        if let field = DriveColumns.Field(rawValue: name) {
          columns.fields[field] = numbers
        } else if let channel = Channel(identifier: name) {
          columns.channels[channel] = numbers.map { Float($0) }
        }
      }
    }
    let source = value["source"]
    return try DriveRecording(columns, description: DriveHead.description { source?[$0]?.string })
  }
}

/// Writes a drive as JSON.
public enum DriveJSONWriter {
  /// - Parameter startDate: when the source's clock stood at zero, s since 1970 (UTC).
  public static func file(source: SourceDescription, frames: [TelemetryFrame], startDate: Double?) -> [UInt8] {
    let columns = DriveColumns(frames)
    var text = "{\"schema\": \"\(DriveJSONFormat.schema)\",\n \"source\": {"
    text += DriveHead.pairs(source, startDate: startDate).map { "\(quoted($0.key)): \(quoted($0.value))" }
      .joined(separator: ", ")
    text += "},\n \"columns\": {"
    var entries: [String] = []
    for field in DriveColumns.Field.allCases {
      guard let values = columns.fields[field] else { continue }
      let isTime = field == .time || field.rawValue.hasSuffix("Time")
      entries.append(entry(field.rawValue, isTime ? "s" : "", values.map { $0.isFinite ? plain($0) : "null" }))
    }
    for channel in ChannelSet(columns.channels.keys).channels {
      guard let values = columns.channels[channel] else { continue }
      entries.append(entry(channel.identifier, channel.unit, values.map { $0.isFinite ? "\($0)" : "null" }))
    }
    return Array((text + entries.joined(separator: ",") + "}}\n").utf8)
  }

  private static func plain(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? "\(Int(value))" : "\(value)"
  }

  private static func entry(_ name: String, _ unit: String, _ values: [String]) -> String {
    "\n  \(quoted(name)): {\"unit\": \(quoted(unit)), \"values\": [\(values.joined(separator: ","))]}"
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 0x20:
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
