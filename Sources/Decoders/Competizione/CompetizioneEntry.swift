/// Who drives which car, and the messages that say so once.
struct CompetizioneEntry: Sendable, Equatable {
  var model: UInt8
  var team: String
  var number: Int
  /// Last names, or short ones where there is none.
  var drivers: [String]

  private static let mostDrivers: UInt8 = 16

  /// Reads an entry with the car's number; `nil` where the message is not whole.
  static func read(_ message: RawSpan) -> (UInt16, CompetizioneEntry)? {
    var reader = CompetizioneReader()
    let index: UInt16 = reader.integer(message)
    let model: UInt8 = reader.integer(message)
    let team = reader.text(message)
    let number: Int32 = reader.integer(message)
    _ = reader.integer(message, as: UInt8.self)
    _ = reader.integer(message, as: UInt8.self)
    _ = reader.integer(message, as: UInt16.self)
    let count: UInt8 = reader.integer(message)
    guard count <= mostDrivers else { return nil }
    var drivers: [String] = []
    for _ in 0..<count {
      let first = reader.text(message)
      let last = reader.text(message)
      let short = reader.text(message)
      _ = reader.integer(message, as: UInt8.self)
      _ = reader.integer(message, as: UInt16.self)
      drivers.append(last.isEmpty ? (first.isEmpty ? short : first) : last)
    }
    guard reader.isComplete(message) else { return nil }
    return (index, CompetizioneEntry(model: model, team: team, number: Int(number), drivers: drivers))
  }

  /// Reads name and length, m, of the track; the cameras and pages that follow are of no use here.
  static func track(_ message: RawSpan) -> (String, Double)? {
    var reader = CompetizioneReader()
    _ = reader.integer(message, as: Int32.self)
    let name = reader.text(message)
    _ = reader.integer(message, as: Int32.self)
    let length: Int32 = reader.integer(message)
    let sets: UInt8 = reader.integer(message)
    for _ in 0..<sets where reader.isSound {
      reader.skipText(message)
      skipTexts(&reader, message)
    }
    skipTexts(&reader, message)
    guard reader.isComplete(message), length > 0, length < 100_000, !name.isEmpty else { return nil }
    return (name, Double(length))
  }

  private static func skipTexts(_ reader: inout CompetizioneReader, _ message: RawSpan) {
    let count: UInt8 = reader.integer(message)
    for _ in 0..<count where reader.isSound { reader.skipText(message) }
  }

  /// Whether a message of the rarer kinds ends where it should.
  static func isWhole(_ message: RawSpan, _ kind: CompetizioneReader.Kind) -> Bool {
    var reader = CompetizioneReader()
    switch kind {
    case .session, .car: return false
    case .track: return track(message) != nil
    case .entry: return read(message) != nil
    case .registration:
      _ = reader.integer(message, as: Int32.self)
      _ = reader.integer(message, as: UInt8.self)
      _ = reader.integer(message, as: UInt8.self)
      reader.skipText(message)
    case .entryList:
      _ = reader.integer(message, as: Int32.self)
      let count: UInt16 = reader.integer(message)
      for _ in 0..<count where reader.isSound { _ = reader.integer(message, as: UInt16.self) }
    case .event:
      _ = reader.integer(message, as: UInt8.self)
      reader.skipText(message)
      _ = reader.integer(message, as: Int32.self)
      _ = reader.integer(message, as: Int32.self)
    }
    return reader.isComplete(message)
  }
}
