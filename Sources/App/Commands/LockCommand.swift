import Glibc
import History

/// `tenths lock` and `tenths unlock`.
struct LockCommand: Command {
  private let locks: Bool

  init(locks: Bool) { self.locks = locks }

  var name: String { locks ? "lock" : "unlock" }
  var summary: String {
    locks
      ? "seals the history with a passphrase, with its backups; --change gives it another"
      : "takes the passphrase from the history and its backups again"
  }
  var options: [CommandOption] {
    locks ? [CommandOption("change", "give a locked history another passphrase")] : []
  }

  func run(_ arguments: Arguments) throws -> Int32 {
    guard arguments.operands.isEmpty else {
      throw UsageError(message: "\(name) takes no operand; the passphrase is asked for, or read with --passphrase-fd N")
    }
    let path = try DashboardOptions.path(arguments)
    guard access(path, F_OK) == 0 else {
      throw SettingsProblem(message: "there is no history yet: \(Text.safe(path)) does not exist")
    }
    let result: HistoryLock.Conversion
    if arguments.has("change") {
      result = try HistoryLock.change(
        path, from: Passphrase.ask("Passphrase of today: ", arguments), to: Passphrase.askNew(arguments))
    } else if locks {
      guard !HistoryLock.isLocked(path) else {
        throw HistoryError(kind: .alreadyLocked(path: path), message: "locked already")
      }
      result = try HistoryLock.lock(path, passphrase: Passphrase.askNew(arguments))
    } else {
      try Passphrase.unlock(path, arguments)
      result = try HistoryLock.unlock(path)
    }
    report(result, hasChanged: arguments.has("change"))
    return result.left.isEmpty ? ExitStatus.done : ExitStatus.failed
  }

  private func report(_ result: HistoryLock.Conversion, hasChanged: Bool) {
    let what = hasChanged ? "has its new passphrase" : locks ? "is locked" : "is not locked any more"
    for path in result.converted { Console.out("\(Text.safe(path)) \(what)\n") }
    for (path, error) in result.left.sorted(by: { $0.key < $1.key }) {
      Console.error("tenths: \(Text.safe(path)) is as before: \(ErrorText.line(error))\n")
    }
    guard locks, !hasChanged else { return }
    Console.out(
      """
      Without the passphrase nobody reads it again, not even you: write it down where it is safe.
      Recordings, exports and copies elsewhere are as they were; a disk may keep what was deleted for a while.

      """)
  }
}
