internal import CDatabaseFiles
internal import CSQLite

/// An error that a failure of SQLite turns into, in the words of whoever keeps the database.
public protocol DatabaseFailure: Error {
  /// - Parameters:
  ///   - code: SQLite's extended result code.
  ///   - message: what SQLite says about it.
  ///   - sql: the failing statement, without its bound values (they may be private); `nil` where none was run.
  init(code: Int32, message: String, sql: String?)
}

/// One connection to a SQLite database. Used by one thread at a time.
public final class Connection<Failure: DatabaseFailure> {
  let handle: OpaquePointer
  private var statements: [String: Statement<Failure>] = [:]

  /// How a file is opened.
  public enum Access: Sendable {
    /// It is made where it is not there.
    case writing
    case reading
    /// In a folder where nothing can be made, not even what several readers share: nobody may write to it meanwhile.
    case readingUnchanging
  }

  /// Opens a file, or a database in memory for `:memory:`.
  ///
  /// - Parameters:
  ///   - patience: how long a statement waits for another program's write, ms.
  ///   - lock: of a file that is to be made; the lock of one that is there is known once it was opened.
  public init(
    path: String, access: Access = .writing, patience: Int32 = 5_000, lock: FileLock? = nil
  ) throws(Failure) {
    var opened: OpaquePointer?
    // Addresses are understood for what is attached; a path is none.
    var flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI
    flags |= access == .writing ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY
    // A path is no address, whatever it begins with.
    var name = path.hasPrefix("file:") ? "./" + path : path
    if access == .readingUnchanging {
      name = "file:" + Self.escaped(path) + "?immutable=1"
    }
    let lock = lock ?? FileLock.opened(for: path)
    let code = sqlite3_open_v2(name, &opened, flags, lock?.filesName)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(opened)
      throw Failure(code: code, message: message, sql: nil)
    }
    handle = opened
    sqlite3_busy_timeout(handle, patience)
    guard lock != nil else { return }
    // Nothing goes to a file that is not sealed, and a page has room for what it is sealed with.
    tenths_reserve(UnsafeMutableRawPointer(handle), Int32(tenths_page_reserve))
    try execute("PRAGMA temp_store = MEMORY")
  }

  deinit {
    statements.removeAll()
    sqlite3_close_v2(handle)
  }

  /// A path as it stands in an address.
  private static func escaped(_ path: String) -> String {
    path.utf8.map { byte in
      let isPlain = byte == UInt8(ascii: "/") || (byte > 0x20 && byte < 0x7F && !"%?#".utf8.contains(byte))
      let hexadecimal = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + hexadecimal
    }.joined()
  }

  /// Runs one or more statements without values.
  public func execute(_ sql: String) throws(Failure) {
    let code = sqlite3_exec(handle, sql, nil, nil, nil)
    guard code == SQLITE_OK else { throw error(code, sql: sql) }
  }

  /// A statement, prepared once and used again.
  public func prepare(_ sql: String) throws(Failure) -> Statement<Failure> {
    if let known = statements[sql] {
      known.reset()
      return known
    }
    var prepared: OpaquePointer?
    let code = sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &prepared, nil)
    guard code == SQLITE_OK, let prepared else { throw error(code, sql: sql) }
    let statement = Statement<Failure>(prepared, connection: handle, sql: sql)
    statements[sql] = statement
    return statement
  }

  /// Runs a statement that returns no rows.
  public func run(_ sql: String, _ values: [SQLValue] = []) throws(Failure) {
    let statement = try prepare(sql)
    try statement.bind(values)
    while try statement.step() {}
    statement.reset()
  }

  /// Every row of a query, turned into a value.
  public func rows<Row>(_ sql: String, _ values: [SQLValue] = [], _ read: (Statement<Failure>) -> Row) throws(Failure)
    -> [Row]
  {
    let statement = try prepare(sql)
    try statement.bind(values)
    var result: [Row] = []
    while try statement.step() { result.append(read(statement)) }
    statement.reset()
    return result
  }

  /// Looks at every row of a query without keeping any.
  public func forEach(_ sql: String, _ values: [SQLValue] = [], _ body: (Statement<Failure>) -> Void) throws(Failure) {
    let statement = try prepare(sql)
    try statement.bind(values)
    while try statement.step() { body(statement) }
    statement.reset()
  }

  /// The first row of a query.
  public func row<Row>(_ sql: String, _ values: [SQLValue] = [], _ read: (Statement<Failure>) -> Row) throws(Failure)
    -> Row?
  {
    let statement = try prepare(sql)
    try statement.bind(values)
    let result = try statement.step() ? read(statement) : nil
    statement.reset()
    return result
  }

  /// Runs statements as one: all of them take effect, or none.
  public func transaction<Result>(_ body: () throws(Failure) -> Result) throws(Failure) -> Result {
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

  /// Takes the database for this connection alone, until it ends. To be called before anything is read.
  ///
  /// The log is played in and stays, empty: once another file has taken the place of this one, the log may be that one's.
  public func takeAlone() throws(Failure) {
    try execute("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT")
    var isKept: Int32 = 1
    sqlite3_file_control(handle, "main", SQLITE_FCNTL_PERSIST_WAL, &isKept)
    let isBusy = try row("PRAGMA wal_checkpoint(TRUNCATE)") { $0.integer(0) != 0 } ?? false
    guard !isBusy else { throw Failure(code: SQLITE_BUSY, message: "another program has the database open", sql: nil) }
  }

  /// Copies the database into a new file.
  ///
  /// - Parameter lock: of the new file; `nil` for one that anybody reads.
  public func copy(to path: String, lock: FileLock?) throws(Failure) {
    tenths_reserve(UnsafeMutableRawPointer(handle), lock == nil ? 0 : Int32(tenths_page_reserve))
    try run(
      "VACUUM INTO ?", [.text("file:" + Self.escaped(path) + "?vfs=" + (lock?.filesName ?? Self.plainFiles))])
  }

  /// Name of the files that the system's own calls read and write.
  private static var plainFiles: String { sqlite3_vfs_find(nil).map { String(cString: $0.pointee.zName) } ?? "unix" }

  public var lastInsertedID: Int64 { sqlite3_last_insert_rowid(handle) }

  public var changeCount: Int { Int(sqlite3_changes(handle)) }

  /// Throws where SQLite says that something went wrong.
  public func check(_ code: Int32, _ what: String) throws(Failure) {
    guard code == SQLITE_OK else { throw error(code, sql: what) }
  }

  private func error(_ code: Int32, sql: String) -> Failure {
    Failure(code: code, message: String(cString: sqlite3_errmsg(handle)), sql: sql)
  }
}

