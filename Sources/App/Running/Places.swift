import Glibc

/// Where things are kept, by the XDG rules.
enum Places {
  static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }

  private static var home: String { environment("HOME") ?? "/tmp" }

  /// Folder of the history: the option, `TENTHS_DATA_HOME`, or the XDG place.
  static func data(_ arguments: Arguments) -> String {
    arguments.value("data") ?? environment("TENTHS_DATA_HOME")
      ?? (environment("XDG_DATA_HOME") ?? home + "/.local/share") + "/tenths"
  }

  /// Folder of the settings and the user's themes.
  static var config: String { (environment("XDG_CONFIG_HOME") ?? home + "/.config") + "/tenths" }

  /// Makes a folder and those above it.
  /// - Throws: `SettingsProblem` naming the folder.
  static func make(_ folder: String) throws {
    var path = folder.hasPrefix("/") ? "" : "."
    for part in folder.split(separator: "/") {
      path += "/" + part
      if mkdir(path, 0o755) != 0, errno != EEXIST {
        let reason = String(cString: strerror(errno))
        throw SettingsProblem(message: "cannot make the folder \(Text.safe(path)): \(reason); choose another with --data")
      }
    }
  }
}
