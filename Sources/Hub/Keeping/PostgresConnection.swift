internal import CPostgres
internal import Glibc

/// A value on its way into a statement of PostgreSQL.
enum PostgresValue: Sendable {
  case null
  case integer(Int)
  case real(Double)
  case text(String)
  case bytes([UInt8])

  static func optional(_ value: Double?) -> PostgresValue { value.map { .real($0) } ?? .null }
}

/// The rows of an answer.
final class PostgresRows {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) { self.result = result }

  deinit { PQclear(result) }

  var count: Int { Int(PQntuples(result)) }

  func text(_ row: Int, _ column: Int) -> String { String(decoding: bytes(row, column), as: UTF8.self) }

  func integer(_ row: Int, _ column: Int) -> Int { Int(text(row, column)) ?? 0 }

  func real(_ row: Int, _ column: Int) -> Double? {
    PQgetisnull(result, Int32(row), Int32(column)) == 1 ? nil : Double(text(row, column))
  }

  /// The bytes as they came: of a `bytea` only where the statement asked for binary answers.
  func bytes(_ row: Int, _ column: Int) -> [UInt8] {
    let count = Int(PQgetlength(result, Int32(row), Int32(column)))
    guard count > 0, let start = PQgetvalue(result, Int32(row), Int32(column)) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}

/// One connection to PostgreSQL, used by one thread at a time.
final class PostgresConnection {
  private let handle: OpaquePointer

  /// - Parameter address: `postgres://…`; never part of a message, since it may hold a password.
  init(_ address: String) throws(HubError) {
    guard let handle = PQconnectdb(address) else {
      throw HubError(kind: .database(code: 0), message: "PostgreSQL: no memory")
    }
    self.handle = handle
    guard PQstatus(handle) == CONNECTION_OK else { throw failure("connect") }
  }

  deinit { PQfinish(handle) }

  var isUsable: Bool { PQstatus(handle) == CONNECTION_OK }

  private func failure(_ what: String) -> HubError {
    let text = PQerrorMessage(handle).map { String(cString: $0) } ?? ""
    let line = text.split(separator: "\n").first.map(String.init) ?? "no reason given"
    return HubError(kind: .database(code: 0), message: "PostgreSQL: \(line) in: \(what)")
  }

  /// Runs statements without values.
  func execute(_ sql: String) throws(HubError) {
    let result = PQexec(handle, sql)
    defer { PQclear(result) }
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw failure(sql) }
  }

  /// Runs a statement.
  ///
  /// - Parameter isBinary: whether the answer comes as bytes instead of text.
  @discardableResult
  func run(_ sql: String, _ values: [PostgresValue] = [], isBinary: Bool = false) throws(HubError) -> PostgresRows {
    var bytes: [[UInt8]?] = []
    var formats: [Int32] = []
    for value in values {
      switch value {
      case .null: bytes.append(nil)
      case .integer(let number): bytes.append(Array(String(number).utf8) + [0])
      case .real(let number): bytes.append(Array(String(number).utf8) + [0])
      case .text(let text): bytes.append(Array(text.utf8) + [0])
      // One more, so that nothing has an address too.
      case .bytes(let content): bytes.append(content + [0])
      }
      if case .bytes = value { formats.append(1) } else { formats.append(0) }
    }
    let lengths = bytes.map { Int32(max(0, ($0?.count ?? 1) - 1)) }
    let copies = bytes.map { part -> UnsafeMutableRawPointer? in
      guard let part else { return nil }
      let copy = UnsafeMutableRawPointer.allocate(byteCount: part.count, alignment: 1)
      part.withUnsafeBytes { copy.copyMemory(from: $0.baseAddress!, byteCount: part.count) }
      return copy
    }
    defer { for copy in copies { copy?.deallocate() } }
    let pointers = copies.map { $0.map { UnsafePointer<CChar>($0.assumingMemoryBound(to: CChar.self)) } }
    guard
      let result = PQexecParams(
        handle, sql, Int32(values.count), nil, pointers, lengths, formats, isBinary ? 1 : 0)
    else { throw failure(sql) }
    let rows = PostgresRows(result)
    let status = PQresultStatus(result)
    guard status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK else { throw failure(sql) }
    return rows
  }

  /// Runs statements as one: all of them take effect, or none.
  ///
  /// - Parameter body: returns what came out, and whether it is to stay.
  func transaction<Result>(_ body: () throws(HubError) -> (Result, isKept: Bool)) throws(HubError) -> Result {
    try execute("BEGIN")
    do throws(HubError) {
      let (result, isKept) = try body()
      try execute(isKept ? "COMMIT" : "ROLLBACK")
      return result
    } catch {
      // A broken connection cannot; then the server does it.
      try? execute("ROLLBACK")
      throw error
    }
  }
}
