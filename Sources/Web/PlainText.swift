/// Text from a server, for a message: nothing of it can reach a terminal as an order.
public enum PlainText {
  /// One line without control characters.
  ///
  /// - Parameter limit: at most this many characters.
  public static func line(_ text: String, limit: Int = 300) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(limit) {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: scalars.append(" ")
      default: scalars.append(scalar)
      }
    }
    return String(scalars)
  }

  public static func line(_ bytes: some Collection<UInt8>, limit: Int = 300) -> String {
    line(String(decoding: bytes.prefix(limit * 4), as: UTF8.self), limit: limit)
  }
}
