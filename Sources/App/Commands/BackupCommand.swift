import Glibc
import History
import Ingest

struct BackupCommand: Command {
  let name = "backup"
  let summary = "a checked copy of the history, while it is in use or not; without FILE into backups beside it"
  let operands = "[FILE]"

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.count < 2 else { throw UsageError(message: "backup takes one file, or none") }
    let history = try DashboardOptions.history(arguments)
    guard access(history, F_OK) == 0 else {
      throw SettingsProblem(message: "there is no history to back up yet: \(Text.safe(history)) does not exist")
    }
    let target = arguments.operands.first ?? HistoryBackup.name(for: history, at: SystemClock.date())
    try HistoryBackup.write(history, to: target)
    Console.out("written and checked: \(Text.safe(target))\n")
    return ExitStatus.done
  }
}
