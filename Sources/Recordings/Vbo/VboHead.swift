/// The sections of a `.vbo` file before its rows.
struct VboHead: Sendable {
  /// Titles of the channels in the order of the columns.
  private(set) var titles: [String] = []
  private(set) var units: [String] = []
  private(set) var columns: [String] = []
  private(set) var gates: [VboGate] = []
  private(set) var sessionName: String?
  private(set) var comments: [String] = []
  /// The day of the first line, `dd/MM/yyyy`.
  private(set) var day: String?
  /// Where the rows begin, and the line of the first of them.
  private(set) var rows = 0
  private(set) var firstRowLine = 0

  /// Sections of thousands of channels are shorter.
  private static let mostLines = 100_000

  static func isPlausible(_ bytes: RawSpan) -> Bool {
    let start = bytes.extracting(0..<min(bytes.byteCount, 4096)).withUnsafeBytes { Array($0) }
    let text = decodedText(start).lowercased()
    return text.contains("[header]") || text.contains("[column names]") || text.hasPrefix("file created on")
  }

  init(_ bytes: RawSpan) throws(RecordingError) {
    var lines = TextLines(bytes)
    var section = ""
    var hasData = false
    while let line = lines.next(bytes), line.number <= Self.mostLines {
      let text = Self.trimmed(bytes.text(line.range))
      if line.number == 1, text.lowercased().hasPrefix("file created on") {
        day = text.split(separator: " ").dropFirst(3).first.map(String.init)
        continue
      }
      if text.hasPrefix("["), text.hasSuffix("]") {
        section = text.dropFirst().dropLast().lowercased()
        if section == "data" {
          rows = line.next
          firstRowLine = line.number + 1
          hasData = true
          break
        }
        continue
      }
      take(text, section: section)
    }
    if lines.isEndless { throw .malformed(format: VboFormat.name, line: nil, problem: .endlessLine(TextLines.longest)) }
    if !hasData, day == nil, columns.isEmpty { throw .wrongContent(format: VboFormat.name) }
    guard !columns.isEmpty else { throw .malformed(format: VboFormat.name, line: nil, problem: .noColumnNames) }
    guard hasData, rows < bytes.byteCount else { throw .noSamples }
  }

  private mutating func take(_ text: String, section: String) {
    switch section {
    case "header": if !text.isEmpty { titles.append(text) }
    // A blank line here is a channel without a unit; the one at the section's end does no harm.
    case "channel units": units.append(text)
    case "comments": if !text.isEmpty { comments.append(text) }
    case "session data":
      if text.lowercased().hasPrefix("name ") { sessionName = Self.trimmed(String(text.dropFirst(5))) }
    case "laptiming": if let gate = VboGate(text) { gates.append(gate) }
    case "column names": columns += text.split(separator: " ").map(String.init)
    default: break
    }
  }

  private static func trimmed(_ text: String) -> String {
    let blanks: Set<Character> = [" ", "\t", "\r", "\u{FEFF}"]
    return String(text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed())
  }

  /// The unit of a column: the last word of its title, else that of the list of units, which belongs to the last columns.
  func unit(of column: Int) -> [String] {
    var found: [String] = []
    if titles.count == columns.count {
      // The words after the first are tried from the longest ending to the shortest.
      let words = titles[column].split(separator: " ")
      if let last = words.last, words.count > 1 { found.append(String(last)) }
    }
    var list = units
    while list.last?.isEmpty == true { list.removeLast() }
    let fromEnd = list.count - (columns.count - column)
    if list.indices.contains(fromEnd), !list[fromEnd].isEmpty { found.append(list[fromEnd]) }
    return found
  }
}

/// A line of `[laptiming]`: two points, of which only the data can tell how they are meant.
struct VboGate: Sendable {
  var isStart: Bool
  /// The four numbers as they stand.
  var numbers: [Double]

  init?(_ text: String) {
    let words = text.split(separator: " ")
    guard let kind = words.first?.lowercased(), kind == "start" || kind == "split" || kind == "finish" else {
      return nil
    }
    let numbers = words.dropFirst().prefix(4).compactMap { Double($0) }
    guard numbers.count == 4, numbers.allSatisfy(\.isFinite) else { return nil }
    isStart = kind == "start"
    self.numbers = numbers
  }
}
