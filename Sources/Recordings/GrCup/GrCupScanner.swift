/// Reads the rows of a part of a long table. What a row has in common with the one before, which is most of it, is not read again.
struct GrCupScanner {
  private let layout: GrCupLayout
  private let number = NumberCell()
  private(set) var vehicles: [String: Int] = [:]
  private(set) var rows: [GrCupRows] = []
  private(set) var damaged = 0
  /// Where the first damaged row begins in the file.
  private(set) var firstDamaged: Int?

  // What stands in the row under way: of each column where it begins, then what it says.
  private var starts: [Int]
  private var lineEnd = 0
  private var previousStart = -1
  private var previousEnd = 0
  private var previousStarts: [Int]
  private var lap: Int32 = -1
  private var serverTime: Int64 = 0
  private var time: Int64?
  private var vehicle: Int?
  private var name: Int?
  private var value = Float.nan
  private var names: [[UInt8]: Int] = [:]
  private var seenServerTime: Int64 = 0
  private var seenTime: Int64 = 0

  init(_ layout: GrCupLayout) {
    self.layout = layout
    starts = [Int](repeating: 0, count: layout.fields.count + 1)
    previousStarts = starts
  }

  /// A new piece of memory: nothing of the row before lies in it.
  mutating func startBlock() { previousStart = -1 }

  /// Reads the line that lies at a range, without its end.
  ///
  /// - Parameter place: where the line begins in the file.
  mutating func read(_ bytes: RawSpan, _ line: Range<Int>, at place: Int) {
    var end = line.upperBound
    if end > line.lowerBound, bytes.byte(end - 1) == UInt8(ascii: "\r") { end -= 1 }
    guard end > line.lowerBound else { return }
    lineEnd = end
    guard parse(bytes, line.lowerBound) else {
      damage(at: place)
      previousStart = -1
      return
    }
    swap(&starts, &previousStarts)
    previousStart = line.lowerBound
    previousEnd = end
    guard let time, let name, value.isFinite else {
      if time == nil || !value.isFinite { damage(at: place) }
      return
    }
    let car = vehicle ?? self.car("")
    rows[car].append(value, name: name, time: time, lap: lap)
    if seenServerTime != serverTime || seenTime != time {
      seenServerTime = serverTime
      seenTime = time
      if serverTime != 0 { rows[car].see(serverTime: serverTime, time: time) }
    }
  }

  private mutating func damage(at place: Int) {
    damaged += 1
    firstDamaged = firstDamaged ?? place
  }

  private mutating func parse(_ bytes: RawSpan, _ start: Int) -> Bool {
    let columns = layout.fields.count
    var column = 0
    var place = start
    if previousStart >= 0 {
      let same = commonPrefix(bytes, previousStart, start, min(previousEnd - previousStart, lineEnd - start))
      // The last column that ends within what is the same.
      while column < columns, previousStarts[column + 1] - previousStart <= same {
        starts[column] = previousStarts[column] - previousStart + start
        column += 1
      }
      place = column < columns ? previousStarts[column] - previousStart + start : lineEnd + 1
    }
    while column < columns {
      starts[column] = place
      guard place <= lineEnd else { return false }
      let close = cellEnd(bytes, place)
      if let field = layout.fields[column] { take(field, bytes, place..<close) }
      place = close + 1
      column += 1
      // Often everything behind the value is the same again.
      if column < columns, previousStart >= 0, layout.fields[column - 1] == .value,
        lineEnd - place == previousEnd - previousStarts[column], lineEnd >= place,
        commonPrefix(bytes, previousStarts[column], place, lineEnd - place) == lineEnd - place
      {
        while column < columns {
          starts[column] = previousStarts[column] - previousEnd + lineEnd
          column += 1
        }
        place = lineEnd + 1
      }
    }
    starts[columns] = lineEnd + 1
    return place == lineEnd + 1
  }

