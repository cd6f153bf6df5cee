internal import Database
import Glibc

/// Copies of a history, each whole and checked before it gets its name.
public enum HistoryBackup {
  /// Automatic copies that are kept.
  public static let keptCount = 7

  /// Folder of the copies of a history.
  public static func folder(of history: String) -> String { HistoryFiles.folder(of: history) + "/backups" }

  /// Name of a copy that is asked for now: with the time, so that the rotation of automatic ones never takes it.
  public static func name(for history: String, at time: Double) -> String {
    folder(of: history) + "/\(HistoryFiles.stem(of: history))-\(HistoryFiles.stamp(time, withTime: true)).sqlite"
  }

  /// Copies a history to a new file.
  ///
  /// - Throws: where the target is there already, where another program writes a copy into the same folder, and where the
  ///   copy does not pass the check; then no file is left.
  public static func write(_ history: String, to target: String) throws(HistoryError) {
    if target.hasPrefix(folder(of: history) + "/") { try HistoryFiles.makeFolder(folder(of: history)) }
    guard !HistoryFiles.exists(target) else { throw HistoryFiles.alreadyThere(target) }
    let lock = try lock(HistoryFiles.folder(of: target))
    defer { close(lock) }
    let part = target + ".part"
    try copy(history, to: part)
    try HistoryFiles.rename(part, to: target)
    try HistoryFiles.sync(HistoryFiles.folder(of: target))
  }

  /// Makes the copy of today where there is none, and removes automatic copies beyond the last seven.
  ///
  /// - Returns: the new copy's path, `nil` where today has one or another program is making it.
  @discardableResult
  public static func writeDaily(_ history: String, at time: Double) throws(HistoryError) -> String? {
    let folder = folder(of: history)
    let target = folder + "/\(HistoryFiles.stem(of: history))-\(HistoryFiles.stamp(time, withTime: false)).sqlite"
    guard !HistoryFiles.exists(target) else { return nil }
    do throws(HistoryError) {
      try write(history, to: target)
    } catch {
      guard error.kind != .backupUnderWay else { return nil }
      throw error
    }
    for name in surplus(history, today: target) { HistoryFiles.remove(folder + "/" + name) }
    return target
  }

  /// Names of the automatic copies beyond the last seven. Copies of days after today were dated by a clock that was wrong: they go
  /// first, so that they do not keep those that are made now from being kept.
  private static func surplus(_ history: String, today target: String) -> [String] {
    let today = String(target.dropFirst(folder(of: history).count + 1))
    let names = daily(history)
    return (names.filter { $0 > today } + names.filter { $0 <= today }).dropLast(keptCount)
  }

  /// The newest copy in the folder of copies, and when it was made, s since 1970.
  public static func newest(of history: String) -> (path: String, time: Double)? {
    let folder = folder(of: history)
    let prefix = HistoryFiles.stem(of: history) + "-"
    return HistoryFiles.names(in: folder).filter { $0.hasPrefix(prefix) && $0.hasSuffix(".sqlite") }
      .map { (folder + "/" + $0, HistoryFiles.modified(folder + "/" + $0)) }
      .max { $0.1 < $1.1 }
  }

  /// Names of the automatic copies, oldest first.
  private static func daily(_ history: String) -> [String] {
    let prefix = HistoryFiles.stem(of: history) + "-"
    return HistoryFiles.names(in: folder(of: history)).filter { name in
      guard name.hasPrefix(prefix), name.hasSuffix(".sqlite") else { return false }
      let day = name.dropFirst(prefix.count).dropLast(".sqlite".count)
      return day.count == 10 && day.allSatisfy { $0.isASCII && ($0.isNumber || $0 == "-") }
    }
  }

  /// Writes a copy that is whole and on the disk, or nothing.
  static func copy(_ history: String, to part: String) throws(HistoryError) {
    // What a program that was killed has left.
    HistoryFiles.remove(part)
    do throws(HistoryError) {
      try HistoryCheck.open(history).copy(to: part, lock: FileLock.opened(for: history))
      try HistoryCheck.demand(part)
      // SQLite leaves the copy in the system's memory.
      try HistoryFiles.sync(part)
    } catch {
      HistoryFiles.remove(part)
      throw error
    }
  }

  /// Keeps other programs from writing copies into a folder, until the file is closed or the program is gone.
  private static func lock(_ folder: String) throws(HistoryError) -> Int32 {
    let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard file >= 0 else { throw HistoryFiles.failure(folder) }
    // A file system without locks is no reason to have no copy.
    guard flock(file, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK else {
      close(file)
      throw HistoryError(kind: .backupUnderWay, message: folder)
    }
    return file
  }
}
