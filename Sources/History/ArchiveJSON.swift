/// A value of the archive's JSON lines. Numbers stay as they are written, so that whole ones lose nothing.
indirect enum ArchiveJSON: Equatable {
  case null
  case number(String)
  case string(String)
  case array([ArchiveJSON])
  case object([Field])

  struct Field: Equatable {
    var name: String
    var value: ArchiveJSON
  }

  /// Containers within containers: ours have three.
  private static let deepest = 8

  /// A number that JSON cannot write stands as a word.
  static func real(_ value: Double) -> ArchiveJSON { value.isFinite ? .number("\(value)") : .string("\(value)") }

  var real: Double? {
    switch self {
    case .number(let text), .string(let text): Double(text)
    default: nil
    }
  }

  var integer: Int64? {
    if case .number(let text) = self { Int64(text) } else { nil }
  }

  var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var elements: [ArchiveJSON]? {
    if case .array(let values) = self { values } else { nil }
  }

  var fields: [Field]? {
    if case .object(let fields) = self { fields } else { nil }
  }

  subscript(name: String) -> ArchiveJSON? { fields?.first { $0.name == name }?.value }

  /// The value on one line.
  var text: String {
    var result = ""
    write(to: &result)
    return result
  }

  private func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .number(let number): text += number
    case .string(let string): Self.write(string, to: &text)
    case .array(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += ", " }
        value.write(to: &text)
      }
      text += "]"
    case .object(let fields):
      text += "{"
      for (index, field) in fields.enumerated() {
        if index > 0 { text += ", " }
        Self.write(field.name, to: &text)
        text += ": "
        field.value.write(to: &text)
      }
      text += "}"
    }
  }

  private static func write(_ string: String, to text: inout String) {
    text += "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    text += "\""
  }

  /// Reads one value; `nil` where it is none.
  init?(_ text: some StringProtocol) {
    var reader = Reader(bytes: Array(text.utf8))
    guard let value = reader.value(depth: 0), reader.isAtEnd else { return nil }
    self = value
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    var isAtEnd: Bool {
      mutating get {
        skipBlanks()
        return place == bytes.count
      }
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
      while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { place += 1 }
    }

    private mutating func take(_ letter: Unicode.Scalar) -> Bool {
      skipBlanks()
      guard next == UInt8(ascii: letter) else { return false }
      place += 1
      return true
    }

    mutating func value(depth: Int) -> ArchiveJSON? {
      guard depth < ArchiveJSON.deepest else { return nil }
      skipBlanks()
      switch next {
      case UInt8(ascii: "{"): return object(depth)
      case UInt8(ascii: "["): return array(depth)
      case UInt8(ascii: "\""): return string().map { .string($0) }
      case UInt8(ascii: "n"):
        guard bytes[place...].starts(with: Array("null".utf8)) else { return nil }
        place += 4
        return .null
      default: return number()
      }
    }

    private mutating func object(_ depth: Int) -> ArchiveJSON? {
      place += 1
      var fields: [Field] = []
      if take("}") { return .object(fields) }
      repeat {
        skipBlanks()
        guard let name = string(), take(":"), let value = value(depth: depth + 1) else { return nil }
        fields.append(Field(name: name, value: value))
      } while take(",")
      return take("}") ? .object(fields) : nil
    }

    private mutating func array(_ depth: Int) -> ArchiveJSON? {
      place += 1
      var values: [ArchiveJSON] = []
      if take("]") { return .array(values) }
      repeat {
        guard let value = value(depth: depth + 1) else { return nil }
        values.append(value)
      } while take(",")
      return take("]") ? .array(values) : nil
    }

    private mutating func number() -> ArchiveJSON? {
      let start = place
      while let byte = next, "+-.eE0123456789".utf8.contains(byte) { place += 1 }
      let text = String(decoding: bytes[start..<place], as: UTF8.self)
      return Double(text)?.isFinite == true ? .number(text) : nil
    }

    private mutating func string() -> String? {
      guard next == UInt8(ascii: "\"") else { return nil }
      place += 1
      var units: [UInt8] = []
      while let byte = next {
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return String(validating: units, as: UTF8.self)
        case UInt8(ascii: "\\"):
          guard let scalar = escape() else { return nil }
          units.append(contentsOf: String(scalar).utf8)
        default: units.append(byte)
        }
      }
      return nil
    }

    private mutating func escape() -> Unicode.Scalar? {
      guard let letter = next else { return nil }
      place += 1
      switch letter {
      case UInt8(ascii: "n"): return "\n"
      case UInt8(ascii: "r"): return "\r"
      case UInt8(ascii: "t"): return "\t"
      case UInt8(ascii: "b"): return "\u{8}"
      case UInt8(ascii: "f"): return "\u{C}"
      case UInt8(ascii: "u"):
        guard let first = unit() else { return nil }
        guard 0xD800...0xDBFF ~= first else { return Unicode.Scalar(first) }
        // Two halves of one character, as other programs write them.
        guard next == UInt8(ascii: "\\") else { return nil }
        place += 1
        guard next == UInt8(ascii: "u") else { return nil }
        place += 1
        guard let second = unit(), 0xDC00...0xDFFF ~= second else { return nil }
        return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
      default: return nil
      }
    }

    private mutating func unit() -> UInt32? {
      guard place + 4 <= bytes.count else { return nil }
      defer { place += 4 }
      return UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
    }
  }
}
