import Settings
import Glibc
import History
import Ingest

/// What the doctor says about the history, and what it does about it.
enum DoctorHistory {
  /// Lines for people, and whether all is well.
  static func report(_ arguments: Arguments) -> (text: String, isWell: Bool) {
    var path = Folders.data(arguments)
    do {
      path = try DashboardOptions.history(arguments)
      guard access(path, F_OK) == 0 else {
        return ("  \(Text.safe(path)): none yet, the first lap makes it\n" + backup(of: path), true)
      }
      // Before anything opens it for writing.
      let check = try HistoryCheck(path: path)
      guard check.isSound else {
        return ("  \(Text.safe(path)): \(megabytes(check.size))\n" + problems(check, path), false)
      }
      let history = try History(path: path)
      let counts = try history.counts()
      var text =
        "  \(Text.safe(path)): \(megabytes(check.size)), \(counts.sessions) sessions, \(counts.laps) laps, check: ok\n"
      if let kind = History.networkKind(of: path) {
        text += "  on a network drive (\(kind)): kept without the shared log; use it from one machine at a time\n"
      }
      if history.isReadOnly { text += "  it cannot be written to: laps are not stored here\n" }
      // Nothing is wrong with these laps; their numbers are those of an older engine.
      let stale = try history.staleLaps().count
      if stale > 0 { text += "  \(stale) laps were measured by an older engine: tenths reanalyze\n" }
      if let age = try DashboardOptions.settings(arguments).keepFor {
        var rule = PruneRule()
        rule.before = try Age.instant(age, before: SystemClock.date(), option: "keep-for", arguments)
        let old = try history.pruning(rule).reduce(0) { $0 + $1.lapCount }
        if old > 0 { text += "  \(old) laps are older than \(age), as keep-for has it: tenths prune shows them\n" }
      }
      return (text + backup(of: path), true)
    } catch {
      return ("  \(Text.safe(path))\n  ! \(ErrorText.line(error))\n" + backup(of: path), false)
    }
  }

  /// Writes what can be read into a new file; the damaged one stays as it is.
  static func repair(_ arguments: Arguments) throws -> Int32 {
    let path = try DashboardOptions.history(arguments)
    let target = HistoryRepair.name(for: path, at: SystemClock.date())
    let repair = try HistoryRepair(path, to: target)
    Console.out(
      "\(repair.copied("session")) sessions, \(repair.copied("lap")) laps written to \(Text.safe(target))\n")
    for table in repair.losses {
      Console.out("  \(table.name): \(table.gaps) places unreadable, \(table.leftOut) rows left out\n")
    }
    Console.out("\(Text.safe(path)) is as it was; to use the new file: tenths restore \(Text.safe(target))\n")
    return ExitStatus.done
  }

  private static func problems(_ check: HistoryCheck, _ path: String) -> String {
    var text = check.complaints.map { "  ! \(Text.safe($0))\n" }.joined()
    if check.orphans > 0 { text += "  ! \(check.orphans) rows point to rows that are not there\n" }
    text += "  close Tenths and copy the file away before anything else; then\n"
    text += "    tenths doctor --repair writes what can be read into a new file, this one stays as it is\n"
    guard let newest = HistoryBackup.newest(of: path) else { return text + backup(of: path) }
    text += "    tenths restore \(Text.safe(newest.path)) goes back to \(Text.date(newest.time))\n"
    return text
  }

  private static func backup(of path: String) -> String {
    guard let newest = HistoryBackup.newest(of: path) else {
      return "  no backup yet: the dashboard makes one a day, tenths backup makes one now\n"
    }
    return "  last backup: \(Text.date(newest.time)), \(Text.safe(newest.path))\n"
  }

  private static func megabytes(_ bytes: Int) -> String { "\(Text.fixed(Double(bytes) / 1e6, 1)) MB" }
}
