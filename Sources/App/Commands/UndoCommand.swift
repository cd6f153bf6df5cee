import History

struct UndoCommand: Command {
  let name = "undo"
  let summary = "takes back the last edit of the history: a deletion, a tag, a note, a name, a merge"
  let options = [
    CommandOption("list", "show what can be taken back, the newest first"),
    CommandOption("json", "with --list: one JSON document on standard output"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.isEmpty else {
      throw UsageError(message: "undo takes no operand: it takes the newest edit back")
    }
    let history = try ListFilter.open(arguments)
    guard arguments.has("list") else {
      guard !arguments.has("json") else { throw UsageError(message: "--json belongs to undo --list") }
      guard let undone = try history.undo() else {
        Console.out("there is nothing to take back\n")
        return ExitStatus.done
      }
      Console.out("taken back: \(Text.safe(undone.title))\n")
      return ExitStatus.done
    }
    let changes = try history.changes()
    if arguments.has("json") {
      let rows = changes.map {
        JSON.object([
          ("id", .integer(Int($0.id))), ("title", .string($0.title)), ("madeAt", .number($0.madeAt, decimals: 0)),
        ])
      }
      Console.out(JSON.object([("schema", .string("tenths.changes/1")), ("changes", .array(rows))]).text)
      return ExitStatus.done
    }
    guard !changes.isEmpty else {
      Console.out("there is nothing to take back\n")
      return ExitStatus.done
    }
    Console.out(Text.table(["when", "what"], changes.map { [Text.date($0.madeAt), Text.safe($0.title)] }, right: []))
    return ExitStatus.done
  }
}

/// Says what an edit did and how it is taken back.
enum EditReport {
  static func show(_ change: ChangeRecord?) {
    Console.out(change.map { "\(Text.safe($0.title))\nundo: tenths undo\n" } ?? "nothing has changed\n")
  }
}
