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
}
