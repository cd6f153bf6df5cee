/// Where the wanted columns of a row go.
struct Layout: Sendable {
  struct Slot: Sendable {
    var column: Int
    var isWide: Bool
    var index: Int
    /// The column without which a line is no row.
    var isKey: Bool
  }

  /// In the order in which they come in a row.
  let slots: [Slot]
  let wideCount: Int
  let narrowCount: Int

  init(_ requests: [NumberTable.Request]) {
    var slots: [Slot] = []
    var wide = 0
    var narrow = 0
    for (number, request) in requests.enumerated() {
      slots.append(
        Slot(
          column: request.column, isWide: request.isWide, index: request.isWide ? wide : narrow, isKey: number == 0))
      if request.isWide { wide += 1 } else { narrow += 1 }
    }
    self.slots = slots.sorted { $0.column < $1.column }
    wideCount = wide
    narrowCount = narrow
  }
}

/// Reads rows one by one into columns of one size that lie one after the other.
struct RowReader {
  enum Outcome {
    case row
    /// A blank line or a comment.
    case nothing
    case damaged
    /// The text ends within the row.
    case cut
  }

  /// In the order in which they come in a row; memory of the caller's, so that nothing is counted in the loop.
  let slots: UnsafeBufferPointer<Layout.Slot>
  let dialect: TextDialect
  let number: NumberCell
  /// Rows for which the columns have room.
  let capacity: Int
  let wide: UnsafeMutableBufferPointer<Double>
  let narrow: UnsafeMutableBufferPointer<Float>

  /// Reads the line at a place, which moves to the next one, into a row.
  func row(_ bytes: RawSpan, _ place: inout Int, end: Int, into row: Int) -> Outcome {
    let start = place
    var index = place
    if let comment = dialect.comment, bytes.byte(index) == comment {
      place = min(end, TextLines.newline(bytes, from: index, to: end) + 1)
      return .nothing
    }
    if dialect.joinsDelimiters { skipDelimiters(bytes, &index, end) }
    var column = 0
    var readColumn = -1
    var value = Double.nan
    var isKnown = false
    for slot in slots {
      while column < slot.column, skipCell(bytes, &index, end) { column &+= 1 }
      // Two requests may be of one column, which is behind the place after the first.
      if column != slot.column || column != readColumn {
        value = column == slot.column && index < end ? readCell(bytes, &index, end) : .nan
        readColumn = column
      }
      if slot.isWide {
        wide[slot.index * capacity + row] = value
      } else {
        narrow[slot.index * capacity + row] = Float(value)
      }
      if slot.isKey { isKnown = value.isFinite }
    }
    let isWhole = column >= slots[slots.count - 1].column
    let close = TextLines.newline(bytes, from: index, to: end)
    place = min(end, close + 1)
    if close == end, !isWhole { return isBlank(bytes, start..<close) ? .nothing : .cut }
    guard isKnown else { return isBlank(bytes, start..<close) ? .nothing : .damaged }
    return .row
  }

  /// Moves to the next cell; `false` at the end of the line.
  @inline(__always)
  private func skipCell(_ bytes: RawSpan, _ place: inout Int, _ end: Int) -> Bool {
    // Right behind a number is where most cells end.
    if place < end, bytes.byte(place) == dialect.delimiter { return skipRest(bytes, &place, end) }
    while place &+ 8 <= end {
      let word: UInt64 = bytes.integer(place)
      let marks =
        DigitWord.marks(word, of: dialect.delimiter) | DigitWord.marks(word, of: UInt8(ascii: "\n"))
        | DigitWord.marks(word, of: UInt8(ascii: "\""))
      if marks != 0 {
        place &+= marks.trailingZeroBitCount / 8
        break
      }
      place &+= 8
    }
    return skipRest(bytes, &place, end)
  }

  /// The same byte by byte, for what eight of them do not tell.
  @inline(__always)
  private func skipRest(_ bytes: RawSpan, _ place: inout Int, _ end: Int) -> Bool {
    var isQuoted = false
    while place < end {
      let byte = bytes.byte(place)
      if byte == dialect.delimiter, !isQuoted {
        place &+= 1
        if dialect.joinsDelimiters { skipDelimiters(bytes, &place, end) }
        return true
      }
      if byte == UInt8(ascii: "\n") { return false }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      place &+= 1
    }
    return false
  }

  private func skipDelimiters(_ bytes: RawSpan, _ place: inout Int, _ end: Int) {
    while place < end, bytes.byte(place) == dialect.delimiter { place &+= 1 }
  }

  /// The number of a cell; not a number where there is anything else in it. The place moves to the end of the number where that is
  /// the end of the cell, else it stays.
  @inline(__always)
  private func readCell(_ bytes: RawSpan, _ place: inout Int, _ end: Int) -> Double {
    let first = bytes.byte(place)
    if isCellEnd(first) { return .nan }
    if isPadding(first) { return paddedCell(bytes, place, end) }
    var next = place
    let value = number.read(bytes, &next, end: end)
    guard next < end, isCellEnd(bytes.byte(next)) else { return paddedCell(bytes, place, end) }
    place = next
    return value
  }

  /// The number of a cell with blanks or quotes around it.
  @inline(never)
  private func paddedCell(_ bytes: RawSpan, _ start: Int, _ end: Int) -> Double {
    var place = start
    while place < end, isPadding(bytes.byte(place)) { place &+= 1 }
    let value = number.read(bytes, &place, end: end)
    while place < end, isPadding(bytes.byte(place)) { place &+= 1 }
    return place < end && !isCellEnd(bytes.byte(place)) ? .nan : value
  }

  @inline(__always)
  private func isCellEnd(_ byte: UInt8) -> Bool {
    byte == dialect.delimiter || byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
  }

  @inline(__always)
  private func isPadding(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || (byte == UInt8(ascii: " ") && dialect.delimiter != UInt8(ascii: " "))
  }

  /// Whether a line has no cell with anything in it.
  private func isBlank(_ bytes: RawSpan, _ range: Range<Int>) -> Bool {
    range.allSatisfy { place in
      let byte = bytes.byte(place)
      return byte <= UInt8(ascii: " ") || byte == dialect.delimiter || byte == UInt8(ascii: "\"")
    }
  }
}
