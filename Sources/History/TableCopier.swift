internal import Database

/// Copies a table that may have unreadable places: from both ends of every readable stretch towards them.
struct TableCopier {
  private let name: String
  private let source: Connection
  private let target: Connection
  private let columns: [String]
  /// What the rows are found by: the row's number, or the first column of the key, which is a whole number in every table
  /// that has no such number, but for tables of words, which are read in one go.
  private let key: String?
  private var insert = ""
  private var shared: [String] = []
  private(set) var copied = 0
  private(set) var gaps = 0
  private(set) var leftOut = 0

  init(_ name: String, from source: Connection, to target: Connection) throws(HistoryError) {
    self.name = name
    self.source = source
    self.target = target
    columns = try target.rows("SELECT name FROM pragma_table_info(?)", [.text(name)]) { $0.text(0) ?? "" }
    let hasRowNumber = try target.row("SELECT wr FROM pragma_table_list(?)", [.text(name)]) { $0.integer(0) == 0 }
    let first = try target.row(
      "SELECT name, type FROM pragma_table_info(?) WHERE pk = 1", [.text(name)]
    ) { (name: $0.text(0) ?? "", isNumber: $0.text(1) == "INTEGER") }
    key = hasRowNumber == true ? "rowid" : first.flatMap { $0.isNumber ? "\"\($0.name)\"" : nil }
  }

  mutating func run() throws(HistoryError) {
    // An older program's table has fewer columns; what it does not have takes its default.
    let known = try? source.rows("SELECT name FROM pragma_table_info(?)", [.text(name)]) { $0.text(0) ?? "" }
    guard let known else {
      gaps += 1
      return
    }
    shared = columns.filter { known.contains($0) }
    guard !shared.isEmpty else { return }
    insert =
      "INSERT OR IGNORE INTO \(name) (\(list)) VALUES (\(shared.map { _ in "?" }.joined(separator: ", ")))"
    guard let key else {
      if try !reads("SELECT 0, \(list) FROM \(name)", [], reached: { _ in }) { gaps += 1 }
      return
    }
    try copy(key, after: Int64.min, before: Int64.max)
    // Of a table whose first page is lost nothing is found anywhere: that is one place.
    if copied == 0, gaps > 0 { gaps = 1 }
  }

  private var list: String { shared.map { "\"\($0)\"" }.joined(separator: ", ") }

  /// Rows that are looked for beyond the last readable one where the end of a table is lost.
  private static let reach: Int64 = 1 << 12

  /// Reads upwards until something cannot be read, then downwards, then both halves of what is left between.
  private mutating func copy(_ key: String, after lower: Int64, before upper: Int64) throws(HistoryError) {
    let query = "SELECT \(key), \(list) FROM \(name) WHERE \(key) > ? AND \(key) < ? ORDER BY \(key)"
    var first = lower
    var last = upper
    if try reads(query, [.integer(first), .integer(last)], reached: { first = $0 }) { return }
    if try reads(query + " DESC", [.integer(first), .integer(last)], reached: { last = $0 }) { return }
    // Numbers begin at one. With an end unknown the middle of all numbers would be far from every row.
    first = max(first, 0)
    if last == Int64.max { last = first + Self.reach }
    guard last - first > 2 else {
      gaps += 1
      return
    }
    let middle = first + (last - first) / 2
    try copy(key, after: first, before: middle + 1)
    try copy(key, after: middle, before: last)
  }

  /// - Returns: whether everything that was asked for could be read. What cannot be written is an error.
  private mutating func reads(
    _ query: String, _ values: [SQLValue], reached: (Int64) -> Void
  ) throws(HistoryError) -> Bool {
    guard let rows = try? source.prepare(query), (try? rows.bind(values)) != nil else { return false }
    defer { rows.reset() }
    while let isRow = try? rows.step() {
      guard isRow else { return true }
      reached(rows.integer(0))
      do throws(HistoryError) {
        try target.run(insert, shared.indices.map { rows.value($0 + 1) })
        if target.changeCount > 0 { copied += 1 } else { leftOut += 1 }
      } catch {
        guard error.isRefusedRow else { throw error }
        leftOut += 1
      }
    }
    return false
  }
}
