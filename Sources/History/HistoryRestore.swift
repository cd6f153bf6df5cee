internal import Database
import Glibc

/// Puts a copy in the place of a history, which is kept under another name.
public enum HistoryRestore {
  /// Restores a history from a file, which stays as it is.
  ///
  /// - Returns: where the history that was there is kept, `nil` where there was none.
  /// - Throws: where the file is damaged, no history or the history itself, and where another program has the history open;
  ///   then everything is as it was.
  public static func run(_ file: String, over history: String, at time: Double) throws(HistoryError) -> String? {
    guard !HistoryFiles.isSame(file, history) else {
      throw HistoryError(kind: .ownCopy, message: file)
    }
    try HistoryCheck.demand(file)
    let part = history + ".part"
    try HistoryBackup.copy(file, to: part)
    do throws(HistoryError) {
      let kept = try keepAside(history, at: time)
      try HistoryFiles.rename(part, to: history)
      try HistoryFiles.sync(HistoryFiles.folder(of: history))
      return kept
    } catch {
      HistoryFiles.remove(part)
      throw error
    }
  }

  private static func keepAside(_ history: String, at time: Double) throws(HistoryError) -> String? {
    guard HistoryFiles.exists(history) else { return nil }
    let stem = HistoryFiles.folder(of: history) + "/" + HistoryFiles.stem(of: history)
    let kept = "\(stem)-before-\(HistoryFiles.stamp(time, withTime: true)).sqlite"
    guard !HistoryFiles.exists(kept) else { throw HistoryFiles.alreadyThere(kept) }
    try settle(history)
    // A log that stays belongs to the file beside it and would be played into the restored one. It goes first: a history
    // without its log can be put together again, a log without its history is removed by the next program.
    for suffix in ["-wal", "-shm"] where HistoryFiles.exists(history + suffix) {
      try HistoryFiles.rename(history + suffix, to: kept + suffix)
    }
    // With a second name first there is no instant without a history; not every file system has them.
    if link(history, kept) != 0 { try HistoryFiles.rename(history, to: kept) }
    return kept
  }

  /// Brings what is in the log into the file, which needs that nobody else has it open.
  private static func settle(_ history: String) throws(HistoryError) {
    // SQLite throws the log of a damaged file away when it is opened for writing: such a file is moved as it is.
    guard let check = try? HistoryCheck(path: history), check.isSound else { return }
    let mode = try Connection(path: history).row("PRAGMA journal_mode = DELETE") { $0.text(0) ?? "" }
    guard mode == "delete" else {
      throw HistoryError(kind: .database(code: 5), message: "another program has the history open")
    }
  }
}
