import History
import Ingest

struct RestoreCommand: Command {
  let name = "restore"
  let summary = "puts a backup in the place of the history, which is kept under another name"
  let operands = "FILE"

  func run(_ arguments: Arguments) throws -> Int32 {
    guard let file = arguments.operands.first, arguments.operands.count == 1 else {
      throw UsageError(message: "restore takes the file of one backup; tenths doctor names the newest")
    }
    let history = try DashboardOptions.history(arguments)
    let wasLocked = HistoryLock.isLocked(history)
    try Passphrase.unlock(file, arguments)
    let kept = try HistoryRestore.run(file, over: history, at: SystemClock.date())
    // Opening it brings an older one to the schema of today, so that what is said is what will be there.
    let counts = try History(path: history).counts()
    Console.out("restored: \(counts.sessions) sessions, \(counts.laps) laps from \(Text.safe(file))\n")
    if let kept { Console.out("the history that was there is kept: \(Text.safe(kept))\n") }
    if wasLocked, !HistoryLock.isLocked(history) {
      Console.out("the backup is not locked, and so the history is not any more: tenths lock locks it again\n")
    }
    return ExitStatus.done
  }
}
