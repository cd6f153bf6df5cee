internal import Database

extension HistoryArchive {
  /// Writes a whole history into a folder that is not there yet. Others may write to the history meanwhile; what they write is not in it.
  ///
  /// - Parameters:
  ///   - program: name and version of the program, for whoever reads the archive.
  ///   - progress: told how many of how many laps are written.
  /// - Throws: where the folder is there already, where a file cannot be written, and where the history cannot be read.
  public static func write(
    _ history: History, to folder: String, program: String, progress: (Int, Int) -> Void = { _, _ in }
  ) throws(HistoryError) -> Contents {
    guard !HistoryFiles.exists(folder) else { throw HistoryFiles.alreadyThere(folder) }
    for part in ["", "/tables", "/samples"] { try HistoryFiles.makeFolder(folder + part) }
    let connection = history.connection
    try connection.execute("BEGIN")
    let result: Result<Contents, HistoryError>
    do throws(HistoryError) {
      result = .success(try writeAll(history, folder, program, progress))
    } catch {
      result = .failure(error)
    }
    try connection.execute("COMMIT")
    return try result.get()
  }

  private static func writeAll(
    _ history: History, _ folder: String, _ program: String, _ progress: (Int, Int) -> Void
  ) throws(HistoryError) -> Contents {
    var contents = Contents()
    var described: [ArchiveJSON] = []
    for (table, columns) in try tables(history.connection) {
      let rows = try write(table: table, columns: columns, history, folder)
      if table == "session" { contents.sessions = rows }
      if table == "lap" { contents.laps = rows }
      contents.files += 1
      described.append(
        .object([
          .init(name: "name", value: .string(table)), .init(name: "file", value: .string("tables/\(table).jsonl")),
          .init(name: "rows", value: .number("\(rows)")),
          .init(
            name: "columns",
            value: .array(
              columns.map { column in
                .object([
                  .init(name: "name", value: .string(column.name)), .init(name: "type", value: .string(column.type)),
                ])
              })),
        ]))
    }
    contents.files += try writeSamples(history, folder, progress)
    try put(readmeText, into: folder + "/" + readme)
    // Last: an archive without it was broken off.
    let names = try history.connection.rows("SELECT name FROM migration ORDER BY rowid") { $0.text(0) ?? "" }
    let manifest = ArchiveJSON.object([
      .init(name: "schema", value: .string(schema)), .init(name: "program", value: .string(program)),
      .init(name: "steps", value: .array(names.map { .string($0) })),
      .init(name: "sessions", value: .number("\(contents.sessions)")),
      .init(name: "laps", value: .number("\(contents.laps)")), .init(name: "tables", value: .array(described)),
    ])
    try put(manifest.text + "\n", into: folder + "/" + Self.manifest)
    contents.files += 2
    return contents
  }

  private static func put(_ text: String, into path: String) throws(HistoryError) {
    let file = try ArchiveWriter(path)
    try file.put(text)
    try file.end()
    try HistoryFiles.sync(path)
  }

  private static func write(
    table: String, columns: [Column], _ history: History, _ folder: String
  ) throws(HistoryError) -> Int {
    let file = try ArchiveWriter(folder + "/tables/\(table).jsonl")
    // The samples have files of their own.
    let shown = columns.filter { !(table == "lap_channel" && $0.name == "data") }
    let list = shown.map { "\"\($0.name)\"" }.joined(separator: ", ")
    let statement = try history.connection.prepare("SELECT \(list) FROM \"\(table)\"")
    defer { statement.reset() }
    var count = 0
    while try statement.step() {
      var fields: [ArchiveJSON.Field] = []
      for (index, column) in shown.enumerated() {
        let value = try json(statement.value(index), of: column, in: table, history)
        fields.append(.init(name: column.name, value: value))
      }
      try file.put(ArchiveJSON.object(fields).text + "\n")
      count += 1
    }
    try file.end()
    return count
  }

  private static func json(
    _ value: SQLValue, of column: Column, in table: String, _ history: History
  ) throws(HistoryError) -> ArchiveJSON {
    switch value {
    case .null: return .null
    case .integer(let number): return .number("\(number)")
    case .real(let number): return .real(number)
    case .text(let text): return .string(text)
    case .blob(let bytes):
      switch (table, column.name) {
      case ("track_version", "line"), ("track_version", "corridor"):
        let columns = try TrackCoding.columns(of: bytes, isCorridor: column.name == "corridor")
        return .array(columns.map { .array($0.map { ArchiveJSON.real($0) }) })
      case ("lap_corner", "metrics"):
        let numbers = PassageCoding.unpack(bytes, names: history.metricNames).sorted { $0.key < $1.key }
        return .object(numbers.map { .init(name: $0.key, value: .real($0.value)) })
      default:
        return .string(
          bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined())
      }
    }
  }

