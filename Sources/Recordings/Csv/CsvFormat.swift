internal import Telemetry

/// Tables as text, whichever program exported them: the first line tells which.
enum CsvFormat: RecordingFormat {
  static let name = "table of text"
  static let suffixes = [".csv", ".tsv", ".txt"]

  /// The readers in the order in which they are tried; the last one takes any table.
  private static let readers: [any CsvReader.Type] = [
    RaceChronoCsv.self, TrackAddictCsv.self, AimCsv.self, MotecCsv.self, TenthsCsv.self, GarageCsv.self, AnyCsv.self,
  ]

  static func recognises(_ bytes: RawSpan, name: String) -> Bool {
    let head = CsvHead.sample(bytes)
    guard let line = head.first(where: { !$0.isEmpty }) else { return false }
    if readers.dropLast().contains(where: { $0.recognises(line, head: head) }) { return true }
    return suffixes.contains { name.hasSuffix($0) } && AnyCsv.recognises(line, head: head)
  }

  static func open(_ bytes: ByteStore, name: String) throws(RecordingError) -> any Recording {
    try open(bytes, name: name, surroundings: RecordingSurroundings())
  }

  static func open(
    _ bytes: ByteStore, name: String, surroundings: RecordingSurroundings
  ) throws(RecordingError) -> any Recording {
    let (plain, start) = TextEncoding.plain(bytes)
    let source = CsvSource(
      bytes: plain, start: start, stem: surroundings.stem, mapping: surroundings.columns,
      startLines: surroundings.startLines)
    let head = plain.withBytes { CsvHead.sample($0) }
    guard let line = head.first(where: { !$0.isEmpty }) else { throw .empty }
    for reader in readers where reader.recognises(line, head: head) { return try reader.read(source) }
    throw .malformed(format: Self.name, line: 1, problem: .noColumnNames)
  }
}

/// A table on its way to a reader.
struct CsvSource: Sendable {
  /// UTF-8, or any letter set of one byte a letter.
  var bytes: ByteStore
  /// Where the text begins.
  var start: Int
  /// The file's name without its ending.
  var stem: String
  var mapping: ColumnMapping
  var startLines: [StartLine]
}

/// One kind of table.
protocol CsvReader: Sendable {
  /// - Parameters:
  ///   - line: the first line that is not blank.
  ///   - head: the first lines of the file.
  static func recognises(_ line: String, head: [String]) -> Bool
  static func read(_ source: CsvSource) throws(RecordingError) -> any Recording
}

/// The first lines of a table, as far as they are needed to tell what it is.
enum CsvHead {
  private static let bytes = 64 << 10
  private static let lines = 60

  /// Lines without the blanks around them.
  static func sample(_ span: RawSpan) -> [String] {
    let start = ByteStore(span.extracting(0..<min(span.byteCount, bytes)).withUnsafeBytes { Array($0) })
    let (plain, offset) = TextEncoding.plain(start)
    return plain.withBytes { span in
      var reader = TextLines(span, from: offset)
      var result: [String] = []
      while result.count < lines, let line = reader.next(span) {
        let text = span.text(line.range)
        let blanks: Set<Character> = [" ", "\t", "\r"]
        result.append(String(text.drop { blanks.contains($0) }.reversed().drop { blanks.contains($0) }.reversed()))
      }
      return result
    }
  }
}
