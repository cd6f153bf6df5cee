import History
import Ingest

/// `tenths cars` and `tenths drivers`: lists, and other names.
struct NamesCommand: Command {
  /// What is listed.
  enum Kind: String {
    case car, driver
  }

  private let kind: Kind

  init(_ kind: Kind) { self.kind = kind }

  var name: String { kind.rawValue + "s" }
  var summary: String {
    "the \(kind.rawValue)s of the history; rename one, and where the name is taken the two become one"
  }
  var operands: String { "[rename ID NAME]" }
  var options: [CommandOption] {
    let filter = [CommandOption(kind.rawValue, value: "TEXT", "only \(kind.rawValue)s with this in their name")]
    let game = kind == .car ? [CommandOption("game", value: "GAME", "only this game")] : []
    return filter + game + ListFilter.paging(History.nameSorts)
  }

  func run(_ arguments: Arguments) throws -> Int32 {
    let words = arguments.operands
    guard let first = words.first else { return try list(arguments) }
    guard first == "rename", words.count == 3, let id = Int64(words[1]), words[2].contains(where: { !$0.isWhitespace })
    else {
      throw UsageError(message: "\(name) takes nothing, or rename ID NAME, as in \(name) rename 3 'M4 GT3'")
    }
    let history = try ListFilter.open(arguments)
    var everything = HistoryFilter()
    everything.limit = .max
    let all = kind == .car ? try history.cars(everything) : try history.drivers(everything)
    guard all.contains(where: { $0.id == id }) else {
      throw UsageError(message: "there is no \(kind.rawValue) \(id); tenths \(name) lists them")
    }
    EditReport.show(
      try history.rename(kind == .car ? .car : .driver, id, to: words[2], at: SystemClock.date()))
    if try !history.staleLaps().isEmpty { Console.out("tenths reanalyze measures the laps anew that this concerns\n") }
    return ExitStatus.done
  }

  private func list(_ arguments: Arguments) throws -> Int32 {
    let filter = try ListFilter.make(arguments, sorts: History.nameSorts)
    let history = try ListFilter.open(arguments)
    let records = kind == .car ? try history.cars(filter) : try history.drivers(filter)
    if arguments.has("json") {
      Console.out(JSON.object([("schema", .string("tenths.\(name)/1")), (name, .array(records.map(json)))]).text)
      return ExitStatus.done
    }
    guard !records.isEmpty else {
      Console.out("no \(name) yet: drive with tenths, or tenths import FILE\n")
      return ExitStatus.done
    }
    let rows = records.map { record in
      ["\(record.id)", record.name] + (kind == .car ? [record.game ?? "–"] : []) + [
        "\(record.sessionCount)", "\(record.lapCount)", record.lastDrivenAt.map { Text.date($0) } ?? "–",
      ]
    }.map { $0.map(Text.safe) }
    let isCar = kind == .car
    Console.out(
      Text.table(
        ["id", kind.rawValue] + (isCar ? ["game"] : []) + ["sessions", "laps", "last"], rows,
        right: isCar ? [0, 3, 4] : [0, 2, 3]))
    return ExitStatus.done
  }

  private func json(_ record: NamedRecord) -> JSON {
    .object([
      ("id", .integer(Int(record.id))), ("name", .string(record.name)), ("game", .optional(record.game)),
      ("sessions", .integer(record.sessionCount)), ("laps", .integer(record.lapCount)),
      ("lastDrivenAt", record.lastDrivenAt.map { .number($0, decimals: 0) } ?? .null),
    ])
  }
}
