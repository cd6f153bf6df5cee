/// Reads one JSON document; long lists of numbers, which are most of ours, become columns at once.
struct JSONReader {
  indirect enum Value {
    case null
    case bool(Bool)
    case number(Double)
    case string(String)
    /// A list of numbers; `null` in it is not a number.
    case numbers([Double])
    case list([Value])
    case object([String: Value])

    subscript(key: String) -> Value? {
      if case .object(let values) = self { values[key] } else { nil }
    }

    var string: String? {
      switch self {
      case .string(let text): text
      case .number(let number): "\(number)"
      default: nil
      }
    }
  }

  private let bytes: RawByteArray
  private var place = 0
  private let cell = NumberCell()

  /// Objects within objects: ours have four.
  private static let deepest = 64

  /// The bytes of a document.
  struct RawByteArray {
    let bytes: [UInt8]
    var count: Int { bytes.count }
    subscript(index: Int) -> UInt8 { index < bytes.count ? bytes[index] : 0 }
  }

  init(_ bytes: [UInt8]) { self.bytes = RawByteArray(bytes: bytes) }

  /// The document, or `nil` where it is none, with the byte at which that showed.
  mutating func document() -> (value: Value?, place: Int) {
    let value = value(depth: 0)
    blanks()
    return (place == bytes.count ? value : nil, place)
  }

  private mutating func blanks() {
    while place < bytes.count, bytes[place] <= UInt8(ascii: " ") { place += 1 }
  }

  private mutating func take(_ letter: Character) -> Bool {
    blanks()
    guard place < bytes.count, bytes[place] == letter.asciiValue else { return false }
    place += 1
    return true
  }

  private mutating func take(word: StaticString) -> Bool {
    let size = word.utf8CodeUnitCount
    guard place + size <= bytes.count, (0..<size).allSatisfy({ bytes[place + $0] == word.utf8Start[$0] }) else {
      return false
    }
    place += size
    return true
  }

  private mutating func value(depth: Int) -> Value? {
    guard depth < Self.deepest else { return nil }
    blanks()
    switch bytes[place] {
    case UInt8(ascii: "{"): return object(depth)
    case UInt8(ascii: "["): return list(depth)
    case UInt8(ascii: "\""): return text().map { .string($0) }
    case UInt8(ascii: "t"): return take(word: "true") ? .bool(true) : nil
    case UInt8(ascii: "f"): return take(word: "false") ? .bool(false) : nil
    case UInt8(ascii: "n"): return take(word: "null") ? .null : nil
    default: return number().map { .number($0) }
    }
  }

  private mutating func object(_ depth: Int) -> Value? {
    place += 1
    var values: [String: Value] = [:]
    if take("}") { return .object(values) }
    repeat {
      blanks()
      guard let key = text(), take(":"), let value = value(depth: depth + 1) else { return nil }
      values[key] = value
    } while take(",")
    return take("}") ? .object(values) : nil
  }

  private mutating func list(_ depth: Int) -> Value? {
    place += 1
    if take("]") { return .numbers([]) }
    var numbers: [Double] = []
    var values: [Value]?
    repeat {
      blanks()
      if values == nil, take(word: "null") {
        numbers.append(.nan)
      } else if values == nil, let number = number() {
        numbers.append(number)
      } else {
        if values == nil { values = numbers.map { .number($0) } }
        guard let value = value(depth: depth + 1) else { return nil }
        values?.append(value)
      }
    } while take(",")
    guard take("]") else { return nil }
    return values.map { .list($0) } ?? .numbers(numbers)
  }

  private mutating func number() -> Double? {
    let first = bytes[place]
    guard first == UInt8(ascii: "-") || first &- UInt8(ascii: "0") < 10 else { return nil }
    let end = min(bytes.count, place + 64)
    var next = place
    let value = cell.read(bytes.bytes.span.bytes, &next, end: end)
    place = next
    return value.isFinite ? value : nil
  }

  private mutating func text() -> String? {
    guard bytes[place] == UInt8(ascii: "\""), place < bytes.count else { return nil }
    place += 1
    var result: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\"") { return decodedText(result) }
      guard byte == UInt8(ascii: "\\") else {
        result.append(byte)
        continue
      }
      let escape = bytes[place]
      place += 1
      switch escape {
      case UInt8(ascii: "n"): result.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "r"): result.append(UInt8(ascii: "\r"))
      case UInt8(ascii: "t"): result.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "u"):
        guard place + 4 <= bytes.count,
          let code = UInt32(decodedText(Array(bytes.bytes[place..<(place + 4)])), radix: 16)
        else { return nil }
        place += 4
        result.append(contentsOf: Array(String(Unicode.Scalar(code) ?? "\u{FFFD}").utf8))
      default: result.append(escape)
      }
    }
    return nil
  }
}
