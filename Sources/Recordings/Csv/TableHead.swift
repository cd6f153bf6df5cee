/// The lines of a table before its rows: pairs of words, names of columns, units.
struct TableHead: Sendable {
  var dialect = TextDialect()
  /// Values by their keys in lower case.
  private(set) var pairs: [String: [String]] = [:]
  private(set) var names: [String] = []
  /// Rows of words after the names, as units and sources.
  private(set) var words: [[String]] = []
  /// Where the rows begin, and the number of the first line there.
  private(set) var rows = 0
  private(set) var firstLine = 0

  /// No table's head is longer, and none has more columns.
  private static let mostLines = 500
  private static let mostColumns = 100_000

  /// - Parameters:
  ///   - isNames: whether the cells of a line are the names of columns.
  ///   - pairColumns: cells of a line at which a key may stand, its values after it.
  init(
    _ source: CsvSource, format: String, dialect: TextDialect, pairColumns: [Int] = [0], isNames: ([String]) -> Bool
  ) throws(RecordingError) {
    self.dialect = dialect
    self = try source.bytes.withBytes { span throws(RecordingError) in
      var head = self
      try head.read(span, source.start, format, pairColumns, isNames)
      return head
    }
  }

  private mutating func read(
    _ span: RawSpan, _ start: Int, _ format: String, _ pairColumns: [Int], _ isNames: ([String]) -> Bool
  ) throws(RecordingError) {
    var lines = TextLines(span, from: start)
    while let line = lines.next(span), line.number <= Self.mostLines {
      if dialect.comment.map({ !line.range.isEmpty && span.byte(line.range.lowerBound) == $0 }) ?? false {
        takePair(span.text(line.range).drop { $0 == "#" || $0 == " " })
        continue
      }
      let cells = TextLines.cells(span, line.range, dialect)
      guard cells.count <= Self.mostColumns else {
        throw .malformed(format: format, line: line.number, problem: .tooManyColumns(cells.count))
      }
      guard names.isEmpty else {
        if cells.allSatisfy(\.isEmpty) { continue }
        // The first line with a number where the first name stands is a row.
        if Self.isRow(cells) {
          rows = line.range.lowerBound
          firstLine = line.number
          return
        }
        words.append(cells)
        continue
      }
      if isNames(cells) { names = cells } else { takePairs(cells, at: pairColumns) }
    }
    if lines.isEndless { throw .malformed(format: format, line: nil, problem: .endlessLine(TextLines.longest)) }
    throw .malformed(format: format, line: nil, problem: names.isEmpty ? .noColumnNames : .noRows)
  }

  private static func isRow(_ cells: [String]) -> Bool {
    guard let first = cells.first(where: { !$0.isEmpty }) else { return false }
    let plain = first.replacing(",", with: ".")
    return Double(plain) != nil || ClockText.seconds(plain) != nil || DateText.seconds(first) != nil
  }

  private mutating func takePairs(_ cells: [String], at columns: [Int]) {
    for (number, column) in columns.enumerated() where column < cells.count && !cells[column].isEmpty {
      let end = number + 1 < columns.count ? min(columns[number + 1], cells.count) : cells.count
      pairs[cells[column].lowercased()] = Array(cells[(column + 1)..<max(column + 1, end)])
    }
  }

  private mutating func takePair(_ text: Substring) {
    guard let mark = text.firstIndex(of: ":") else { return }
    let value = text[text.index(after: mark)...].drop { $0 == " " }
    pairs[text[..<mark].lowercased()] = [String(value)]
  }

  /// The value of a key, `nil` where it is missing or empty.
  subscript(key: String) -> String? {
    guard let value = pairs[key]?.first, !value.isEmpty else { return nil }
    return value
  }

  /// All numbers of a key, whether in cells of their own or together in one.
  func numbers(_ key: String) -> [Double] {
    (pairs[key] ?? []).flatMap { $0.split(separator: " ") }.compactMap { Double($0) }.filter(\.isFinite)
  }

  /// The units of the columns, where the first line of words after the names has them.
  var units: [String] { words.first ?? [] }
}
