/// A setting as the dashboard shows it.
public struct SettingRow: Sendable, Hashable {
  public var name: String
  /// What it is about, one line.
  public var help: String
  /// The value as it stands in the file, empty where nothing is set.
  public var value: String
  /// All values that it may have; empty for free text and numbers.
  public var choices: [String]
  /// Whether it takes effect only when the program starts again.
  public var needsRestart: Bool

  public init(name: String, help: String, value: String, choices: [String], needsRestart: Bool) {
    self.name = name
    self.help = help
    self.value = value
    self.choices = choices
    self.needsRestart = needsRestart
  }
}

/// One line of the log: what the program said, and when.
struct LogLine: Sendable, Equatable {
  var clock: String
  var notice: Notice
}
