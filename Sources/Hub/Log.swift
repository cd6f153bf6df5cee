internal import Glibc

/// One line an event, `name=value` with blanks between, to the standard error: what a service manager keeps.
struct Log: Sendable {
  let write: @Sendable (String) -> Void

  static let standardError = Log { line in
    let bytes = Array((line + "\n").utf8)
    // One call, so that lines of several threads do not mix.
    _ = Glibc.write(2, bytes, bytes.count)
  }

  func line(_ event: String, _ values: [(String, String)] = []) {
    var line = "time=\(Clock.text(Clock.now())) event=\(event)"
    for (name, value) in values { line += " \(name)=\(Self.quoted(value))" }
    write(line)
  }

  /// As it is where it is one plain word, else in quotes without control characters.
  static func quoted(_ value: String) -> String {
    let isPlain =
      !value.isEmpty && value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != 0x22 && $0 != 0x3D && $0 != 0x5C }
    if isPlain { return value }
    var result = "\""
    for scalar in value.unicodeScalars.prefix(1_000) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: result += "\u{FFFD}"
      default:
        if scalar == "\"" || scalar == "\\" { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
