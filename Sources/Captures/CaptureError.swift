/// Why a capture could not be read or written.
public enum CaptureError: Error, Equatable, Sendable {
  /// The start is not that of a capture.
  case notACapture
  /// The capture library refused the file; its own words.
  case refused(message: String)
  /// Packets of a kind of network that holds no datagrams we can find, as wireless monitoring; the number is libpcap's.
  case unsupportedLinkType(Int32)
  /// The file could not be opened or written; the number is the system's.
  case fileFailed(code: Int32)
}
