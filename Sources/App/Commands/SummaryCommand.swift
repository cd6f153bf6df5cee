import Coaching
import History
import Settings

struct SummaryCommand: Command {
  let name = "summary"
  let summary = "a session in a few lines: what to do next, how even it was, goals, progress; the newest by itself"
  let operands = "[SESSION]"
  let options = [
    CommandOption("units", value: "UNITS", "metric or imperial"),
    CommandOption("json", "one JSON document on standard output"),
  ]

  func run(_ arguments: Arguments) throws -> Int32 {
    var id: Int64?
    if let text = arguments.operands.first {
      guard arguments.operands.count == 1, let number = Int64(text) else {
        throw UsageError(
          message: "summary takes the number of one session, not "
            + Text.safe(arguments.operands.joined(separator: " ")) + "; tenths sessions lists them")
      }
      id = number
    }
    let units: SpeechUnits = try DashboardOptions.settings(arguments).units == .metric ? .metric : .imperial
    let history = try ListFilter.open(arguments)
    guard try id != nil || !history.sessions().isEmpty else {
      Console.out("no sessions yet: drive with tenths, or tenths import FILE\n")
      return ExitStatus.done
    }
    let summary = try SessionDigest(session: id, in: history)
    Console.out(
      arguments.has("json")
        ? SummaryDocument.make(summary, units: units).text : SummaryReport.text(summary, units: units))
    return ExitStatus.done
  }
}
