/// A value of a settings or theme file.
public enum TOMLValue: Sendable, Hashable {
  case string(String)
  case integer(Int)
  case number(Double)
  case boolean(Bool)
}

/// One `key = value` with the table it stands in and its line, counted from 1.
public struct TOMLEntry: Sendable, Hashable {
  /// Name of the table, empty before the first one.
  public let table: String
  public let key: String
  public let value: TOMLValue
  public let line: Int
}

/// What is wrong with a file, and where.
public struct TOMLError: Error, Equatable, Sendable {
  public let file: String
  public let line: Int
  public let problem: String

  /// As in `themes/x.toml line 7: …`.
  public var message: String { "\(file) line \(line): \(problem)" }
}

/// Reads the part of TOML that settings and themes use: tables, strings, numbers, booleans and comments. Strict: what it does not
/// know is an error with its line, never a guess.
public func readTOML(_ text: String, file: String) throws(TOMLError) -> [TOMLEntry] {
  var entries: [TOMLEntry] = []
  var table = ""
  var tables: Set<String> = []
  var keys: Set<String> = []
  var number = 0
  for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
    number += 1
    var cursor = LineCursor(line, file, number)
    cursor.skipBlanks()
    if cursor.isAtEnd { continue }
    if cursor.take("[") {
      table = try cursor.name()
      cursor.skipBlanks()
      guard cursor.take("]") else { throw cursor.error("the table’s name is not closed by ]") }
      try cursor.finish()
      guard tables.insert(table).inserted else { throw cursor.error("the table [\(table)] is there twice") }
      continue
    }
    let key = try cursor.name()
    cursor.skipBlanks()
    guard cursor.take("=") else { throw cursor.error("an = is missing after \(key)") }
    cursor.skipBlanks()
    let value = try cursor.value()
    try cursor.finish()
    guard keys.insert("\(table)/\(key)").inserted else { throw cursor.error("\(key) is there twice") }
    entries.append(TOMLEntry(table: table, key: key, value: value, line: number))
  }
  return entries
}

private struct LineCursor {
  private var rest: Substring
  private let file: String
  private let line: Int

  init(_ text: Substring, _ file: String, _ line: Int) {
    rest = text
    self.file = file
    self.line = line
  }

  /// Whether nothing but a comment is left.
  var isAtEnd: Bool { rest.isEmpty || rest.first == "#" }

  func error(_ problem: String) -> TOMLError { TOMLError(file: file, line: line, problem: problem) }

  mutating func skipBlanks() { rest = rest.drop { $0 == " " || $0 == "\t" } }

  mutating func take(_ character: Character) -> Bool {
    guard rest.first == character else { return false }
    rest = rest.dropFirst()
    return true
  }

  mutating func finish() throws(TOMLError) {
    skipBlanks()
    guard isAtEnd else { throw error("“\(rest)” is too much here") }
  }

  mutating func name() throws(TOMLError) -> String {
    let name = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
    guard !name.isEmpty else { throw error("a name is missing") }
    rest = rest.dropFirst(name.count)
    return String(name)
  }

  mutating func value() throws(TOMLError) -> TOMLValue {
    if take("\"") { return .string(try quoted()) }
    let word = rest.prefix { $0 != " " && $0 != "\t" && $0 != "#" }
    rest = rest.dropFirst(word.count)
    switch word {
    case "true": return .boolean(true)
    case "false": return .boolean(false)
    case "": throw error("a value is missing")
    default: break
    }
    if let whole = Int(word) { return .integer(whole) }
    if word.contains(where: \.isNumber), let number = Double(word), number.isFinite { return .number(number) }
    throw error("“\(word)” is no value: texts stand in \"quotes\"")
  }

  private mutating func quoted() throws(TOMLError) -> String {
    var text = ""
    while let character = rest.first {
      rest = rest.dropFirst()
      switch character {
      case "\"": return text
      case "\\":
        switch rest.first {
        case "\"": text.append("\"")
        case "\\": text.append("\\")
        case "n": text.append("\n")
        case "t": text.append("\t")
        default: throw error("after \\ only \" \\ n t are known")
        }
        rest = rest.dropFirst()
      default: text.append(character)
      }
    }
    throw error("the text is not closed by a quote")
  }
}