/// A value on its way into a statement.
public enum SQLValue: Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case blob([UInt8])

  public static func optional(_ value: Double?) -> SQLValue { value.map { .real($0) } ?? .null }
  public static func optional(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
  public static func optional(_ value: Int?) -> SQLValue { value.map { .integer(Int64($0)) } ?? .null }
  public static func optional(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
}

/// A prepared statement.
public final class Statement<Failure: DatabaseFailure> {
  private let handle: OpaquePointer
  private let connection: OpaquePointer
  private let sql: String

  init(_ handle: OpaquePointer, connection: OpaquePointer, sql: String) {
    self.handle = handle
    self.connection = connection
    self.sql = sql
  }

  deinit { sqlite3_finalize(handle) }

  public func reset() {
    sqlite3_reset(handle)
    sqlite3_clear_bindings(handle)
  }

  public func bind(_ values: [SQLValue]) throws(Failure) {
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
  public func step() throws(Failure) -> Bool {
    let code = sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    guard code == SQLITE_DONE else {
      let failure = error(code)
      sqlite3_reset(handle)
      throw failure
    }
    return false
  }

  public func isNull(_ column: Int) -> Bool { sqlite3_column_type(handle, Int32(column)) == SQLITE_NULL }

  public func integer(_ column: Int) -> Int64 { sqlite3_column_int64(handle, Int32(column)) }

  public func real(_ column: Int) -> Double? { isNull(column) ? nil : sqlite3_column_double(handle, Int32(column)) }

  public func optionalInteger(_ column: Int) -> Int64? { isNull(column) ? nil : integer(column) }

  public func text(_ column: Int) -> String? {
    sqlite3_column_text(handle, Int32(column)).map { String(cString: $0) }
  }

  public func blob(_ column: Int) -> [UInt8] {
    let count = Int(sqlite3_column_bytes(handle, Int32(column)))
    guard count > 0, let start = sqlite3_column_blob(handle, Int32(column)) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }

  /// A value as it is, to be stored elsewhere.
  public func value(_ column: Int) -> SQLValue {
    switch sqlite3_column_type(handle, Int32(column)) {
    case SQLITE_INTEGER: .integer(integer(column))
    case SQLITE_FLOAT: .real(sqlite3_column_double(handle, Int32(column)))
    case SQLITE_TEXT: .text(text(column) ?? "")
    case SQLITE_BLOB: .blob(blob(column))
    default: .null
    }
  }

  private func error(_ code: Int32) -> Failure {
    Failure(code: code, message: String(cString: sqlite3_errmsg(connection)), sql: sql)
  }
}
