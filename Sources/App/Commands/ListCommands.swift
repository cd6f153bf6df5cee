import History
import Ingest
import Timing

/// Filters that every list takes.
enum ListFilter {
  /// By what a session is called.
  static let names = [
    CommandOption("track", value: "TEXT", "only tracks with this in their name"),
    CommandOption("car", value: "TEXT", "only cars with this in their name"),
    CommandOption("driver", value: "TEXT", "only drivers with this in their name"),
    CommandOption("game", value: "GAME", "only this game"),
  ]

  /// By when a session was driven, and what it is called.
  static let dates = [
    CommandOption("since", value: "DAY", "only sessions from this day on, as in 2026-11-24"),
    CommandOption("until", value: "DAY", "only sessions before this day"),
    CommandOption("tag", value: "WORD", "only sessions with this tag"),
  ]

  static let options = names + dates

  /// Order, pages and form of a list.
  static func paging(_ keys: [ListSort.Key]) -> [CommandOption] {
    let words = keys.map(\.rawValue).joined(separator: ", ")
    return [
      CommandOption("sort", value: "KEY", "sort by \(words); -KEY for the other way round"),
      CommandOption("limit", value: "N", "at most this many rows (500)"),
      CommandOption("offset", value: "N", "leave out this many rows first"),
      CommandOption("json", "one JSON document on standard output"),
    ]
  }

  /// The filter of a list.
  ///
  /// - Parameter keys: what the list can be sorted by.
  static func make(_ arguments: Arguments, sorts keys: [ListSort.Key]) throws -> HistoryFilter {
    var filter = try narrowed(arguments)
    filter.since = try DateOption.value("since", arguments)
    filter.until = try DateOption.value("until", arguments)
    filter.tag = arguments.value("tag").map { $0.lowercased() }
    filter.limit = try arguments.integer("limit", in: 1...1_000_000) ?? 500
    filter.offset = try arguments.integer("offset", in: 0...100_000_000) ?? 0
    if let text = arguments.value("sort") {
      let word = text.hasPrefix("-") ? String(text.dropFirst()) : text
      guard let key = ListSort.Key(rawValue: word), keys.contains(key) else {
        throw UsageError(
          message:
            "--sort takes \(keys.map(\.rawValue).joined(separator: ", ")), or one with - before it, not \(Text.safe(text))"
        )
      }
      filter.sort = ListSort(key, isDescending: text.hasPrefix("-"))
    }
    return filter
  }

  static func narrowed(_ arguments: Arguments) throws -> HistoryFilter {
    var filter = HistoryFilter()
    filter.track = arguments.value("track")
    filter.car = arguments.value("car")
    filter.driver = arguments.value("driver")
    filter.game = arguments.value("game")
    return filter
  }

  static func open(_ arguments: Arguments) throws -> History {
    try History(path: DashboardOptions.history(arguments))
  }
}

struct SessionsCommand: Command {
  let name = "sessions"
  let summary = "the sessions of the history, the newest first; delete one, give it tags or a note"
  let operands = "[delete ID | tag ID WORD… | note ID TEXT]"
  let options = ListFilter.options + ListFilter.paging(History.sessionSorts)

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.isEmpty else { return try edit(arguments) }
    let records = try ListFilter.open(arguments).sessions(
      try ListFilter.make(arguments, sorts: History.sessionSorts))
    if arguments.has("json") {
      Console.out(
        JSON.object([("schema", .string("tenths.sessions/1")), ("sessions", .array(records.map(json)))]).text)
      return ExitStatus.done
    }
    guard !records.isEmpty else {
      Console.out("no sessions yet: drive with tenths, or tenths import FILE\n")
      return ExitStatus.done
    }
    let rows = records.map { record in
      [
        "\(record.id)", Text.date(record.startedAt), record.gameName, record.track ?? "–", record.car ?? "–",
        record.driver, "\(record.lapCount)", Text.lapTime(record.bestTime), record.tags.joined(separator: " "),
        record.note ?? "",
      ].map(Text.safe)
    }
    Console.out(
      Text.table(
        ["id", "date", "game", "track", "car", "driver", "laps", "best", "tags", "note"], rows, right: [0, 6, 7]))
    return ExitStatus.done
  }

  private func edit(_ arguments: Arguments) throws -> Int32 {
    let words = arguments.operands
    guard ["delete", "tag", "note"].contains(words[0]), words.count >= 2, let id = Int64(words[1]) else {
      throw UsageError(
        message:
          "sessions takes delete ID, tag ID WORD…, or note ID TEXT; filter the list with --track, --car, --driver")
    }
    let history = try ListFilter.open(arguments)
    var filter = HistoryFilter()
    filter.session = id
    guard try history.sessions(filter).first != nil else {
      throw UsageError(message: "there is no session \(id); tenths sessions lists them")
    }
    let now = SystemClock.date()
    switch words[0] {
    case "delete":
      guard words.count == 2 else { throw UsageError(message: "sessions delete takes one session") }
      EditReport.show(try history.delete(session: id, at: now))
    case "tag":
      EditReport.show(try history.set(tags: Array(Set(words[2...].map { $0.lowercased() })), session: id, at: now))
    default: EditReport.show(try history.set(note: words[2...].joined(separator: " "), session: id, at: now))
    }
    return ExitStatus.done
  }

  private func json(_ record: SessionRecord) -> JSON {
    .object([
      ("id", .integer(Int(record.id))), ("startedAt", .number(record.startedAt, decimals: 0)),
      ("driver", .string(record.driver)), ("game", .string(record.game)), ("car", .optional(record.car)),
      ("track", .optional(record.track)), ("kind", .optional(record.kind)), ("source", .string(record.source)),
      ("laps", .integer(record.lapCount)), ("bestTime", .optional(record.bestTime)),
      ("tags", .array(record.tags.map { .string($0) })), ("note", .optional(record.note)),
    ])
  }
}

