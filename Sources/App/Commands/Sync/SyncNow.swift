import History
import Syncing

/// Exchanges at once.
struct SyncNow: SyncAction {
  let name = "now"
  let usage = "now                   exchange at once; --repair fills a storage that lost something"

  func run(_ call: SyncCall) throws -> Int32 {
    guard call.words.isEmpty else { throw UsageError(message: "sync now takes nothing") }
    let history = try call.history()
    var options = call.options
    options.repairs = call.arguments.has("repair")
    let report = try call.desk.exchange(history, options: options)
    Console.endProgress()
    Console.out(SyncText.line(report) + "\n")
    for alarm in report.alarms.map({ SyncText.line($0, trust: nil) }).sorted() { Console.error("tenths: \(alarm)\n") }
    try Self.measure(call.desk, report)
    return report.alarms.isEmpty ? ExitStatus.done : ExitStatus.failed
  }

  /// Laps that came in are measured against the best of their driver here, as if they had been driven here.
  static func measure(_ desk: SyncDesk, _ report: SyncReport) throws {
    guard report.packsReceived > 0 else { return }
    let outcome = try Reanalysis(path: desk.history).run { Console.progress($0, of: $1) }
    Console.endProgress()
    if outcome.measured > 0 { Console.out("\(SyncText.count(outcome.measured, "lap")) measured by corner\n") }
  }
}
