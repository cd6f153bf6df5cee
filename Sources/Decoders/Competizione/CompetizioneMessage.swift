/// The messages of Assetto Corsa Competizione's broadcasting interface, version 4, read with every length checked. Documented only:
/// no recording was available.
///
/// A text is two bytes of length and as many of UTF-8; a lap is 13 bytes and four for each split.
struct CompetizioneReader {
  /// Kinds of message from the game; the raw value is the first byte.
  enum Kind: UInt8 {
    case registration = 1
    case session = 2
    case car = 3
    case entryList = 4
    case track = 5
    case entry = 6
    case event = 7
  }

  /// No time, as the game sends it.
  static let noTime: Int32 = 0x7FFF_FFFF
  private static let mostSplits: UInt8 = 10

  private(set) var position = 1
  /// Whether everything asked for was there.
  private(set) var isSound = true

  init() {}

  private mutating func take(_ size: Int, of message: borrowing RawSpan) -> Int? {
    guard isSound, message.byteCount - position >= size else {
      isSound = false
      return nil
    }
    defer { position += size }
    return position
  }

  mutating func integer<Number: FixedWidthInteger & BitwiseCopyable>(
    _ message: borrowing RawSpan, as type: Number.Type = Number.self
  ) -> Number {
    take(MemoryLayout<Number>.size, of: message).map { message.integer($0) } ?? 0
  }

  mutating func float(_ message: borrowing RawSpan) -> Float { Float(bitPattern: integer(message)) }

  mutating func skipText(_ message: borrowing RawSpan) {
    let size = Int(integer(message, as: UInt16.self))
    _ = take(size, of: message)
  }

  /// Names can hold what is no UTF-8: it is replaced.
  mutating func text(_ message: borrowing RawSpan) -> String {
    let size = Int(integer(message, as: UInt16.self))
    guard let start = take(size, of: message) else { return "" }
    return String(decoding: (start..<(start + size)).map { message.byte($0) }, as: UTF8.self)
  }

  mutating func lap(_ message: borrowing RawSpan) -> CompetizioneLap {
    var lap = CompetizioneLap()
    let time = integer(message, as: Int32.self)
    if time != Self.noTime, time > 0 { lap.time = Double(time) / 1000 }
    _ = integer(message, as: UInt16.self)
    _ = integer(message, as: UInt16.self)
    let count = integer(message, as: UInt8.self)
    guard count <= Self.mostSplits else {
      isSound = false
      return lap
    }
    for index in 0..<count {
      let split = integer(message, as: Int32.self)
      guard split != Self.noTime, split > 0 else { continue }
      if index == 0 { lap.firstSplit = Double(split) / 1000 }
      if index == 1 { lap.secondSplit = Double(split) / 1000 }
    }
    lap.isInvalid = integer(message, as: UInt8.self) != 0
    _ = integer(message, as: UInt8.self)
    _ = integer(message, as: UInt8.self)
    _ = integer(message, as: UInt8.self)
    return lap
  }

  /// Whether the message was read to its end and no further.
  func isComplete(_ message: borrowing RawSpan) -> Bool { isSound && position == message.byteCount }
}

/// What a message says of one lap.
struct CompetizioneLap: Sendable, Equatable {
  /// s.
  var time: Double?
  var firstSplit: Double?
  var secondSplit: Double?
  var isInvalid = false
}
