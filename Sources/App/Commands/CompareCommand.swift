import Analysis
import Engine
import History
import Telemetry
import Timing

struct CompareCommand: Command {
  let name = "compare"
  let summary = "two laps against each other: where the time went"
  let operands = "LAP REFERENCE"
  let options = [
    CommandOption("json", "one JSON document on standard output"),
    CommandOption("csv", "delta and both speeds at every station, on standard output"),
  ]

  /// A lap of the command line: an id of the history, `best`, `last`, or `FILE#n`.
  private struct Chosen {
    var label: String
    var lap: Lap
    var corners: [Corner]
    var track: TrackModel?
    var game: String
  }

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count == 2 else {
      throw UsageError(message: "compare takes two laps: numbers of the history (tenths laps), best, last, or FILE#LAP")
    }
    let first = try choose(arguments.operands[0], arguments)
    let second = try choose(arguments.operands[1], arguments)
    guard let own = first.lap.trace, let other = second.lap.trace else {
      throw SettingsProblem(message: "one of the laps has no samples")
    }
    let corners = first.corners.isEmpty ? second.corners : first.corners
    let fitted = try Self.fitted(other, to: own, of: first.track, isSameWorld: first.game == second.game)
    guard let comparison = LapComparer.compare(own, with: fitted, corners: corners) else {
      throw SettingsProblem(message: "the two laps cannot be laid over each other")
    }
    if arguments.has("json") {
      Console.out(
        JSON.object([
          ("schema", .string("tenths.comparison/1")), ("lap", .string(first.label)),
          ("reference", .string(second.label)),
          ("comparison", AnalysisDocument.comparison(first.lap, reference: second.lap, comparison)),
        ]).text)
    } else if arguments.has("csv") {
      Console.out(csv(own, fitted, comparison))
    } else {
      Console.out(
        "\(Text.safe(first.label)) \(Text.lapTime(first.lap.time)) against \(Text.safe(second.label)) "
          + "\(Text.lapTime(second.lap.time)): \(Text.delta(comparison.total)) s\n")
      Console.out(AnalysisReport.lossTable(comparison))
    }
    return ExitStatus.done
  }

  /// A lap on the stations of another one's track.
  static func fitted(
    _ lap: LapTrace, to own: LapTrace, of track: TrackModel?, isSameWorld: Bool
  ) throws -> LapTrace {
    if lap.grid == own.grid { return lap }
    let model =
      track
      ?? TrackModel(
        identifier: "", name: nil, version: 1, grid: own.grid, line: nil, sectorStarts: [], sectorsAreOfficial: false,
        miniSectorStarts: [0])
    do {
      return try LapRestation.lap(lap, on: model, like: own, isSameWorld: isSameWorld)
    } catch {
      throw SettingsProblem(message: ErrorText.refusal(error))
    }
  }

  private func csv(_ lap: LapTrace, _ reference: LapTrace, _ comparison: LapComparison) -> String {
    var text = "distance [m],delta [s],speed [m/s],reference speed [m/s]\n"
    for index in 0..<lap.grid.count {
      let row = [
        Text.fixed(lap.grid.station(index), 1), Text.fixed(comparison.delta[index], 4),
        Text.fixed(Double(lap.columns[.speed]?[index] ?? .nan), 3),
        Text.fixed(Double(reference.columns[.speed]?[index] ?? .nan), 3),
      ]
      text += row.joined(separator: ",") + "\n"
    }
    return text
  }

  private func choose(_ text: String, _ arguments: Arguments) throws -> Chosen {
    if let mark = text.lastIndex(of: "#"), let number = Int(text[text.index(after: mark)...]) {
      return try lap(number, of: String(text[..<mark]))
    }
    let history = try ListFilter.open(arguments)
    let id = try Self.lapID(text, history)
    guard let lap = try history.loadLap(id: id) else {
      throw SettingsProblem(message: "the history has no lap \(id); tenths laps lists them")
    }
    let stored = try history.track(ofLap: id)
    return Chosen(
      label: "lap \(id)", lap: lap, corners: stored?.corners ?? [], track: stored?.model,
      game: try history.lap(id: id)?.game ?? "")
  }

  /// The id of a lap of the history: a number, `best` or `last`.
  static func lapID(_ text: String, _ history: History) throws -> Int64 {
    var filter = HistoryFilter()
    filter.onlyEligible = true
    filter.limit = 100_000
    switch text {
    case "last":
      guard let last = try history.laps(filter).max(by: { $0.finishedAt < $1.finishedAt }) else {
        throw SettingsProblem(message: "the history holds no complete lap yet")
      }
      return last.id
    case "best":
      // The best of whoever drove last, where and with what.
      guard let last = try history.laps(filter).max(by: { $0.finishedAt < $1.finishedAt }),
        let baseline = try history.baseline(ofLap: last.id),
        let best = try history.yardstickID(baseline: baseline)
      else { throw SettingsProblem(message: "the history holds no complete lap yet") }
      return best
    default:
      guard let number = Int64(text) else {
        throw UsageError(
          message: "\(Text.safe(text)) is no lap: give its number (tenths laps), best, last, or FILE#LAP")
      }
      return number
    }
  }

  private func lap(_ number: Int, of path: String) throws -> Chosen {
    let (session, lap) = try Self.lap(number, of: path)
    return Chosen(
      label: "\(path)#\(number)", lap: lap, corners: session.corners, track: session.track,
      game: session.source.game)
  }

  /// A complete lap of a recording, with its session.
  static func lap(_ number: Int, of path: String) throws -> (SessionAnalysis, Lap) {
    for session in RecordingAnalysis.run(try RecordingAnalysis.open(path)) {
      if let entry = session.laps.first(where: { $0.lap.number == number && $0.lap.trace != nil }) {
        return (session, entry.lap)
      }
    }
    throw SettingsProblem(message: "\(Text.safe(path)) has no complete lap \(number); tenths analyze lists its laps")
  }
}
