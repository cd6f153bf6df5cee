import Settings
import Glibc
import History
import Ingest

struct PruneCommand: Command {
  let name = "prune"
  let summary = "takes old laps out of the history; shows what would go first, and keeps the bests"
  let operands = "[SESSION…]"
  let options =
    [
      CommandOption("older-than", value: "AGE", "sessions before 90d, 6m, 1y ago, or before a day as 2026-11-24"),
      CommandOption("samples", "only samples go; times, corners and statistics stay"),
      CommandOption("with-bests", "the laps that others are measured against go too"),
      CommandOption("yes", "do it, after a backup; without it nothing is changed"),
      CommandOption("compact", "give the room back to the disk afterwards"),
    ] + ListFilter.names

  func run(_ arguments: Arguments) throws -> Int32 {
    let rule = try rule(arguments)
    let path = try DashboardOptions.history(arguments)
    let history = try History(path: path)
    let sessions = try history.pruning(rule)
    guard !sessions.isEmpty else {
      Console.out("nothing to prune\n")
      return ExitStatus.done
    }
    let laps = sessions.reduce(0) { $0 + $1.lapCount }
    let what = rule.onlySamples ? "the samples of \(laps) laps" : "\(laps) laps"
    let size = Text.fixed(Double(sessions.reduce(0) { $0 + $1.size }) / 1e6, 1)
    guard arguments.has("yes") else {
      Console.out(table(sessions, rule))
      Console.out(
        "\(what) of \(sessions.count) sessions would go, \(size) MB; nothing is changed: --yes does it, after a backup\n"
          + (try history.syncIdentity() == nil
            ? "" : "They would go on your other computers too; tenths sync select leaves samples out here alone.\n")
      )
      return ExitStatus.done
    }
    let copy = HistoryBackup.name(for: path, at: SystemClock.date())
    try HistoryBackup.write(path, to: copy)
    try history.prune(rule)
    Console.out("\(what) of \(sessions.count) sessions are gone, \(size) MB\n")
    Console.out("as it was before: \(Text.safe(copy)); tenths restore brings it back, deleting it makes room\n")
    if arguments.has("compact") { try history.compact() }
    return ExitStatus.done
  }

  private func rule(_ arguments: Arguments) throws -> PruneRule {
    var rule = PruneRule()
    rule.filter = try ListFilter.narrowed(arguments)
    rule.onlySamples = arguments.has("samples")
    rule.includesBests = arguments.has("with-bests")
    for text in arguments.operands {
      guard let id = Int64(text) else {
        throw UsageError(message: "\(Text.safe(text)) is no session; tenths sessions lists them")
      }
      rule.sessions.insert(id)
    }
    let setting = rule.sessions.isEmpty ? try DashboardOptions.settings(arguments).keepFor : nil
    let age = arguments.value("older-than") ?? setting
    guard age != nil || !rule.sessions.isEmpty else {
      throw UsageError(
        message: "prune needs --older-than AGE as in 1y, the setting keep-for, or the numbers of sessions")
    }
    rule.before = try age.map { try Age.instant($0, before: SystemClock.date(), option: "older-than", arguments) }
    return rule
  }

  private func table(_ sessions: [PrunedSession], _ rule: PruneRule) -> String {
    let rows = sessions.map { session in
      [
        "\(session.id)", Text.date(session.startedAt), session.track ?? "–", session.car ?? "–", session.driver,
        "\(session.lapCount)", "\(session.keptCount)", Text.fixed(Double(session.size) / 1e6, 1),
      ].map(Text.safe)
    }
    return Text.table(
      ["id", "date", "track", "car", "driver", rule.onlySamples ? "samples go" : "laps go", "kept", "MB"], rows,
      right: [0, 5, 6, 7])
  }
}

/// How long ago: `90d`, `8w`, `6m`, `1y`, or a day.
enum Age {
  /// s since 1970.
  static func instant(_ text: String, before now: Double, option: String, _ arguments: Arguments) throws -> Double {
    if text.contains("-") { return try DateOption.instant(text, option: option) }
    let days: [Character: Double] = ["d": 1, "w": 7, "m": 30.44, "y": 365.25]
    guard let unit = text.last.flatMap({ days[$0] }), let count = Double(text.dropLast()), count >= 0, count < 1_000
    else {
      throw UsageError(message: "--\(option) takes an age as in 90d, 8w, 6m or 1y, or a day, not \(Text.safe(text))")
    }
    return now - count * unit * 86_400
  }
}
