/// Where files lie, by the XDG rules.
public struct Places: Sendable, Hashable {
  /// Folder of `settings.toml` and of the user's own themes.
  public let configuration: String
  /// Folder of the history.
  public let data: String
  /// Folder of what can be made anew.
  public let cache: String

  /// - Parameter environment: looks a variable up.
  public init(environment: (String) -> String?) {
    let home = environment("HOME").flatMap { $0.isEmpty ? nil : $0 } ?? "."
    func folder(_ variable: String, _ standard: String) -> String {
      // The rules say that a path that is not absolute is to be ignored.
      let set = environment(variable).flatMap { $0.hasPrefix("/") ? $0 : nil }
      return (set ?? "\(home)/\(standard)") + "/tenths"
    }
    configuration = folder("XDG_CONFIG_HOME", ".config")
    data = folder("XDG_DATA_HOME", ".local/share")
    cache = folder("XDG_CACHE_HOME", ".cache")
  }

  public var settingsFile: String { configuration + "/settings.toml" }
  public var themesFolder: String { configuration + "/themes" }
  public var historyFile: String { data + "/history.sqlite" }
}