  private static func writeSamples(
    _ history: History, _ folder: String, _ progress: (Int, Int) -> Void
  ) throws(HistoryError) -> Int {
    let laps = try history.connection.rows(
      """
      SELECT id, session_id, coalesce(grid_spacing, 0) FROM lap l
      WHERE EXISTS (SELECT 1 FROM lap_channel WHERE lap_id = l.id) ORDER BY session_id, id
      """
    ) { (id: $0.integer(0), session: $0.integer(1), spacing: $0.real(2) ?? 0) }
    var session: Int64?
    for (index, lap) in laps.enumerated() {
      if lap.session != session { try HistoryFiles.makeFolder(folder + "/samples/\(lap.session)") }
      session = lap.session
      let packed = try history.packedColumns(lap: lap.id)
      let file = try ArchiveWriter(folder + "/" + samples(session: lap.session, lap: lap.id))
      try file.put(try SampleTable.text(packed, spacing: lap.spacing))
      try file.end()
      progress(index + 1, laps.count)
    }
    return laps.count
  }

  private static let readmeText = """
    A history of Tenths, whole, in open formats.

    manifest.json       the tables with their columns, and the steps of the schema
    tables/NAME.jsonl   a line of JSON for each row; ids refer to each other as their names say
    samples/SESSION/LAP.csv
                        the samples of a lap by the distance from the line: station in m, time in s, the channels in SI units
                        (temperatures in degrees Celsius, pressures in kPa, pedals from 0 to 1, engine speed in 1/min)

    Dates are seconds since 1970, times seconds, stations metres from the line. A line of a track is three lists, x, y and z in m; a
    corridor one list of widths in m. A sample is off by half of the step that lap_channel.jsonl gives for it, at most.
    What stands in the history itself of every column: Documentation/HISTORY.md of Tenths.

    tenths import FOLDER takes it into an empty history.

    """
}

/// Samples of a lap as a table of text.
enum SampleTable {
  /// The column of stations, which no channel is called.
  static let station = "station"

  static func text(_ columns: [(name: String, packed: ColumnCoding.Packed)], spacing: Double) throws(HistoryError)
    -> String
  {
    var values: [[Double]] = []
    for column in columns { values.append(try ColumnCoding.unpack(column.packed)) }
    let decimals = columns.map { Self.decimals(of: $0.packed.step) }
    let count = values.map(\.count).max() ?? 0
    var text = ([station] + columns.map(\.name)).joined(separator: ",") + "\n"
    for row in 0..<count {
      append(Double(row) * spacing, decimals: 3, to: &text)
      for index in values.indices {
        text += ","
        if row < values[index].count { append(values[index][row], decimals: decimals[index], to: &text) }
      }
      text += "\n"
    }
    return text
  }

  /// Two more than the step needs, so that the same step is found again.
  static func decimals(of step: Double) -> Int {
    var decimals = 2
    var unit = 1.0
    while unit > step, decimals < 12 {
      unit /= 10
      decimals += 1
    }
    return decimals
  }

  private static func append(_ value: Double, decimals: Int, to text: inout String) {
    var factor = 1.0
    for _ in 0..<decimals { factor *= 10 }
    guard let scaled = Int64(exactly: (value * factor).rounded()) else {
      text += "\(value)"
      return
    }
    let magnitude = scaled.magnitude
    if scaled < 0 { text += "-" }
    let unit = UInt64(factor)
    text += String(magnitude / unit)
    let rest = magnitude % unit
    guard rest > 0 else { return }
    let digits = String(rest)
    var fraction = String(repeating: "0", count: decimals - digits.count) + digits
    while fraction.last == "0" { fraction.removeLast() }
    text += "." + fraction
  }

  /// The columns of a table by their names, each value as it is written; `nil` where the table is none.
  static func columns(_ text: String) -> [String: [Double]]? {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: true).makeIterator()
    guard let names = lines.next()?.split(separator: ",", omittingEmptySubsequences: false).map(String.init) else {
      return nil
    }
    var columns = [[Double]](repeating: [], count: names.count)
    while let line = lines.next() {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
      guard cells.count == names.count else { return nil }
      for (index, cell) in cells.enumerated() where !cell.isEmpty {
        guard let value = Double(cell) else { return nil }
        columns[index].append(value)
      }
    }
    return Dictionary(zip(names, columns)) { first, _ in first }
  }
}
