internal import Telemetry

/// Our own export: a line that says so, pairs, one row a frame.
enum TenthsCsv: CsvReader {
  static let name = "Tenths CSV"
  static let firstLine = "# Tenths CSV 1"

  static func recognises(_ line: String, head: [String]) -> Bool { line == firstLine }

  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording {
    let dialect = TextDialect(comment: UInt8(ascii: "#"))
    let head = try TableHead(source, format: name, dialect: dialect) { $0.first == "time [s]" }
    let plan = ColumnPlan(names: head.names, units: [])
    let table = PlannedTable(source, head, plan: plan)
    guard let times = table.wide(.time), !times.isEmpty else { throw .noSamples }
    let description = DriveHead.description { head[$0] }
    var assembly = SampleAssembly(description, times: times)
    assembly.derivesDistance = false
    table.fill(&assembly)
    assembly.lapNumbers = table.narrow(.lapNumber) ?? []
    let running = table.wide(.runningLapTime)
    let official = table.wide(.lapTime)
    if let flags = head.names.firstIndex(of: "flags") {
      assembly.flags = NumberTable(
        source.bytes, head.rows..<source.bytes.count,
        [NumberTable.Request(column: 0, isWide: true), NumberTable.Request(column: flags, isWide: true)], dialect
      ).wideColumn(1).map { FrameFlags(rawValue: UInt32(max(0, min($0.isFinite ? $0 : 0, 4_294_967_295)))) }
    }
    assembly.addLapsByNumber(running: running, official: official)
    guard let recording = assembly.recording() else { throw .noSamples }
    return recording
  }
}
