public import Captures
public import Compression

/// Why a file is no recording that can be read.
public enum RecordingError: Error, Equatable, Sendable {
  /// The file has no bytes.
  case empty
  /// Neither the content nor the name is of a known format.
  case unknownFormat
  /// The name says this format, the content does not.
  case wrongContent(format: String)
  /// An image of iRacing's live memory instead of a file it recorded.
  case memoryImage
  /// A number in the header of an `.ibt` file that cannot be.
  case badHeader(field: String, value: Int)
  /// The header is whole, but there is not one sample.
  case noSamples
  /// Datagrams, but none of a game that is known.
  case noKnownGame(datagrams: Int)
  /// The packet capture cannot be read.
  case capture(CaptureError)
  /// The compressed file cannot be read.
  case compression(CompressionError)
  /// A text or a table that cannot be read on.
  case malformed(format: String, line: Int?, problem: Problem)

  /// What is wrong with the content of a file that is of the right kind.
  public enum Problem: Error, Equatable, Sendable {
    /// The line or section with the names of the columns is missing.
    case noColumnNames
    /// Names of columns, and no row below them.
    case noRows
    /// No column of this quantity, of the names that are known and of those that the user mapped.
    case missingColumn(String)
    /// More columns than any logger has.
    case tooManyColumns(Int)
    /// A line that does not end within this many bytes.
    case endlessLine(Int)
    /// A version of the format that holds less, to be exported anew as this one.
    case oldVersion(wanted: String)
    /// A table of results or timing, in which there are no samples.
    case noTelemetry(what: String)
  }
}
