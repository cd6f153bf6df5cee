/// The numbers and texts at the start of a `.ld` file, and the blocks to which they point.
struct LdHeader: Sendable {
  /// Bytes of the header.
  static let size = 1762
  private static let marker: UInt32 = 0x40
  /// The same in every file seen, at 66.
  private static let constant: UInt16 = 0x4240

  var firstChannel: Int
  var channelCount: Int
  var date = ""
  var time = ""
  var driver: String?
  var venue: String?
  var comment: String?
  var session: String?
  /// The car: id and description.
  var vehicle: String?
  var vehicleDescription: String?

  static func isPlausible(_ bytes: RawSpan) -> Bool {
    bytes.byteCount >= 96 && bytes.integer(0) == marker && bytes.integer(66) == constant
  }

  init(_ bytes: RawSpan) throws(RecordingError) {
    guard Self.isPlausible(bytes) else { throw .wrongContent(format: LdFormat.name) }
    guard bytes.byteCount >= Self.size else { throw .noSamples }
    firstChannel = Int(bytes.integer(8, as: UInt32.self))
    channelCount = Int(bytes.integer(86, as: UInt32.self))
    date = Self.text(bytes, 94, 16) ?? ""
    time = Self.text(bytes, 126, 16) ?? ""
    driver = Self.text(bytes, 158, 64)
    vehicle = Self.text(bytes, 222, 64)
    venue = Self.text(bytes, 350, 64)
    comment = Self.text(bytes, 1572, 64)
    readBlocks(bytes)
  }

  /// Event, venue and vehicle point to each other; where they lie differs from writer to writer.
  private mutating func readBlocks(_ bytes: RawSpan) {
    let event = Int(bytes.integer(36, as: UInt32.self))
    guard event > 0, event + 1154 <= bytes.byteCount else { return }
    session = Self.text(bytes, event + 64, 64) ?? Self.text(bytes, event, 64)
    let place = Int(bytes.integer(event + 1152, as: UInt16.self))
    guard place > 0, place + 1100 <= bytes.byteCount else { return }
    venue = venue ?? Self.text(bytes, place, 64)
    let car = Int(bytes.integer(place + 1098, as: UInt16.self))
    guard car > 0, car + 260 <= bytes.byteCount else { return }
    vehicle = Self.text(bytes, car, 64) ?? vehicle
    vehicleDescription = Self.text(bytes, car + 64, 64)
  }

  /// Some loggers fill the last byte of a field with a blank.
  static func text(_ bytes: RawSpan, _ offset: Int, _ size: Int) -> String? {
    let text = bytes.text(offset..<(offset + size))
    let trimmed = text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    return trimmed.isEmpty ? nil : String(trimmed)
  }
}
