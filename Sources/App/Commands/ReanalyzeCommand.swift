import History

struct ReanalyzeCommand: Command {
  let name = "reanalyze"
  let summary = "laps that an older engine has measured, measured anew; it may be stopped and goes on where it was"
  let options = [
    CommandOption("track", value: "TRACK", "only laps of this track"),
    CommandOption("all", "also laps of this engine, against the best lap of today"),
    CommandOption("json", "one JSON document on standard output"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.isEmpty else {
      throw UsageError(message: "reanalyze takes no operand; choose a track with --track")
    }
    let history = try ListFilter.open(arguments)
    let track = try arguments.value("track").map { try TrackChoice.find($0, in: history) }
    let outcome = try Reanalysis(path: history.path).run(track: track?.id, includesCurrent: arguments.has("all")) {
      Console.progress($0, of: $1)
    }
    Console.endProgress()
    if arguments.has("json") {
      Console.out(
        JSON.object([
          ("schema", .string("tenths.reanalysis/1")), ("measured", .integer(outcome.measured)),
          ("skipped", .integer(outcome.skipped)),
        ]).text)
      return ExitStatus.done
    }
    let skipped = outcome.skipped > 0 ? ", \(outcome.skipped) that cannot be compared left as they were" : ""
    Console.out("\(outcome.measured) laps measured anew\(skipped)\n")
    return ExitStatus.done
  }
}
