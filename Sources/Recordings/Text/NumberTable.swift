/// Columns of numbers read out of rows of text, on all processors at once and without a string for any cell.
struct NumberTable: Sendable {
  /// A column that is wanted, by its place in the rows.
  struct Request: Sendable {
    /// From 0.
    var column: Int
    /// Whether 32 bits are too few, as for times and places on the globe.
    var isWide: Bool
  }

  private(set) var rowCount = 0
  /// The wide columns and the others, each in the order of the requests, one after the other with room for `capacity` rows.
  private var wide: [Double] = []
  private var narrow: [Float] = []
  private var capacity = 0
  /// Rows without a number in the first column that was asked for, and the line of the first of them, counted from the first row as 0.
  private(set) var damagedCount = 0
  private(set) var firstDamaged: Int?
  /// The last row ends before the last column that was asked for.
  private(set) var isCut = false

  /// Bytes that are worth a thread.
  private static let bytesForThread = 1 << 20

  /// What one thread made of its lines.
  private struct Part: Sendable {
    var rows = 0
    var damaged = 0
    var firstDamaged: Int?
    var isCut = false
  }

  /// Reads the rows of a range.
  ///
  /// - Parameter requests: the first of them is the one without which a line is no row.
  init(_ bytes: ByteStore, _ range: Range<Int>, _ requests: [Request], _ dialect: TextDialect) {
    guard !requests.isEmpty, !range.isEmpty else { return }
    let layout = Layout(requests)
    let bounds = bytes.withBytes { Self.bounds($0, range) }
    let parts = bounds.count - 1
    var lineCounts = [Int](repeating: 0, count: parts)
    lineCounts.withUnsafeMutableBufferPointer { counts in
      let counts = OwnParts(counts)
      concurrently(each: parts) { part in
        bytes.withBytes { span in
          counts.value[part] =
            TextLines.count(span, bounds[part]..<bounds[part + 1])
            + (bounds[part + 1] == range.upperBound ? 1 : 0)
        }
      }
    }
    let starts = lineCounts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1) }
    capacity = starts[parts]
    wide = Self.room(capacity * layout.wideCount)
    narrow = Self.room(capacity * layout.narrowCount)
    var results = [Part](repeating: Part(), count: parts)
    let rows = capacity
    layout.slots.withUnsafeBufferPointer { slots in
      wide.withUnsafeMutableBufferPointer { wide in
        narrow.withUnsafeMutableBufferPointer { narrow in
          results.withUnsafeMutableBufferPointer { results in
            let reader = RowReader(
              slots: slots, dialect: dialect, number: NumberCell(decimalMark: dialect.decimalMark), capacity: rows,
              wide: wide, narrow: narrow)
            let shared = OwnParts((reader, results))
            concurrently(each: parts) { part in
              shared.value.1[part] = bytes.withBytes { span in
                Self.read(shared.value.0, span, bounds[part]..<bounds[part + 1], at: starts[part])
              }
            }
          }
        }
      }
    }
    close(results, starts, layout)
  }

  /// A wide column by its number among the wide ones.
  func wideColumn(_ index: Int) -> [Double] { Array(wide[(index * capacity)..<(index * capacity + rowCount)]) }

  /// Another column by its number among the others.
  func narrowColumn(_ index: Int) -> [Float] { Array(narrow[(index * capacity)..<(index * capacity + rowCount)]) }

  /// Memory that is written before it is read.
  private static func room<Number>(_ count: Int) -> [Number] {
    [Number](unsafeUninitializedCapacity: count) { memory, initialized in
      useLargePages(UnsafeMutableRawBufferPointer(memory))
      initialized = count
    }
  }

  private static func read(_ reader: RowReader, _ bytes: RawSpan, _ range: Range<Int>, at row: Int) -> Part {
    var part = Part()
    var line = 0
    var place = range.lowerBound
    while place < range.upperBound {
      switch reader.row(bytes, &place, end: range.upperBound, into: row + part.rows) {
      case .row: part.rows += 1
      case .nothing: break
      case .cut: part.isCut = true
      case .damaged:
        part.damaged += 1
        part.firstDamaged = part.firstDamaged ?? line
      }
      line += 1
    }
    return part
  }

  /// Parts of a range that begin with a line each.
  private static func bounds(_ bytes: RawSpan, _ range: Range<Int>) -> [Int] {
    let parts = max(1, min(64, range.count / bytesForThread))
    var bounds = [range.lowerBound]
    for part in 1..<max(2, parts) where part < parts {
      let middle = range.lowerBound + range.count / parts * part
      let next = min(range.upperBound, TextLines.newline(bytes, from: middle, to: range.upperBound) + 1)
      if next > bounds[bounds.count - 1], next < range.upperBound { bounds.append(next) }
    }
    return bounds + [range.upperBound]
  }

  /// Moves the rows together where lines were no rows.
  private mutating func close(_ parts: [Part], _ starts: [Int], _ layout: Layout) {
    rowCount = parts.reduce(0) { $0 + $1.rows }
    var filled = 0
    for (part, result) in parts.enumerated() {
      if filled != starts[part], result.rows > 0 {
        for column in 0..<layout.wideCount { Self.move(&wide, column * capacity, starts[part], filled, result.rows) }
        for column in 0..<layout.narrowCount {
          Self.move(&narrow, column * capacity, starts[part], filled, result.rows)
        }
      }
      filled += result.rows
    }
    damagedCount = parts.reduce(0) { $0 + $1.damaged }
    if let part = parts.firstIndex(where: { $0.firstDamaged != nil }), let line = parts[part].firstDamaged {
      firstDamaged = starts[part] + line
    }
    isCut = parts.contains(where: \.isCut)
  }

  private static func move<Number>(_ values: inout [Number], _ base: Int, _ from: Int, _ to: Int, _ count: Int) {
    for row in 0..<count { values[base + to + row] = values[base + from + row] }
  }
}
