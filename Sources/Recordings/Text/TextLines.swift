/// The lines of a text, as far as its head is read by words.
struct TextLines {
  /// A line without its end.
  struct Line {
    var range: Range<Int>
    /// From 1.
    var number: Int
    /// Where the next line begins.
    var next: Int
  }

  /// Bytes within which a line of a head has to end; names of thousands of columns are shorter.
  static let longest = 16 << 20

  private let end: Int
  private var place: Int
  private var number = 0
  /// A line that does not end within `longest` bytes was met.
  private(set) var isEndless = false

  init(_ bytes: RawSpan, from start: Int = 0) {
    place = start
    end = bytes.byteCount
  }

  mutating func next(_ bytes: RawSpan) -> Line? {
    guard place < end else { return nil }
    let stop = min(end, place + Self.longest)
    let close = Self.newline(bytes, from: place, to: stop)
    if close == stop, stop < end {
      isEndless = true
      return nil
    }
    var last = close
    if last > place, bytes.byte(last - 1) == UInt8(ascii: "\r") { last -= 1 }
    number += 1
    let line = Line(range: place..<last, number: number, next: min(end, close + 1))
    place = line.next
    return line
  }

  /// The place of the first newline, `end` where there is none. Eight bytes at once.
  static func newline(_ bytes: RawSpan, from start: Int, to end: Int) -> Int {
    var place = start
    let pattern: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
    while place &+ 8 <= end {
      let word: UInt64 = bytes.integer(place) ^ pattern
      let zero = (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080
      if zero != 0 { return place &+ zero.trailingZeroBitCount / 8 }
      place &+= 8
    }
    while place < end, bytes.byte(place) != UInt8(ascii: "\n") { place &+= 1 }
    return place
  }

  /// Newlines within a range.
  static func count(_ bytes: RawSpan, _ range: Range<Int>) -> Int {
    var count = 0
    var place = range.lowerBound
    let pattern: UInt64 = 0x0A0A_0A0A_0A0A_0A0A
    while place &+ 8 <= range.upperBound {
      let word: UInt64 = bytes.integer(place) ^ pattern
      // The exact test for zero bytes: no borrow runs from one byte into the next.
      let low = (word & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7F7F_7F7F_7F7F_7F7F
      count &+= (~(low | word) & 0x8080_8080_8080_8080).nonzeroBitCount
      place &+= 8
    }
    while place < range.upperBound {
      if bytes.byte(place) == UInt8(ascii: "\n") { count &+= 1 }
      place &+= 1
    }
    return count
  }

  /// The cells of a line as words, without the quotes and the blanks around them.
  static func cells(_ bytes: RawSpan, _ line: Range<Int>, _ dialect: TextDialect) -> [String] {
    var cells: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var place = line.lowerBound
    while place < line.upperBound {
      let byte = bytes.byte(place)
      if byte == UInt8(ascii: "\"") {
        // Two quotes within quotes are one.
        if isQuoted, place + 1 < line.upperBound, bytes.byte(place + 1) == byte {
          cell.append(byte)
          place += 1
        } else {
          isQuoted.toggle()
        }
      } else if byte == dialect.delimiter, !isQuoted {
        if !dialect.joinsDelimiters || !cell.isEmpty { cells.append(trimmed(cell)) }
        cell.removeAll(keepingCapacity: true)
      } else {
        cell.append(byte)
      }
      place += 1
    }
    if !dialect.joinsDelimiters || !cell.isEmpty { cells.append(trimmed(cell)) }
    return cells
  }

  private static func trimmed(_ cell: [UInt8]) -> String {
    var bytes = cell[...]
    while let first = bytes.first, first <= UInt8(ascii: " ") { bytes.removeFirst() }
    while let last = bytes.last, last <= UInt8(ascii: " ") { bytes.removeLast() }
    return decodedText(Array(bytes))
  }
}
