/// A JSON document, keys in the order in which they were given.
indirect enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int)
  /// Rounded to the given decimals; what is not finite is null.
  case number(Double, decimals: Int)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  static func optional(_ value: Double?, decimals: Int = 3) -> JSON {
    value.map { .number($0, decimals: decimals) } ?? .null
  }

  static func optional(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }

  static func optional(_ value: Int?) -> JSON { value.map { .integer($0) } ?? .null }

  /// The document as text, indented by one blank a level.
  var text: String {
    var result = ""
    write(to: &result, indent: 0)
    return result + "\n"
  }

  private func write(to text: inout String, indent: Int) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += "\(value)"
    case .number(let value, let decimals):
      guard value.isFinite else {
        text += "null"
        return
      }
      text += Text.fixed(value, decimals) == "–" ? "\(value)" : Text.fixed(value, decimals)
    case .string(let value): Self.write(value, to: &text)
    case .array(let values):
      guard values.contains(where: \.isContainer) else {
        text += "["
        for (index, value) in values.enumerated() {
          if index > 0 { text += ", " }
          value.write(to: &text, indent: indent)
        }
        text += "]"
        return
      }
      Self.write(values.map { (nil, $0) }, between: ("[", "]"), to: &text, indent: indent)
    case .object(let pairs):
      Self.write(pairs.map { ($0.0, $0.1) }, between: ("{", "}"), to: &text, indent: indent)
    }
  }

  private var isContainer: Bool {
    switch self {
    case .array, .object: true
    default: false
    }
  }

  private static func write(
    _ pairs: [(String?, JSON)], between brackets: (String, String), to text: inout String, indent: Int
  ) {
    guard !pairs.isEmpty else {
      text += brackets.0 + brackets.1
      return
    }
    text += brackets.0
    for (index, (key, value)) in pairs.enumerated() {
      text += index > 0 ? ",\n" : "\n"
      text += String(repeating: " ", count: indent + 1)
      if let key {
        write(key, to: &text)
        text += ": "
      }
      value.write(to: &text, indent: indent + 1)
    }
    text += "\n" + String(repeating: " ", count: indent) + brackets.1
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case _
      where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar.value == 0x2028
        || scalar.value == 0x2029:
        let hex = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }
}
