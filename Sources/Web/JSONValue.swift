/// A JSON document, as servers send them and want them.
public enum JSONValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case list([JSONValue])
  case object([String: JSONValue])

  /// Objects within objects.
  private static let deepest = 32

  /// - Returns: `nil` where the bytes are no document, or one too deep.
  public static func parse(_ bytes: [UInt8]) -> JSONValue? {
    var reader = Reader(bytes: bytes)
    return reader.document()
  }

  public subscript(_ name: String) -> JSONValue? {
    if case .object(let values) = self { values[name] } else { nil }
  }

  public var string: String? { if case .string(let text) = self { text } else { nil } }
  public var number: Double? { if case .number(let number) = self { number } else { nil } }
  /// A whole number that is one without rounding.
  public var integer: Int? { number.flatMap { Int(exactly: $0) } }
  public var bool: Bool? { if case .bool(let truth) = self { truth } else { nil } }
  public var list: [JSONValue]? { if case .list(let values) = self { values } else { nil } }

  /// The document in its shortest form, objects by their names.
  public var bytes: [UInt8] {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return bytes
  }

  private func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: bytes += "null".utf8
    case .bool(let truth): bytes += (truth ? "true" : "false").utf8
    case .number(let number):
      guard number.isFinite else { return bytes += "null".utf8 }
      bytes += (Int(exactly: number).map { "\($0)" } ?? "\(number)").utf8
    case .string(let text): Self.write(text, to: &bytes)
    case .list(let values):
      bytes.append(UInt8(ascii: "["))
      for (index, value) in values.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let values):
      bytes.append(UInt8(ascii: "{"))
      for (index, pair) in values.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        Self.write(pair.key, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        pair.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, to bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20:
        let digits = Array("0123456789abcdef".utf8)
        bytes += "\\u00".utf8
        bytes += [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }

  private struct Reader {
    let bytes: [UInt8]
    var place = 0

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipBlanks() {
      while let byte = next, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { place += 1 }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      skipBlanks()
      guard next == byte else { return false }
      place += 1
      return true
    }

    private mutating func take(word: String) -> Bool {
      guard bytes[place...].starts(with: word.utf8) else { return false }
      place += word.utf8.count
      return true
    }

    mutating func document() -> JSONValue? {
      guard let value = value(depth: 0) else { return nil }
      skipBlanks()
      return place == bytes.count ? value : nil
    }

    private mutating func value(depth: Int) -> JSONValue? {
      guard depth < JSONValue.deepest else { return nil }
      skipBlanks()
      switch next {
      case UInt8(ascii: "{"): return object(depth)
      case UInt8(ascii: "["): return list(depth)
      case UInt8(ascii: "\""): return text().map { .string($0) }
      case UInt8(ascii: "t"): return take(word: "true") ? .bool(true) : nil
      case UInt8(ascii: "f"): return take(word: "false") ? .bool(false) : nil
      case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
      default: return number()
      }
    }

    private mutating func object(_ depth: Int) -> JSONValue? {
      place += 1
      var values: [String: JSONValue] = [:]
      if take(UInt8(ascii: "}")) { return .object(values) }
      repeat {
        skipBlanks()
        guard let name = text(), take(UInt8(ascii: ":")), let value = value(depth: depth + 1) else { return nil }
        values[name] = value
      } while take(UInt8(ascii: ","))
      return take(UInt8(ascii: "}")) ? .object(values) : nil
    }

    private mutating func list(_ depth: Int) -> JSONValue? {
      place += 1
      var values: [JSONValue] = []
      if take(UInt8(ascii: "]")) { return .list(values) }
      repeat {
        guard let value = value(depth: depth + 1) else { return nil }
        values.append(value)
      } while take(UInt8(ascii: ","))
      return take(UInt8(ascii: "]")) ? .list(values) : nil
    }

    private mutating func number() -> JSONValue? {
      let start = place
      while let byte = next, (0x30...0x39).contains(byte) || "+-.eE".utf8.contains(byte), place - start < 64 {
        place += 1
      }
      guard place > start, let number = Double(String(decoding: bytes[start..<place], as: UTF8.self)), number.isFinite
      else { return nil }
      return .number(number)
    }

    private mutating func text() -> String? {
      guard next == UInt8(ascii: "\"") else { return nil }
      place += 1
      var result: [UInt8] = []
      while let byte = next {
        place += 1
        switch byte {
        case UInt8(ascii: "\""): return String(validating: result, as: UTF8.self)
        case UInt8(ascii: "\\"):
          guard let escape = next else { return nil }
          place += 1
          switch escape {
          case UInt8(ascii: "n"): result.append(0x0A)
          case UInt8(ascii: "r"): result.append(0x0D)
          case UInt8(ascii: "t"): result.append(0x09)
          case UInt8(ascii: "b"): result.append(0x08)
          case UInt8(ascii: "f"): result.append(0x0C)
          case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(escape)
          case UInt8(ascii: "u"):
            guard let scalar = escapedScalar() else { return nil }
            result += Array(String(Character(scalar)).utf8)
          default: return nil
          }
        case 0..<0x20: return nil
        default: result.append(byte)
        }
      }
      return nil
    }

    /// The character of `\uXXXX`, or of two of them.
    private mutating func escapedScalar() -> Unicode.Scalar? {
      guard let first = digits() else { return nil }
      guard (0xD800...0xDBFF).contains(first) else { return Unicode.Scalar(first) }
      guard take(word: "\\u"), let second = digits(), (0xDC00...0xDFFF).contains(second) else { return nil }
      return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
    }

    private mutating func digits() -> UInt32? {
      guard place + 4 <= bytes.count else { return nil }
      let text = bytes[place..<(place + 4)]
      guard text.allSatisfy({ (0x30...0x39).contains($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) })
      else { return nil }
      place += 4
      return UInt32(String(decoding: text, as: UTF8.self), radix: 16)
    }
  }
}
