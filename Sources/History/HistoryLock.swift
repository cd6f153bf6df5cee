public import Cryptography
internal import Database

/// Locks a history with a passphrase, and opens it again. Every step writes a new file, checks it, and only then puts it in the place
/// of the old one.
public enum HistoryLock {
  /// What has become of the files of a history.
  public struct Conversion: Equatable, Sendable {
    /// Files that are as they were wanted now, the history first.
    public var converted: [String] = []
    /// Files that are as before, and why.
    public var left: [String: HistoryError] = [:]
  }

  /// Whether a history is locked; `false` for one that is not there.
  public static func isLocked(_ history: String) -> Bool { FileLock.isLocked(history) }

  /// Whether the passphrase of a history is still to be given.
  public static func needsPassphrase(_ history: String) -> Bool {
    FileLock.isLocked(history) && FileLock.opened(for: history) == nil
  }

  /// Opens a history for this program.
  ///
  /// - Throws: `.wrongPassphrase`; nothing is changed then.
  public static func open(_ history: String, passphrase: SecretBytes) throws(HistoryError) {
    try translating(history) { () throws(FileLockError) in _ = try FileLock.open(history, passphrase: passphrase) }
  }

  /// Locks a history, its backups and what restores and repairs have left beside it.
  ///
  /// - Throws: where the history cannot be locked; then everything is as it was.
  public static func lock(
    _ history: String, passphrase: SecretBytes, cost: PassphraseKey = .moderate
  ) throws(HistoryError) -> Conversion {
    guard !isLocked(history) else { throw HistoryError(kind: .alreadyLocked(path: history), message: "locked already") }
    let lock = try translating(history) { () throws(FileLockError) in
      try FileLock.make(passphrase: passphrase, cost: cost)
    }
    return try convert(history, to: lock)
  }

  /// Takes the lock from a history that was opened, from its backups and from what lies beside it.
  ///
  /// - Throws: where the history cannot be unlocked; then everything is as it was.
  public static func unlock(_ history: String) throws(HistoryError) -> Conversion {
    guard isLocked(history) else { throw HistoryError(kind: .notLocked(path: history), message: "not locked") }
    return try convert(history, to: nil)
  }

  /// Gives a history and its copies another passphrase.
  ///
  /// - Throws: `.wrongPassphrase` where `old` is not that of the history; then everything is as it was.
  public static func change(
    _ history: String, from old: SecretBytes, to new: SecretBytes, cost: PassphraseKey = .moderate
  ) throws(HistoryError) -> Conversion {
    guard isLocked(history) else { throw HistoryError(kind: .notLocked(path: history), message: "not locked") }
    var result = Conversion()
    for (index, path) in ([history] + copies(of: history)).enumerated() where isLocked(path) {
      do throws(HistoryError) {
        try translating(path) { () throws(FileLockError) in try FileLock.change(path, from: old, to: new, cost: cost) }
        result.converted.append(path)
      } catch {
        guard index > 0 else { throw error }
        result.left[path] = error
      }
    }
    return result
  }

  private static func convert(_ history: String, to lock: FileLock?) throws(HistoryError) -> Conversion {
    var result = Conversion()
    for (index, path) in ([history] + copies(of: history)).enumerated() where isLocked(path) != (lock != nil) {
      do throws(HistoryError) {
        try replace(path, lock: lock)
        result.converted.append(path)
      } catch {
        guard index > 0 else { throw error }
        result.left[path] = error
      }
    }
    return result
  }

  /// Files beside a history that hold laps too.
  private static func copies(of history: String) -> [String] {
    let folder = HistoryFiles.folder(of: history)
    let stem = HistoryFiles.stem(of: history) + "-"
    return [folder, HistoryBackup.folder(of: history)].flatMap { folder in
      HistoryFiles.names(in: folder).filter { $0.hasPrefix(stem) && $0.hasSuffix(".sqlite") }.map { folder + "/" + $0 }
    }
  }

  private static func replace(_ path: String, lock: FileLock?) throws(HistoryError) {
    let part = path + ".part"
    HistoryFiles.remove(part)
    do throws(HistoryError) {
      let source = try Connection(path: path, patience: 1_000)
      // Nobody stores a lap between the copy and the change of the files.
      try source.takeAlone()
      let before = try counts(source)
      try source.copy(to: part, lock: lock)
      try HistoryCheck.demand(part)
      guard try counts(part) == before else {
        throw HistoryError(kind: .unsound(path: part), message: "the copy does not hold the same")
      }
      try HistoryFiles.sync(part)
      try HistoryFiles.rename(part, to: path)
      try HistoryFiles.sync(HistoryFiles.folder(of: path))
    } catch {
      HistoryFiles.remove(part)
      throw error
    }
  }

  private static func counts(_ path: String) throws(HistoryError) -> [String: Int64] {
    try counts(try HistoryCheck.open(path))
  }

  private static func counts(_ connection: Connection) throws(HistoryError) -> [String: Int64] {
    let names = try connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'") { $0.text(0) ?? "" }
    var result: [String: Int64] = [:]
    for name in names { result[name] = try connection.row("SELECT count(*) FROM \"\(name)\"") { $0.integer(0) } }
    return result
  }

  private static func translating<Result>(
    _ path: String, _ body: () throws(FileLockError) -> Result
  ) throws(HistoryError) -> Result {
    do throws(FileLockError) {
      return try body()
    } catch {
      switch error {
      case .wrongPassphrase: throw HistoryError(kind: .wrongPassphrase, message: path)
      case .damaged: throw HistoryError(kind: .damagedLock(path: path), message: "its beginning cannot be read")
      case .noMemory: throw HistoryError(kind: .database(code: 7), message: "no memory for the key")
      case .file(let code): throw HistoryError(kind: .file(path: path, code: code), message: "")
      }
    }
  }
}