struct LapsCommand: Command {
  let name = "laps"
  let summary = "the laps of the history, or of one session"
  let operands = "[SESSION | delete ID]"
  let options =
    ListFilter.options + ListFilter.paging(History.lapSorts) + [CommandOption("valid", "only laps that count")]

  func run(_ arguments: Arguments) throws -> Int32 {
    var filter = try ListFilter.make(arguments, sorts: History.lapSorts)
    if arguments.operands.first == "delete" { return try delete(arguments) }
    if let text = arguments.operands.first {
      guard arguments.operands.count == 1, let id = Int64(text) else {
        throw UsageError(
          message: "laps takes the number of one session, not \(Text.safe(arguments.operands.joined(separator: " ")))")
      }
      filter.session = id
    }
    filter.onlyEligible = arguments.has("valid")
    let records = try ListFilter.open(arguments).laps(filter)
    if arguments.has("json") {
      Console.out(JSON.object([("schema", .string("tenths.laps/1")), ("laps", .array(records.map(json)))]).text)
      return ExitStatus.done
    }
    guard !records.isEmpty else {
      Console.out("no laps\n")
      return ExitStatus.done
    }
    let rows = records.map { record in
      [
        "\(record.id)", "\(record.sessionID)", "\(record.number)", record.kind.rawValue, Text.lapTime(record.time),
        record.sectors.map { Text.fixed($0, 3) }.joined(separator: " "),
        record.topSpeed.map { Text.fixed($0 * 3.6, 1) } ?? "–", record.track ?? "–", record.car ?? "–", record.driver,
        record.flags.names.joined(separator: " "),
      ].map(Text.safe)
    }
    Console.out(
      Text.table(
        ["id", "session", "lap", "kind", "time", "sectors", "top km/h", "track", "car", "driver", "flags"], rows,
        right: [0, 1, 2, 4, 6]))
    return ExitStatus.done
  }

  private func delete(_ arguments: Arguments) throws -> Int32 {
    let history = try ListFilter.open(arguments)
    guard arguments.operands.count == 2, let id = Int64(arguments.operands[1]), try history.lap(id: id) != nil else {
      throw UsageError(message: "laps delete takes the number of one lap; tenths laps lists them")
    }
    EditReport.show(try history.delete(lap: id, at: SystemClock.date()))
    return ExitStatus.done
  }

  private func json(_ record: LapRecord) -> JSON {
    .object([
      ("id", .integer(Int(record.id))), ("session", .integer(Int(record.sessionID))),
      ("number", .integer(record.number)), ("kind", .string(record.kind.rawValue)), ("time", .optional(record.time)),
      ("sectors", .array(record.sectors.map { .number($0, decimals: 3) })), ("topSpeed", .optional(record.topSpeed)),
      ("minimumSpeed", .optional(record.minimumSpeed)), ("fuelUsed", .optional(record.fuelUsed)),
      ("valid", .bool(record.isEligible)), ("flags", .array(record.flags.names.map { .string($0) })),
      ("track", .optional(record.track)), ("car", .optional(record.car)), ("driver", .string(record.driver)),
    ])
  }
}
