/// The session information of an `.ibt` file: lines of `key: value` with one more space per level, nearly but not always YAML.
///
/// Read line by line, because names in it break a strict reader. Entries of lists are numbered from 0, as in
/// `DriverInfo/Drivers/0/UserName`.
struct IbtSessionText: Sendable {
  /// A race with many cars has some 10 000 lines.
  private static let mostLines = 200_000

  private var values: [String: String] = [:]

  init(_ bytes: [UInt8]) {
    var open: [(indent: Int, path: String)] = []
    var counts: [String: Int] = [:]
    let text = decodedText(Array(bytes.prefix { $0 != 0 }))
    for line in text.split(whereSeparator: \.isNewline).prefix(Self.mostLines) {
      var indent = line.prefix { $0 == " " }.count
      var rest = line.dropFirst(indent)
      let isEntry = rest.hasPrefix("- ")
      // The keys of a list stand at the list's own level, so an entry counts as half a level deeper.
      indent *= 2
      while let last = open.last, last.indent >= indent + (isEntry ? 1 : 0) { open.removeLast() }
      if isEntry {
        let list = open.last?.path ?? ""
        let number = counts[list, default: 0]
        counts[list] = number + 1
        open.append((indent + 1, Self.join(list, String(number))))
        rest = rest.dropFirst(2)
        indent += 4
      }
      guard let colon = rest.firstIndex(of: ":") else { continue }
      let path = Self.join(open.last?.path ?? "", String(rest[..<colon]))
      let value = Self.trimmed(rest[rest.index(after: colon)...])
      if value.isEmpty { open.append((indent, path)) } else if values[path] == nil { values[path] = value }
    }
  }

  /// The value at a path, or `nil` where it is missing or empty.
  subscript(path: String) -> String? { values[path] }

  /// The number at the start of a value, whatever unit follows it.
  func number(_ path: String) -> Double? {
    values[path].flatMap { Double($0.prefix { $0.isNumber || "+-.eE".contains($0) }) }.flatMap {
      $0.isFinite ? $0 : nil
    }
  }

  private static func join(_ path: String, _ key: String) -> String { path.isEmpty ? key : path + "/" + key }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text = text.dropFirst() }
    while text.last == " " { text = text.dropLast() }
    // A car number is quoted, so that its leading zeros stay.
    if text.count >= 2, text.first == "\"", text.last == "\"" { text = text.dropFirst().dropLast() }
    return String(text)
  }
}
