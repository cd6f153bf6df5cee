internal import Database

extension HistoryArchive {
  /// Takes an archive into a history that holds nothing yet, all or nothing.
  ///
  /// - Throws: `.notEmpty` where the history holds something, `.newerVersion` for an archive of a newer program, `.damagedArchive` naming
  ///   file and line; the history is as it was then.
  public static func read(
    _ folder: String, into history: History, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(HistoryError) -> Contents {
    let connection = history.connection
    let present = try history.counts()
    guard present.sessions == 0, present.laps == 0 else {
      throw HistoryError(kind: .notEmpty(sessions: present.sessions), message: history.path)
    }
    let path = folder + "/" + manifest
    guard let document = ArchiveJSON(try ArchiveFile.text(of: path)), document["schema"]?.string == schema,
      let described = document["tables"]?.elements
    else { throw HistoryError(kind: .damagedArchive(file: path, line: 1), message: "no manifest of an archive") }
    let known = Set(migrations.map(\.name))
    if let unknown = document["steps"]?.elements?.compactMap(\.string).first(where: { !known.contains($0) }) {
      throw HistoryError(kind: .newerVersion(migration: unknown), message: "the archive is of a newer version")
    }
    let wanted = Set(described.compactMap { $0["name"]?.string })
    var contents = Contents()
    return try connection.transaction { () throws(HistoryError) -> Contents in
      // Rows come in the order of their tables and refer to some that come later.
      try connection.execute("PRAGMA defer_foreign_keys = ON")
      for (table, columns) in try tables(connection) where wanted.contains(table) && table != "lap_channel" {
        let rows = try read(table: table, columns: columns, history, folder)
        if table == "session" { contents.sessions = rows }
        if table == "lap" { contents.laps = rows }
        contents.files += 1
      }
      contents.files += try readSamples(history, folder, laps: contents.laps, progress)
      guard try connection.row("PRAGMA foreign_key_check", [], { _ in true }) == nil else {
        throw HistoryError(
          kind: .damagedArchive(file: folder, line: 0), message: "rows refer to rows that are not there")
      }
      return contents
    }
  }

  /// Reads a file of JSON lines, with the number of each line.
  private static func forEachLine(
    of path: String, _ body: (ArchiveJSON, Int) throws(HistoryError) -> Void
  ) throws(HistoryError) -> Int {
    var count = 0
    for line in try ArchiveFile.text(of: path).split(separator: "\n", omittingEmptySubsequences: true) {
      count += 1
      guard let row = ArchiveJSON(line), row.fields != nil else {
        throw HistoryError(kind: .damagedArchive(file: path, line: count), message: "no row")
      }
      try body(row, count)
    }
    return count
  }

  private static func read(
    table: String, columns: [Column], _ history: History, _ folder: String
  ) throws(HistoryError) -> Int {
    let path = folder + "/tables/\(table).jsonl"
    return try forEachLine(of: path) { (row, line) throws(HistoryError) in
      // A column that the archive does not have takes its default.
      let present = columns.filter { row[$0.name] != nil }
      var values: [SQLValue] = []
      for column in present {
        guard let value = row[column.name], let stored = try sqlValue(value, of: column, in: table, history) else {
          throw HistoryError(
            kind: .damagedArchive(file: path, line: line), message: "\(column.name) is not what it should be")
        }
        values.append(stored)
      }
      let names = present.map { "\"\($0.name)\"" }.joined(separator: ", ")
      let marks = present.map { _ in "?" }.joined(separator: ", ")
      do throws(HistoryError) {
        try history.connection.run("INSERT INTO \"\(table)\" (\(names)) VALUES (\(marks))", values)
      } catch {
        guard error.isRefusedRow else { throw error }
        throw HistoryError(kind: .damagedArchive(file: path, line: line), message: error.message)
      }
    }
  }

  private static func sqlValue(
    _ value: ArchiveJSON, of column: Column, in table: String, _ history: History
  ) throws(HistoryError) -> SQLValue? {
    if value == .null { return .null }
    switch (table, column.name) {
    case ("track_version", "line"), ("track_version", "corridor"):
      guard let lists = value.elements else { return nil }
      let columns = lists.map { $0.elements?.compactMap(\.real) ?? [] }
      return .blob(try TrackCoding.pack(columns, isCorridor: column.name == "corridor"))
    case ("lap_corner", "metrics"):
      guard let fields = value.fields else { return nil }
      let numbers = Dictionary(fields.compactMap { field in field.value.real.map { (field.name, $0) } }) { $1 }
      return .blob(PassageCoding.pack(numbers, identifiers: history.metricIdentifiers))
    default: break
    }
    switch column.type {
    case "INTEGER": return value.integer.map { .integer($0) }
    case "REAL": return value.real.map { .real($0) }
    case "TEXT": return value.string.map { .text($0) }
    default:
      guard let digits = value.string.map({ Array($0.utf8) }), digits.count.isMultiple(of: 2) else { return nil }
      var bytes: [UInt8] = []
      for start in stride(from: 0, to: digits.count, by: 2) {
        guard let byte = UInt8(String(decoding: digits[start...start + 1], as: UTF8.self), radix: 16) else {
          return nil
        }
        bytes.append(byte)
      }
      return .blob(bytes)
    }
  }

  /// What the archive says of a channel of a lap.
  private struct Header {
    var channel: String
    var step: Double
    var origin: Double
    var count: Int
  }

  private static func readSamples(
    _ history: History, _ folder: String, laps: Int, _ progress: (Int, Int) -> Void
  ) throws(HistoryError) -> Int {
    let path = folder + "/tables/lap_channel.jsonl"
    var lap: Int64?
    var headers: [Header] = []
    var files = 0
    func store() throws(HistoryError) {
      guard let lap, !headers.isEmpty else { return }
      try Self.store(headers, lap: lap, history, folder)
      headers = []
      files += 1
      progress(files, laps)
    }
    _ = try forEachLine(of: path) { (row, line) throws(HistoryError) in
      guard let id = row["lap_id"]?.integer, let channel = row["channel"]?.string, let step = row["step"]?.real,
        let origin = row["origin"]?.real, let count = row["count"]?.integer, step > 0, step.isFinite, origin.isFinite,
        (0...16_384).contains(count)
      else { throw HistoryError(kind: .damagedArchive(file: path, line: line), message: "no channel of a lap") }
      if id != lap { try store() }
      lap = id
      headers.append(Header(channel: channel, step: step, origin: origin, count: Int(count)))
    }
    try store()
    return files
  }

  private static func store(
    _ headers: [Header], lap: Int64, _ history: History, _ folder: String
  ) throws(HistoryError) {
    let session = try history.connection.row("SELECT session_id FROM lap WHERE id = ?", [.integer(lap)]) {
      $0.integer(0)
    }
    let path = folder + "/" + samples(session: session ?? 0, lap: lap)
    guard let columns = SampleTable.columns(try ArchiveFile.text(of: path)) else {
      throw HistoryError(kind: .damagedArchive(file: path, line: 0), message: "no table of samples")
    }
    for header in headers {
      guard let values = columns[header.channel], values.count == header.count else {
        throw HistoryError(
          kind: .damagedArchive(file: path, line: 0), message: "not \(header.count) samples of \(header.channel)")
      }
      let packed = try ColumnCoding.pack(values, step: header.step, origin: header.origin)
      do throws(HistoryError) {
        try history.store(packed, channel: header.channel, lap: lap)
      } catch {
        guard error.isRefusedRow else { throw error }
        throw HistoryError(kind: .damagedArchive(file: path, line: 0), message: error.message)
      }
    }
  }
}