  /// Bytes that two places have in common, up to a number.
  @inline(__always)
  private func commonPrefix(_ bytes: RawSpan, _ a: Int, _ b: Int, _ most: Int) -> Int {
    var count = 0
    while count &+ 8 <= most {
      let difference: UInt64 = bytes.integer(a &+ count) ^ bytes.integer(b &+ count)
      if difference != 0 { return count &+ difference.trailingZeroBitCount / 8 }
      count &+= 8
    }
    while count < most, bytes.byte(a &+ count) == bytes.byte(b &+ count) { count &+= 1 }
    return count
  }

  /// Where a cell ends: at a comma outside of quotes, or at the end of the line.
  @inline(__always)
  private func cellEnd(_ bytes: RawSpan, _ start: Int) -> Int {
    var place = start
    var isQuoted = false
    while place < lineEnd {
      let byte = bytes.byte(place)
      if byte == UInt8(ascii: ","), !isQuoted { break }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      place &+= 1
    }
    return place
  }

  private mutating func take(_ field: GrCupLayout.Field, _ bytes: RawSpan, _ cell: Range<Int>) {
    var cell = cell
    if cell.count >= 2, bytes.byte(cell.lowerBound) == UInt8(ascii: "\"") {
      cell = (cell.lowerBound + 1)..<(cell.upperBound - 1)
    }
    switch field {
    case .value:
      var place = cell.lowerBound
      value = Float(number.read(bytes, &place, end: cell.upperBound))
    case .name: name = nameIndex(bytes, cell)
    case .lap:
      var place = cell.lowerBound
      let text = number.read(bytes, &place, end: cell.upperBound)
      lap = text >= 0 && text < 1e6 ? Int32(text) : -1
    case .time: time = InstantCell.milliseconds(bytes, cell)
    case .serverTime: serverTime = InstantCell.milliseconds(bytes, cell) ?? 0
    case .vehicle: vehicle = car(bytes.text(cell))
    }
  }

  private mutating func nameIndex(_ bytes: RawSpan, _ cell: Range<Int>) -> Int? {
    let text = bytes.extracting(cell).withUnsafeBytes { Array($0) }
    if let known = names[text] { return known >= 0 ? known : nil }
    let index = GrCupName(String(decoding: text, as: UTF8.self))?.rawValue ?? -1
    // A name that is none of a table of names, as of a damaged file, is not kept for ever.
    if names.count < 4096 { names[text] = index }
    return index >= 0 ? index : nil
  }

  private mutating func car(_ identifier: String) -> Int {
    if let known = vehicles[identifier] { return known }
    rows.append(GrCupRows())
    vehicles[identifier] = rows.count - 1
    return rows.count - 1
  }
}

/// Instants as `yyyy-MM-ddTHH:mm:ss.fffZ`.
enum InstantCell {
  /// ms since 1970, `nil` for anything else.
  static func milliseconds(_ bytes: RawSpan, _ cell: Range<Int>) -> Int64? {
    guard cell.count >= 19 else { return nil }
    var isDigit = true
    func number(_ offset: Int, _ count: Int) -> Int {
      var value = 0
      for index in 0..<count {
        let digit = bytes.byte(cell.lowerBound &+ offset &+ index) &- UInt8(ascii: "0")
        if digit > 9 { isDigit = false }
        value = value &* 10 &+ Int(digit & 15)
      }
      return value
    }
    let (year, month, day) = (number(0, 4), number(5, 2), number(8, 2))
    let (hour, minute, second) = (number(11, 2), number(14, 2), number(17, 2))
    guard isDigit, (1970...2200).contains(year), (1...12).contains(month), (1...31).contains(day), hour < 24,
      minute < 60,
      second < 61
    else { return nil }
    var fraction = 0
    var scale = 100
    var place = cell.lowerBound + 19
    if place < cell.upperBound, bytes.byte(place) == UInt8(ascii: ".") {
      place += 1
      while place < cell.upperBound, bytes.byte(place) &- UInt8(ascii: "0") < 10, scale > 0 {
        fraction += Int(bytes.byte(place) &- UInt8(ascii: "0")) * scale
        scale /= 10
        place += 1
      }
    }
    let seconds = DateText.days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    return Int64(seconds * 1000 + fraction)
  }
}
