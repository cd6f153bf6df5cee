import Analysis
import History
import Ingest
import Settings
import Timing

struct TracksCommand: Command {
  let name = "tracks"
  let summary = "the tracks of the history; their names, and which of their corners are slow or fast"
  let operands = "[limits TRACK --slow SPEED --fast SPEED | rename TRACK NAME]"
  let options =
    [
      CommandOption("track", value: "TEXT", "only tracks with this in their name"),
      CommandOption("game", value: "GAME", "only this game"),
      CommandOption("slow", value: "SPEED", "a corner taken slower than this is slow"),
      CommandOption("fast", value: "SPEED", "a corner taken faster than this is fast"),
      CommandOption("none", "judge the corners by each other again"),
      CommandOption("units", value: "UNITS", "metric or imperial"),
    ] + ListFilter.paging(History.trackSorts)

  func run(_ arguments: Arguments) throws -> Int32 {
    let words = arguments.operands
    guard let first = words.first else { return try list(arguments) }
    let history = try ListFilter.open(arguments)
    switch first {
    case "limits":
      guard words.count == 2 else {
        throw UsageError(message: "tracks limits takes one track, as in limits Spa --slow 110 --fast 190")
      }
      try limits(TrackChoice.find(words[1], in: history), history, arguments)
    case "rename":
      guard words.count == 3, words[2].contains(where: { !$0.isWhitespace }) else {
        throw UsageError(message: "tracks rename takes a track and its new name, as in rename 3 Spa")
      }
      try rename(TrackChoice.find(words[1], in: history), to: words[2], history)
    default:
      throw UsageError(
        message: "tracks knows limits and rename, not \(Text.safe(first)); filter the list with --track, --game")
    }
    return ExitStatus.done
  }

  private func list(_ arguments: Arguments) throws -> Int32 {
    guard !["slow", "fast", "none"].contains(where: { arguments.has($0) }) else {
      throw UsageError(message: "--slow, --fast and --none belong to tenths tracks limits TRACK")
    }
    let filter = try ListFilter.make(arguments, sorts: History.trackSorts)
    let records = try ListFilter.open(arguments).trackList(filter)
    let units = try DashboardOptions.settings(arguments).units
    if arguments.has("json") {
      Console.out(JSON.object([("schema", .string("tenths.tracks/1")), ("tracks", .array(records.map(json)))]).text)
      return ExitStatus.done
    }
    guard !records.isEmpty else {
      Console.out("no tracks yet: drive with tenths, or tenths import FILE\n")
      return ExitStatus.done
    }
    let rows = records.map { record in
      [
        "\(record.id)", record.name, record.game, Text.fixed(record.length, 0), "\(record.cornerCount)",
        record.cornerOrigin.rawValue, words(record.classLimits, units), "\(record.version)", "\(record.sessionCount)",
        "\(record.lapCount)", Text.lapTime(record.bestTime),
      ].map(Text.safe)
    }
    Console.out(
      Text.table(
        [
          "id", "track", "game", "length m", "corners", "from", "slow/fast \(UnitText.speedName(units))", "line",
          "sessions", "laps", "best",
        ], rows, right: [0, 3, 4, 7, 8, 9, 10]))
    return ExitStatus.done
  }

  private func words(_ limits: CornerClassLimits?, _ units: UserSettings.Units) -> String {
    guard let limits else { return "–" }
    let factor = UnitText.factor(units)
    return "\(Text.fixed(limits.slowBelow * factor, 0))/\(Text.fixed(limits.fastAbove * factor, 0))"
  }

  private func limits(_ track: TrackRecord, _ history: History, _ arguments: Arguments) throws {
    let units = try DashboardOptions.settings(arguments).units
    let factor = UnitText.factor(units)
    let unit = UnitText.speedName(units)
    let place = Text.safe(track.name)
    var limits: CornerClassLimits?
    if arguments.has("none") {
      guard !arguments.has("slow"), !arguments.has("fast") else {
        throw UsageError(message: "give --none, or --slow and --fast")
      }
    } else {
      guard let slow = try arguments.number("slow", in: 1...600), let fast = try arguments.number("fast", in: 1...600)
      else {
        throw UsageError(message: "tracks limits needs --slow and --fast in \(unit), or --none")
      }
      guard slow <= fast else {
        throw UsageError(message: "--slow \(Text.plain(slow)) is above --fast \(Text.plain(fast)); exchange them")
      }
      limits = CornerClassLimits(slowBelow: slow / factor, fastAbove: fast / factor)
    }
    let before = track.classLimits
    let corners = try classed(track, by: limits, history)
    try history.set(limits: limits, corners: corners, track: track.id)
    let lists = Corner.Class.allCases.compactMap { kind -> String? in
      let names = corners.filter { $0.cornerClass == kind }.map { Text.safe($0.name) }
      return names.isEmpty ? nil : "\(kind.rawValue) \(names.joined(separator: " "))"
    }
    let what =
      limits.map {
        "slow below \(Text.fixed($0.slowBelow * factor, 0)) \(unit), fast above \(Text.fixed($0.fastAbove * factor, 0)) \(unit)"
      }
      ?? "its corners are judged by each other again"
    Console.out("\(place): \(what)\n" + (lists.isEmpty ? "" : lists.joined(separator: " · ") + "\n"))
    let undo =
      before.map {
        "--slow \(Text.fixed($0.slowBelow * factor, 0)) --fast \(Text.fixed($0.fastAbove * factor, 0))"
      } ?? "--none"
    Console.out("undo: tenths tracks limits \(track.id) \(undo)\n")
  }

  /// The corners as some limits class them; without a lap on the track they stay as they are.
  private func classed(
    _ track: TrackRecord, by limits: CornerClassLimits?, _ history: History
  ) throws -> [Corner] {
    let corners = try history.corners(track: track.id)
    guard var model = try history.track(id: track.id), let id = try history.fastestLapID(track: track.id),
      let reference = try history.loadCurrentLap(id: id)?.trace
    else { return corners }
    model.classLimits = limits
    let outlines = corners.map {
      CornerOutline(
        name: $0.name, number: $0.number, start: $0.start, apex: $0.apex, end: $0.end, turnedAngle: $0.turnedAngle)
    }
    let placed = CornerPlacing.corners(from: outlines, on: model, reference: reference)
    return corners.map { corner in
      var classed = corner
      classed.cornerClass = placed.first { $0.number == corner.number }?.cornerClass ?? corner.cornerClass
      return classed
    }
  }

  private func rename(_ track: TrackRecord, to name: String, _ history: History) throws {
    do {
      let change = try TrackMerge.rename(track: track.id, to: name, in: history, at: SystemClock.date())
      EditReport.show(change)
    } catch let problem as TrackMerge.Problem {
      throw SettingsProblem(message: Text.safe(problem.text))
    }
  }

  private func json(_ record: TrackRecord) -> JSON {
    .object([
      ("id", .integer(Int(record.id))), ("identifier", .string(record.identifier)), ("name", .string(record.name)),
      ("game", .string(record.game)), ("length", .number(record.length, decimals: 1)),
      ("lineVersion", .integer(record.version)), ("corners", .integer(record.cornerCount)),
      ("cornersFrom", .string(record.cornerOrigin.rawValue)), ("slowBelow", .optional(record.classLimits?.slowBelow)),
      ("fastAbove", .optional(record.classLimits?.fastAbove)), ("sessions", .integer(record.sessionCount)),
      ("laps", .integer(record.lapCount)), ("bestTime", .optional(record.bestTime)),
    ])
  }
}
