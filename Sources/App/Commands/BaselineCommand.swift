import Glibc
import History
import Ingest
import Timing

struct BaselineCommand: Command {
  let name = "baseline"
  let summary = "the lap that a driver with a car on a track is measured against"
  let operands = "show | set LAP | reset"
  let options = [
    CommandOption("track", value: "TEXT", "only tracks with this in their name"),
    CommandOption("car", value: "TEXT", "only cars with this in their name"),
    CommandOption("driver", value: "TEXT", "only drivers with this in their name"),
    CommandOption("game", value: "GAME", "only this game"),
    CommandOption("yes", "reset without asking"),
    CommandOption("json", "one JSON document on standard output"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    let words = arguments.operands
    guard let first = words.first else {
      throw UsageError(message: "baseline needs to know what to do: show, set LAP, or reset")
    }
    guard first == "reset" || !arguments.has("yes") else {
      throw UsageError(message: "--yes belongs to baseline reset")
    }
    switch first {
    case "show" where words.count == 1: return try show(arguments)
    case "set" where words.count == 2: return try set(words[1], arguments)
    case "reset" where words.count == 1: return try reset(arguments)
    case "set": throw UsageError(message: "baseline set takes the number of one lap (tenths laps), or best")
    case "show", "reset":
      throw UsageError(message: "baseline \(first) takes no operand; choose with --track, --car, --driver")
    default: throw UsageError(message: "baseline knows show, set and reset, not \(Text.safe(first))")
    }
  }

  private func filter(_ arguments: Arguments) -> HistoryFilter {
    var filter = HistoryFilter()
    filter.track = arguments.value("track")
    filter.car = arguments.value("car")
    filter.driver = arguments.value("driver")
    filter.game = arguments.value("game")
    return filter
  }

  private func isFiltered(_ arguments: Arguments) -> Bool {
    ["track", "car", "driver", "game"].contains { arguments.has($0) }
  }

  private func show(_ arguments: Arguments) throws -> Int32 {
    let records = try ListFilter.open(arguments).baselines(filter(arguments))
    if arguments.has("json") {
      Console.out(
        JSON.object([("schema", .string("tenths.baselines/1")), ("baselines", .array(records.map(json)))]).text)
      return ExitStatus.done
    }
    guard !records.isEmpty else {
      Console.out("no baseline yet: the first lap that counts begins one\n")
      return ExitStatus.done
    }
    let rows = records.map { record in
      [
        record.track, record.gameVersion.map { "\(record.game) \($0)" } ?? record.game, record.car ?? "–",
        record.driver, record.lap.map { "\($0)" } ?? "–", Text.lapTime(record.time),
        record.chosenLap == nil ? "best" : "chosen", "\(record.epoch)",
        record.beganAt.map { Text.date($0) } ?? "the start", "\(record.eligibleCount)", "\(record.lapCount)",
      ].map(Text.safe)
    }
    Console.out(
      Text.table(
        ["track", "game", "car", "driver", "lap", "time", "is", "epoch", "since", "valid", "laps"], rows,
        right: [4, 5, 7, 9, 10]))
    return ExitStatus.done
  }

  private func set(_ text: String, _ arguments: Arguments) throws -> Int32 {
    let history = try ListFilter.open(arguments)
    if text == "best" {
      let record = try only(history.baselines(filter(arguments)))
      try history.choose(lap: nil, baseline: record.id)
      return try said(history, record.id)
    }
    guard let id = Int64(text) else {
      throw UsageError(message: "\(Text.safe(text)) is no lap: give its number (tenths laps), or best")
    }
    guard let lap = try history.loadLap(id: id) else {
      throw SettingsProblem(message: "the history has no lap \(id); tenths laps lists them")
    }
    guard lap.trace != nil, let own = try history.baseline(ofLap: id), let record = try history.baseline(id: own) else {
      throw SettingsProblem(message: "lap \(id) has no samples on a known track: nothing can be measured against it")
    }
    guard isFiltered(arguments) else {
      try history.choose(lap: id, baseline: own)
      return try said(history, own)
    }
    let target = try only(history.baselines(filter(arguments)).filter { $0.trackID == record.trackID })
    try history.choose(lap: id, baseline: target.id)
    return try said(history, target.id)
  }

  private func said(_ history: History, _ baseline: Int64) throws -> Int32 {
    guard let record = try history.baseline(id: baseline) else { return ExitStatus.failed }
    let lap = record.lap.map { "lap \($0), \(Text.lapTime(record.time))" } ?? "its next lap that counts"
    let undo = record.chosenLap == nil ? "" : "; tenths baseline set best takes it back"
    Console.out("\(words(record)) is measured against \(lap)\(undo)\n")
    return ExitStatus.done
  }

  private func words(_ record: BaselineRecord) -> String {
    [record.driver, record.car, record.track].compactMap(\.self).map(Text.safe).joined(separator: " · ")
  }

  private func only(_ records: [BaselineRecord]) throws -> BaselineRecord {
    guard let first = records.first else {
      throw UsageError(message: "no baseline matches; tenths baseline show lists them")
    }
    guard records.count == 1 else {
      throw UsageError(
        message: "\(records.count) baselines match (\(records.prefix(3).map(words).joined(separator: "; "))…); "
          + "narrow it with --track, --car, --driver")
    }
    return first
  }

  private func reset(_ arguments: Arguments) throws -> Int32 {
    let history = try ListFilter.open(arguments)
    let record = try only(history.baselines(filter(arguments)))
    if !arguments.has("yes") {
      guard isatty(STDIN_FILENO) == 1 else {
        throw UsageError(message: "baseline reset asks before it acts; say --yes where nobody can answer")
      }
      Console.error(
        "begin anew for \(words(record))? its \(record.lapCount) laps stay, and are no best any more [y/N] ")
      guard ["y", "yes"].contains((readLine() ?? "").lowercased()) else {
        Console.error("nothing is changed\n")
        return ExitStatus.failed
      }
    }
    try history.reset(baseline: record.id, at: SystemClock.date())
    Console.out(
      "\(words(record)): epoch \(record.epoch + 1) begins; \(record.lapCount) laps stay and are no reference any more"
        + (record.lap.map { "\ntenths baseline set \($0) measures against the lap of before\n" } ?? "\n"))
    return ExitStatus.done
  }

  private func json(_ record: BaselineRecord) -> JSON {
    .object([
      ("id", .integer(Int(record.id))), ("track", .string(record.track)), ("game", .string(record.game)),
      ("gameVersion", .optional(record.gameVersion)), ("car", .optional(record.car)),
      ("driver", .string(record.driver)), ("lap", .optional(record.lap.map { Int($0) })),
      ("time", .optional(record.time)), ("chosen", .bool(record.chosenLap != nil)), ("epoch", .integer(record.epoch)),
      ("since", .optional(record.beganAt, decimals: 0)), ("validLaps", .integer(record.eligibleCount)),
      ("laps", .integer(record.lapCount)),
    ])
  }
}
