public import Drawing

/// Reads a theme: colours of roles as `role = "#rrggbb"` in the table `[colours]`; roles left out are those of the theme named by
/// `base`, which is `dark` where nothing is said. On the base `terminal` every role has one of the sixteen colours of the terminal.
///
/// - Throws: the file, the line and what is wrong there.
public func readTheme(_ text: String, name: String, file: String) throws(TOMLError) -> Theme {
  let entries = try readTOML(text, file: file)
  var theme = Theme(name: name, from: .dark)
  for entry in entries where entry.table.isEmpty {
    func error(_ problem: String) -> TOMLError { TOMLError(file: file, line: entry.line, problem: problem) }
    guard entry.key == "base" else { throw error("\(entry.key) is unknown here; colours stand below [colours]") }
    switch entry.value {
    case .string("dark"): theme = Theme(name: name, from: .dark)
    case .string("light"): theme = Theme(name: name, from: .light)
    case .string("terminal"): theme = Theme(name: name, from: .terminal)
    default: throw error("base is \"dark\", \"light\" or \"terminal\"")
    }
  }
  for entry in entries where !entry.table.isEmpty {
    func error(_ problem: String) -> TOMLError { TOMLError(file: file, line: entry.line, problem: problem) }
    guard !theme.usesTerminalColours else {
      throw error("a theme on base \"terminal\" has no colours of its own: the terminal's are taken")
    }
    guard entry.table == "colours" else {
      throw error("the table [\(entry.table)] is unknown; there is only [colours]")
    }
    guard let role = Theme.role(named: entry.key) else {
      throw error("\(entry.key) is no role; roles are \(Role.allCases.map(\.identifier).joined(separator: ", "))")
    }
    guard case .string(let text) = entry.value, let colour = RGB(text) else {
      throw error("\(entry.key) needs a colour such as \"#40d682\"")
    }
    theme[role] = colour
  }
  return theme
}
