/// The two values that matter in a line of JSON, found by their keys without reading the rest.
struct JSONLine: Sendable {
  /// Where the line ends: its newline or the end of the bytes.
  private(set) var end: Int
  /// Where the text of the first `hex` lies.
  private(set) var hex: Range<Int>?
  /// The first `t_us`.
  private(set) var microseconds: Double?

  init(_ bytes: RawSpan, lineAt start: Int) {
    var position = start
    while position < bytes.byteCount, bytes.byte(position) != UInt8(ascii: "\n") { position += 1 }
    end = position
    if let value = Self.value(of: "\"hex\"", bytes, start..<end), bytes.byte(value) == UInt8(ascii: "\"") {
      var close = value + 1
      while close < end, bytes.byte(close) != UInt8(ascii: "\"") { close += 1 }
      if close < end { hex = (value + 1)..<close }
    }
    if let value = Self.value(of: "\"t_us\"", bytes, start..<end) {
      var close = value
      while close < end, close - value < 24, Self.isNumber(bytes.byte(close)) { close += 1 }
      microseconds = Double(bytes.text(value..<close))
    }
  }

  /// Where the value after a key starts; the key comes early in a line, so a plain search is enough.
  private static func value(of key: StaticString, _ bytes: RawSpan, _ line: Range<Int>) -> Int? {
    let size = key.utf8CodeUnitCount
    var start = line.lowerBound
    while start + size < line.upperBound {
      if (0..<size).allSatisfy({ bytes.byte(start + $0) == key.utf8Start[$0] }) {
        var value = start + size
        while value < line.upperBound, [UInt8(ascii: ":"), UInt8(ascii: " ")].contains(bytes.byte(value)) { value += 1 }
        return value < line.upperBound ? value : nil
      }
      start += 1
    }
    return nil
  }

  private static func isNumber(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
  }
}
