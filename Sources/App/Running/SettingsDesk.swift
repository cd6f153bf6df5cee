import Dashboard
import Glibc
import Settings

/// The settings while the dashboard runs: shown, changed, and written into the user's file.
struct SettingsDesk {
  private(set) var settings: UserSettings
  /// The file that changes go into.
  let file: String
  var themes: [String]

  /// All settings for the dashboard.
  var rows: [SettingRow] {
    settings.descriptions(themes: themes).map {
      SettingRow(
        name: $0.name, help: $0.help, value: $0.value, choices: $0.choices, needsRestart: $0.needsRestart)
    }
  }

  /// Changes a setting and writes it down.
  ///
  /// - Throws: `SettingsProblem` with what is wrong with the value, or why the file cannot be written; nothing has changed then.
  mutating func set(_ name: String, to value: String) throws {
    var changed = settings
    if let problem = changed.set(name, value) { throw SettingsProblem(message: Text.safe(problem)) }
    if name == "theme", !themes.contains(value) {
      throw SettingsProblem(
        message: "there is no theme \(Text.safe(value)); there are \(themes.joined(separator: ", "))")
    }
    let text = SettingsEdit.set(name, to: value, in: try Folders.text(of: file) ?? "")
    // What is written must be readable: a file with a mistake of its own is not made worse.
    var check = UserSettings()
    do {
      try check.read(text, file: file)
    } catch {
      throw SettingsProblem(message: Text.safe(error.message) + "; mend it first, nothing was written")
    }
    if let end = file.lastIndex(of: "/"), end > file.startIndex { try Folders.make(String(file[..<end])) }
    try Self.write(text, to: file)
    settings = changed
  }

  /// Writes a file whole or not at all.
  private static func write(_ text: String, to path: String) throws {
    let temporary = path + ".part"
    guard let file = fopen(temporary, "w") else { throw problem(path) }
    let written = fputs(text, file) >= 0 && fflush(file) == 0 && fsync(fileno(file)) == 0
    guard fclose(file) == 0, written, rename(temporary, path) == 0 else {
      let reason = problem(path)
      unlink(temporary)
      throw reason
    }
  }

  private static func problem(_ path: String) -> SettingsProblem {
    SettingsProblem(message: "\(Text.safe(path)) cannot be written: \(String(cString: strerror(errno)))")
  }
}
