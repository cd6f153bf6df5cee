import CSQLite

/// One connection to a SQLite database. Used by one thread at a time.
final class Connection {
  let handle: OpaquePointer
  private var statements: [String: Statement] = [:]

  /// How long a statement waits for another program's write, ms.
  private static let busyTimeout: Int32 = 5_000

  /// Opens a file, or a database in memory for `:memory:`.
  init(path: String, isReadOnly: Bool = false) throws(HistoryError) {
    var opened: OpaquePointer?
    let flags = isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let code = sqlite3_open_v2(path, &opened, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw HistoryError(kind: .database(code: code), message: message)
    }
    handle = opened
    sqlite3_busy_timeout(handle, Self.busyTimeout)
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// Runs one or more statements without values.
  func execute(_ sql: String) throws(HistoryError) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code, sql: sql) }
  }

  /// A statement, prepared once and used again.
  func prepare(_ sql: String) throws(HistoryError) -> Statement {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw error(code, sql: sql) }
    let statement = Statement(prepared, connection: handle, sql: sql)
    statements[sql] = statement
    return statement
  }

  /// Runs a statement that returns no rows.
  func run(_ sql: String, _ values: [SQLValue] = []) throws(HistoryError) {
    let statement = try prepare(sql)
    try statement.bind(values)
    while try statement.step() {}
    statement.reset()
  }

  /// Every row of a query, turned into a value.
  func rows<Row>(_ sql: String, _ values: [SQLValue] = [], _ read: (Statement) -> Row) throws(HistoryError) -> [Row] {
    let statement = try prepare(sql)
    try statement.bind(values)
    var result: [Row] = []
    while try statement.step() { result.append(read(statement)) }
    statement.reset()
    return result
  }

  /// Looks at every row of a query without keeping any.
  func forEach(_ sql: String, _ values: [SQLValue] = [], _ body: (Statement) -> Void) throws(HistoryError) {
    let statement = try prepare(sql)
    try statement.bind(values)
    while try statement.step() { body(statement) }
    statement.reset()
  }

  /// The first row of a query.
  func row<Row>(_ sql: String, _ values: [SQLValue] = [], _ read: (Statement) -> Row) throws(HistoryError) -> Row? {
    let statement = try prepare(sql)
    try statement.bind(values)
    let result = try statement.step() ? read(statement) : nil
    statement.reset()
    return result
  }

  /// Runs statements as one: all of them take effect, or none.
  func transaction<Result>(_ body: () throws(HistoryError) -> Result) throws(HistoryError) -> Result {
    try execute("BEGIN IMMEDIATE")
    do {
      let result = try body()
      try execute("COMMIT")
      return result
    } catch {
      // A full disk may have rolled back already; then this fails and says nothing new.
      sqlite3_exec(handle, "ROLLBACK", nil, nil, nil)
      throw error
    }
  }

  var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

  var changeCount: Int { Int(sqlite3_changes(handle)) }

  /// Throws where SQLite says that something went wrong.
  func check(_ code: Int32, _ what: String) throws(HistoryError) {
    guard code == SQLITE_OK else { throw error(code, sql: what) }
  }

  private func error(_ code: Int32, sql: String) -> HistoryError {
    HistoryError(kind: .database(code: code), message: String(cString: sqlite3_errmsg(handle)), sql: sql)
  }
}

/// A value on its way into a statement.
enum SQLValue {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  static func optional(_ value: Double?) -> SQLValue { value.map { .real($0) } ?? .null }
  static func optional(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
  static func optional(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
  static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
}

/// A prepared statement.
final class Statement {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let sql: String

  init(_ handle: OpaquePointer, connection: OpaquePointer, sql: String) {
    self.handle = handle
    self.connection = connection
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }

  func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  func bind(_ values: [SQLValue]) throws(HistoryError) {
    // The value is copied: SQLITE_TRANSIENT is a macro that Swift does not see.
    let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    for (index, value) in values.enumerated() {
      let place = Int32(index + 1)
      let code =
        switch value {
        case .null: sqlite3_bind_null(handle, place)
        case .integer(let number): sqlite3_bind_int64(handle, place, number)
        case .real(let number): sqlite3_bind_double(handle, place, number)
        case .text(let text): sqlite3_bind_text(handle, place, text, Int32(text.utf8.count), copied)
        case .blob(let bytes):
          bytes.isEmpty
            ? sqlite3_bind_zeroblob(handle, place, 0)
            : sqlite3_bind_blob(handle, place, bytes, Int32(bytes.count), copied)
        }
      guard code == SQLITE_OK else { throw error(code) }
    }
  }

  /// Moves to the next row; `false` after the last.
  func step() throws(HistoryError) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else {
      let failure = error(code)
      sqlite3_reset(handle)
      throw failure
    }
    return false
  }

  func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

  func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

  func real(_ column: Int) -> Double? { isNull(column) ? nil : sqlite3_column_double(handle, Int32(column)) }

  func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

  func text(_ column: Int) -> String? {
    sqlite3_column_text(handle, Int32(column)).map { String(cString: $0) }
  }

  func blob(_ column: Int) -> [UInt8] {
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    guard count > 0, let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// A value as it is, to be stored elsewhere.
  func value(_ column: Int) -> SQLValue {
    switch sqlite3_column_type(handle, Int32(column)) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(handle, Int32(column)))
    case SQLITE_TEXT: .text(text(column) ?? "")
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  private func error(_ code: Int32) -> HistoryError {
    HistoryError(kind: .database(code: code), message: String(cString: sqlite3_errmsg(connection)), sql: sql)
  }
}
