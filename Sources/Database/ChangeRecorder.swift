internal import CSQLite

/// Records what statements change, so that it can be taken back: SQLite's session extension.
extension Connection {
  /// Runs `body` and returns what takes its changes back; `nil` where nothing was changed. Within a transaction.
  ///
  /// - Parameter isRecorded: whether the changes of a table are recorded.
  public func recording(
    where isRecorded: (String) -> Bool, _ body: () throws(Failure) -> Void
  ) throws(Failure) -> [UInt8]? {
    var created: OpaquePointer?
    try check(sqlite3session_create(handle, "main", &created), "record changes")
    guard let recorder = created else { return nil }
    defer { sqlite3session_delete(recorder) }
    let tables = try rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) ?? "" }
    for table in tables where isRecorded(table) && !table.hasPrefix("sqlite_") {
      try check(sqlite3session_attach(recorder, table), "record changes of \(table)")
    }
    try body()
    var size: Int32 = 0
    var bytes: UnsafeMutableRawPointer?
    try check(sqlite3session_changeset(recorder, &size, &bytes), "collect changes")
    defer { sqlite3_free(bytes) }
    guard size > 0, let bytes else { return nil }
    var inverseSize: Int32 = 0
    var inverse: UnsafeMutableRawPointer?
    try check(sqlite3changeset_invert(size, bytes, &inverseSize, &inverse), "invert changes")
    defer { sqlite3_free(inverse) }
    return inverse.map { Array(UnsafeRawBufferPointer(start: $0, count: Int(inverseSize))) }
  }

  /// Applies recorded changes, all or none.
  ///
  /// - Parameter recounted: tables that are counted anew afterwards, so that what stands there now does not matter.
  /// - Returns: `false` where what they change is not as it was; then nothing is changed.
  public func apply(_ changes: [UInt8], recounted: Set<String>) throws(Failure) -> Bool {
    var copy = changes
    let code = withUnsafePointer(to: recounted) { tables in
      copy.withUnsafeMutableBytes {
        sqlite3changeset_apply(
          handle, Int32($0.count), $0.baseAddress, nil, resolveConflict, UnsafeMutableRawPointer(mutating: tables))
      }
    }
    if code & 0xFF == SQLITE_ABORT { return false }
    try check(code, "take changes back")
    return true
  }
}

/// What is counted from other tables is counted again afterwards; everything else has to be as the change left it.
///
/// A C callback must be a function of the file's top level: a closure may be bound to the wrong actor.
private func resolveConflict(_ context: UnsafeMutableRawPointer?, _ kind: Int32, _ iterator: OpaquePointer?) -> Int32 {
  var table: UnsafePointer<CChar>?
  var columns: Int32 = 0
  var operation: Int32 = 0
  var isIndirect: Int32 = 0
  guard kind != SQLITE_CHANGESET_FOREIGN_KEY,
    sqlite3changeset_op(iterator, &table, &columns, &operation, &isIndirect) == SQLITE_OK, let table,
    let recounted = context?.assumingMemoryBound(to: Set<String>.self).pointee,
    recounted.contains(String(cString: table))
  else { return SQLITE_CHANGESET_ABORT }
  let mayReplace = kind == SQLITE_CHANGESET_DATA || kind == SQLITE_CHANGESET_CONFLICT
  return mayReplace ? SQLITE_CHANGESET_REPLACE : SQLITE_CHANGESET_OMIT
}
