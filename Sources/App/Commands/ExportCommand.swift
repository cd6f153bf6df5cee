import Glibc
import History
import Ingest
import Recordings
import Telemetry
import Timing

struct ExportCommand: Command {
  let name = "export"
  let summary = "a lap, a session or a recording for other programs; --all the whole history in open formats"
  let operands = "LAP|session:ID|FILE[#LAP]"
  let options = [
    CommandOption("all", value: "FOLDER", "the whole history into a new folder: JSON lines, and CSV for each lap"),
    CommandOption("format", value: "FORMAT", "csv, ld (with .ldx), ibt, tenths or json"),
    CommandOption("output", value: "FILE", "write here (also -o); without it csv and json go to standard output"),
  ]

  private enum Format: String, CaseIterable { case csv, ld, ibt, tenths, json }

  func run(_ arguments: Arguments) throws -> Int32 {
    if let folder = arguments.value("all") { return try everything(arguments, folder) }
    guard arguments.operands.count == 1, let what = arguments.operands.first else {
      throw UsageError(message: "export takes a lap (tenths laps), session:ID (tenths sessions), or a recording")
    }
    let output = arguments.value("output")
    let ending = output?.split(separator: ".").last.map { $0.lowercased() }
    guard let format = Format(rawValue: arguments.value("format") ?? ending ?? "csv") else {
      throw UsageError(message: "--format is one of \(Format.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let drive = try source(what, arguments)
    guard !drive.frames.isEmpty else { throw SettingsProblem(message: "\(Text.safe(what)) has no samples to export") }
    switch format {
    case .csv:
      try write(CsvWriter.file(source: drive.source, frames: drive.frames, startDate: drive.startDate), output)
    case .json:
      try write(DriveJSONWriter.file(source: drive.source, frames: drive.frames, startDate: drive.startDate), output)
    case .tenths:
      let bytes = try TenthsWriter.file(source: drive.source, frames: drive.frames, startDate: drive.startDate)
      try OutputFile.write(bytes, to: try Self.path(output, for: format))
    case .ibt: try OutputFile.write(try Self.ibt(drive), to: try Self.path(output, for: format))
    case .ld: try writeLog(drive, to: try Self.path(output, for: format))
    }
    return ExitStatus.done
  }

  private func everything(_ arguments: Arguments, _ folder: String) throws -> Int32 {
    guard arguments.operands.isEmpty, arguments.value("output") == nil, arguments.value("format") == nil else {
      throw UsageError(message: "export --all takes its folder and nothing else")
    }
    let path = try DashboardOptions.history(arguments)
    let contents = try HistoryArchive.write(try History(path: path), to: folder, program: "Tenths \(version)") {
      Console.progress($0, of: $1)
    }
    Console.endProgress()
    Console.out(
      "\(contents.sessions) sessions, \(contents.laps) laps written to \(Text.safe(folder)), \(contents.files) files\n")
    if HistoryLock.isLocked(path) { Console.out("the export is not locked: anybody reads it who has the folder\n") }
    return ExitStatus.done
  }

  private static func path(_ output: String?, for format: Format) throws -> String {
    guard let output else { throw UsageError(message: "\(format.rawValue) needs a file: -o NAME.\(format.rawValue)") }
    return output
  }

  private func write(_ bytes: [UInt8], _ output: String?) throws {
    if let output {
      try OutputFile.write(bytes, to: output)
    } else {
      Console.out(String(decoding: bytes, as: UTF8.self))
    }
  }

  private func writeLog(_ drive: ExportSource, to path: String) throws {
    let start = drive.startDate.map { $0 + (drive.frames.first?.gameTime ?? 0) }
    guard let files = LdWriter.files(source: drive.source, frames: drive.frames, startDate: start) else {
      throw SettingsProblem(message: "a drive without a rate cannot be written as a log")
    }
    let stem = path.lowercased().hasSuffix(".ld") ? String(path.dropLast(3)) : path
    try OutputFile.write(files.log, to: stem + ".ld")
    try OutputFile.write(files.laps, to: stem + ".ldx")
  }

  /// At equal distances in time, as the simulator writes them.
  private static func ibt(_ drive: ExportSource) throws -> [UInt8] {
    let channels = drive.frames.reduce(ChannelSet()) { $0.union($1.presence) }
    // In the middle of an ocean: the plane of a game has no place on the globe.
    guard
      var writer = IbtWriter(
        source: drive.source, startDate: drive.startDate ?? 0, latitude: 45, longitude: -30, channels: channels)
    else { throw SettingsProblem(message: "the drive cannot be written as .ibt") }
    for frame in drive.frames { writer.append(frame) }
    return writer.file()
  }

  private func source(_ text: String, _ arguments: Arguments) throws -> ExportSource {
    if let mark = text.lastIndex(of: "#"), let number = Int(text[text.index(after: mark)...]), mark > text.startIndex {
      return ExportSource.recording(try RecordingAnalysis.open(String(text[..<mark])), lap: number)
    }
    var status = stat()
    if Int64(text) == nil, !["best", "last"].contains(text), !text.hasPrefix("session:") || stat(text, &status) == 0 {
      return ExportSource.recording(try RecordingAnalysis.open(text), lap: nil)
    }
    let history = try ListFilter.open(arguments)
    var filter = HistoryFilter()
    filter.limit = 1_000_000
    if text.hasPrefix("session:") {
      guard let id = Int64(text.dropFirst("session:".count)) else {
        throw UsageError(message: "\(Text.safe(text)) is no session: session:ID, as tenths sessions lists them")
      }
      filter.session = id
      return try stored(try history.laps(filter), session: id, history)
    }
    let id = try CompareCommand.lapID(text, history)
    guard let lap = try history.lap(id: id) else {
      throw SettingsProblem(message: "the history has no lap \(id); tenths laps lists them")
    }
    return try stored([lap], session: lap.sessionID, history)
  }

  private func stored(_ records: [LapRecord], session id: Int64, _ history: History) throws -> ExportSource {
    var filter = HistoryFilter()
    filter.session = id
    guard let session = try history.sessions(filter).first else {
      throw SettingsProblem(message: "the history has no session \(id); tenths sessions lists them")
    }
    let ordered = records.sorted { $0.serial < $1.serial }
    let laps = try ordered.compactMap { try history.loadCurrentLap(id: $0.id) }
    let track = try ordered.first.flatMap { try history.track(ofLap: $0.id)?.model }
    return ExportSource.stored(laps, session: session, track: track)
  }
}
