import Recordings
import Settings

/// What the user once said of columns that Tenths does not know by their names: a file in the folder of his settings.
enum ColumnFile {
  private static let table = "columns"

  static var path: String { Folders.places.configuration + "/columns.toml" }

  /// The mapping, empty where the user never made one.
  static func mapping() throws -> ColumnMapping {
    var mapping = ColumnMapping()
    for (column, meaning) in try pairs() where !mapping.map(column, to: meaning) {
      throw SettingsProblem(message: "\(Text.safe(path)): \(unknown(meaning))")
    }
    return mapping
  }

  /// Takes words such as `Tempo=speed km/h` in and keeps them.
  ///
  /// - Throws: `UsageError` for a word that maps nothing.
  static func remember(_ words: [String]) throws {
    guard !words.isEmpty else { return }
    var pairs = try pairs()
    for word in words {
      guard let mark = word.lastIndex(of: "="), mark > word.startIndex else {
        throw UsageError(message: "--map takes COLUMN=CHANNEL, as in \"Tempo=speed km/h\", not \(Text.safe(word))")
      }
      let column = String(word[..<mark])
      let meaning = String(word[word.index(after: mark)...])
      var probe = ColumnMapping()
      guard probe.map(column, to: meaning) else { throw UsageError(message: unknown(meaning)) }
      pairs.removeAll { $0.column == column }
      pairs.append((column, meaning))
    }
    let lines = pairs.enumerated().map { number, pair in
      "map-\(number + 1) = \"\(escaped(pair.column))=\(escaped(pair.meaning))\"\n"
    }
    try Folders.make(Folders.places.configuration)
    let text =
      "# Columns of tables, as tenths import --map was told. Remove a line to forget it.\n[\(table)]\n" + lines.joined()
    try OutputFile.write(Array(text.utf8), to: path)
  }

  private static func unknown(_ meaning: String) -> String {
    "there is no channel \(Text.safe(meaning)); beside the channels of tenths export --format csv there are "
      + ColumnMapping.otherMeanings.joined(separator: ", ")
  }

  private static func pairs() throws -> [(column: String, meaning: String)] {
    guard let text = try Folders.text(of: path) else { return [] }
    do {
      return try readTOML(text, file: path).compactMap { entry in
        guard entry.table == table, case .string(let word) = entry.value, let mark = word.lastIndex(of: "=") else {
          return nil
        }
        return (String(word[..<mark]), String(word[word.index(after: mark)...]))
      }
    } catch {
      throw SettingsProblem(message: Text.safe(error.message))
    }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").filter { !$0.isNewline }
  }
}
