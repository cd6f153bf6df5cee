/// Changes one setting in the text of a settings file and leaves everything else, comments too, as it is.
public enum SettingsEdit {
  /// The text with `name` set to `value`; an empty value takes the setting out.
  public static func set(_ name: String, to value: String, in text: String) -> String {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    // Settings stand before the first table.
    let end = lines.firstIndex { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("[") } ?? lines.count
    let place = lines[..<end].firstIndex { isAssignment($0, of: name) }
    guard !value.isEmpty else {
      if let place { lines.remove(at: place) }
      return lines.joined(separator: "\n")
    }
    if let place {
      lines[place] = "\(name) = \(written(value))" + comment(of: lines[place])
      return lines.joined(separator: "\n")
    }
    var insertion = end
    while insertion > 0, lines[insertion - 1].allSatisfy(\.isWhitespace) { insertion -= 1 }
    lines.insert("\(name) = \(written(value))", at: insertion)
    if lines.last?.isEmpty == false { lines.append("") }
    return lines.joined(separator: "\n")
  }

  private static func isAssignment(_ line: String, of name: String) -> Bool {
    let rest = line.drop { $0 == " " || $0 == "\t" }
    guard rest.hasPrefix(name) else { return false }
    return rest.dropFirst(name.count).drop { $0 == " " || $0 == "\t" }.hasPrefix("=")
  }

  // Numbers and truth values stand bare, all else in quotes.
  private static func written(_ value: String) -> String {
    if Int(value) != nil || value == "true" || value == "false" { return value }
    var text = ""
    for character in value {
      switch character {
      case "\"", "\\": text += "\\\(character)"
      case "\n": text += "\\n"
      case "\t": text += "\\t"
      default: text.append(character)
      }
    }
    return "\"\(text)\""
  }

  // What follows the value: a comment, which begins at the first # outside of quotes.
  private static func comment(of line: String) -> String {
    var isQuoted = false
    var isEscaped = false
    for index in line.indices {
      let character = line[index]
      if isEscaped {
        isEscaped = false
      } else if character == "\\", isQuoted {
        isEscaped = true
      } else if character == "\"" {
        isQuoted.toggle()
      } else if character == "#", !isQuoted {
        return " " + line[index...]
      }
    }
    return ""
  }
}
