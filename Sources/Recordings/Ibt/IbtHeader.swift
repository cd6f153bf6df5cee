/// The numbers at the start of an `.ibt` file, checked against its size and each other.
struct IbtHeader: Sendable {
  /// Bytes of the header with its part for files on disk.
  static let size = 144
  static let variableSize = 144

  var tickRate: Int
  var sessionText: Range<Int>
  var variableCount: Int
  var sampleSize: Int
  var dataOffset: Int
  /// s since 1970 (UTC); `nil` where the file does not say.
  var startDate: Double?
  /// Samples that are there.
  var sampleCount: Int
  /// Samples that the header promises; 0 where the game ended before it could say.
  var promisedCount: Int

  /// Whether the start looks like iRacing's, file or memory image.
  static func isPlausible(_ bytes: RawSpan) -> Bool {
    guard bytes.byteCount >= 112 else { return false }
    return (1...2).contains(bytes.integer(0, as: Int32.self)) && (1...360).contains(bytes.integer(8, as: Int32.self))
      && (1...4).contains(bytes.integer(32, as: Int32.self)) && (1..<5000).contains(bytes.integer(24, as: Int32.self))
  }

  init(_ bytes: RawSpan) throws(RecordingError) {
    guard bytes.byteCount >= 112 else { throw .wrongContent(format: IbtFormat.name) }
    try Self.check("version", bytes.integer(0, as: Int32.self), in: 1...2)
    tickRate = try Self.check("tick rate", bytes.integer(8, as: Int32.self), in: 1...360)
    variableCount = try Self.check("variable count", bytes.integer(24, as: Int32.self), in: 1...4999)
    let buffers = try Self.check("buffer count", bytes.integer(32, as: Int32.self), in: 1...4)
    let textOffset = bytes.integer(20, as: Int32.self)
    let tableOffset = bytes.integer(28, as: Int32.self)
    // A live image keeps its text where a file has the second half of its header, and several buffers.
    guard buffers == 1, textOffset >= Self.size, tableOffset == Self.size else { throw .memoryImage }
    guard bytes.byteCount >= Self.size else { throw .noSamples }
    let size = Int32(clamping: bytes.byteCount)
    try Self.check("variable table", tableOffset, in: 0...size)
    let tableEnd = Self.size + variableCount * Self.variableSize
    guard tableEnd <= bytes.byteCount else { throw .noSamples }
    let textSize = try Self.check("session text length", bytes.integer(16, as: Int32.self), in: 0...Int32.max)
    let textStart = try Self.check("session text offset", textOffset, in: 0...Int32.max)
    sampleSize = try Self.check("sample length", bytes.integer(36, as: Int32.self), in: 1...1_000_000)
    dataOffset = try Self.check("data offset", bytes.integer(52, as: Int32.self), in: Int32(Self.size)...Int32.max)
    guard dataOffset < bytes.byteCount else { throw .noSamples }
    sessionText = min(textStart, bytes.byteCount)..<min(textStart &+ textSize, bytes.byteCount)
    let date: Int64 = bytes.integer(112)
    // From 2000 on; a file without a date has 0.
    startDate = date > 946_684_800 && date < 1 << 40 ? Double(date) : nil
    promisedCount = max(0, Int(bytes.integer(140, as: Int32.self)))
    let held = (bytes.byteCount - dataOffset) / sampleSize
    sampleCount = promisedCount == 0 ? held : min(promisedCount, held)
    guard sampleCount > 0 else { throw .noSamples }
  }

  @discardableResult
  private static func check(_ field: String, _ value: Int32, in range: ClosedRange<Int32>) throws(RecordingError) -> Int
  {
    guard range.contains(value) else { throw .badHeader(field: field, value: Int(value)) }
    return Int(value)
  }
}
