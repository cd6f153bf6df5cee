/// How the cells of a table are divided, by its first lines.
enum DialectGuess {
  private static let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t"), UInt8(ascii: "|")]
  private static let lines = 60

  static func dialect(_ span: RawSpan, from start: Int) -> TextDialect {
    var counts = [Int](repeating: 0, count: candidates.count)
    var commas = 0
    var points = 0
    var reader = TextLines(span, from: start)
    var seen = 0
    while seen < lines, let line = reader.next(span) {
      seen += 1
      var own = [Int](repeating: 0, count: candidates.count)
      var isQuoted = false
      for place in line.range.prefix(100_000) {
        let byte = span.byte(place)
        if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
        guard !isQuoted else { continue }
        if let candidate = candidates.firstIndex(of: byte) { own[candidate] += 1 }
        guard place > line.range.lowerBound, place + 1 < line.range.upperBound else { continue }
        let isBetweenDigits = isDigit(span.byte(place - 1)) && isDigit(span.byte(place + 1))
        if isBetweenDigits, byte == UInt8(ascii: ",") { commas += 1 }
        if isBetweenDigits, byte == UInt8(ascii: ".") { points += 1 }
      }
      for index in own.indices { counts[index] += min(own[index], 1000) }
    }
    var dialect = TextDialect()
    // A comma between digits may be a decimal mark only where something else divides the cells.
    let others = (1..<candidates.count).max { counts[$0] < counts[$1] } ?? 1
    if counts[others] > 0, counts[others] * 2 > counts[0] || commas > points {
      dialect.delimiter = candidates[others]
      if commas > points { dialect.decimalMark = UInt8(ascii: ",") }
    }
    return dialect
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }
}
