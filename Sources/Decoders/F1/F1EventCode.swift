/// The events that matter to a frame, four characters read as a little-endian number. Others come with updates and are passed over.
enum F1EventCode {
  static let flashback = code("FLBK")
  static let redFlag = code("RDFL")
  static let sessionStarted = code("SSTA")
  static let lightsOut = code("LGOT")
  static let chequeredFlag = code("CHQF")
  static let sessionEnded = code("SEND")

  private static func code(_ text: StaticString) -> UInt32 {
    (0..<4).reduce(0) { $0 | UInt32(text.utf8Start[$1]) << UInt32(8 * $1) }
  }
}
