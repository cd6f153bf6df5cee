/// A channel of a `.ld` file: its own rate, its own number of samples, all of them in one piece.
struct LdChannel: Sendable {
  enum Kind: Sendable {
    case integer16
    case integer32
    case float16
    case float32

    var size: Int { self == .integer16 || self == .float16 ? 2 : 4 }
  }

  var name: String
  var unit: String
  /// Samples a second.
  var rate: Int
  /// Samples that lie within the file.
  var count: Int
  var offset: Int
  var kind: Kind
  /// Value in the channel's unit = number × `scale` + `addend`.
  var scale: Double
  var addend: Double

  /// Bytes of an entry that are read; some writers end it early.
  private static let entrySize = 84
  /// No logger has more.
  private static let most = 10_000

  /// What the list of channels holds.
  struct List: Sendable {
    var channels: [LdChannel] = []
    /// Channels that are left out because their samples are of no known type.
    var unknown = 0
    /// A channel's samples reach beyond the end of the file.
    var isCut = false
  }

  /// Walks the list, which ends at an entry outside the file or seen before.
  static func list(_ bytes: RawSpan, from first: Int) -> List {
    var list = List()
    var place = first
    var seen: Set<Int> = []
    while place >= LdHeader.size, place <= bytes.byteCount - entrySize, seen.count < most, seen.insert(place).inserted {
      let next = Int(bytes.integer(place + 4, as: UInt32.self))
      let samples = Int(bytes.integer(place + 12, as: UInt32.self))
      if let channel = LdChannel(bytes, entry: place, isCut: &list.isCut) {
        list.channels.append(channel)
      } else if samples > 0 {
        list.unknown += 1
      }
      if next == 0 { return list }
      place = next
    }
    list.isCut = true
    return list
  }

  private init?(_ bytes: RawSpan, entry: Int, isCut: inout Bool) {
    let size = Int(bytes.integer(entry + 20, as: UInt16.self))
    guard let kind = Self.kind(of: bytes.integer(entry + 18), size: size) else { return nil }
    self.kind = kind
    rate = Int(bytes.integer(entry + 22, as: UInt16.self))
    guard rate > 0 else { return nil }
    offset = Int(bytes.integer(entry + 8, as: UInt32.self))
    let promised = Int(bytes.integer(entry + 12, as: UInt32.self))
    let held = offset >= LdHeader.size ? max(0, (bytes.byteCount - offset) / kind.size) : 0
    count = min(promised, held)
    if count < promised { isCut = true }
    let shift = Double(bytes.integer(entry + 24, as: Int16.self))
    let multiplier = Double(bytes.integer(entry + 26, as: Int16.self))
    let divisor = Double(bytes.integer(entry + 28, as: Int16.self))
    let decimals = Int(bytes.integer(entry + 30, as: Int16.self))
    guard abs(decimals) <= 300 else { return nil }
    var power = 1.0
    for _ in 0..<abs(decimals) { power *= 10 }
    scale = multiplier / (divisor == 0 ? 1 : divisor) * (decimals > 0 ? 1 / power : power)
    addend = shift * multiplier
    name = LdHeader.text(bytes, entry + 32, 32) ?? ""
    unit = LdHeader.text(bytes, entry + 72, 12) ?? ""
  }

  private static func kind(of type: UInt16, size: Int) -> Kind? {
    switch (type, size) {
    case (0, 2), (3, 2), (5, 2): .integer16
    case (0, 4), (3, 4), (5, 4): .integer32
    case (7, 2): .float16
    case (7, 4): .float32
    default: nil
    }
  }

  /// A sample as it is stored; `index` is less than `count`.
  @inline(__always)
  func number(_ bytes: RawSpan, _ index: Int) -> Double {
    let place = offset &+ index &* kind.size
    return switch kind {
    case .integer16: Double(bytes.integer(place, as: Int16.self))
    case .integer32: Double(bytes.integer(place, as: Int32.self))
    case .float16: Double(Float16(bitPattern: bytes.integer(place, as: UInt16.self)))
    case .float32: Double(bytes.float(place))
    }
  }

  /// A sample in the channel's unit.
  func value(_ bytes: RawSpan, _ index: Int) -> Double { number(bytes, index) * scale + addend }

  /// All samples in the channel's unit.
  func values(_ bytes: RawSpan) -> [Double] { (0..<count).map { value(bytes, $0) } }

  /// The value at a time, s since the log began: on the line between two samples, the last one until its period is over, `nil` beyond.
  func value(_ bytes: RawSpan, at time: Double) -> Double? {
    let place = time * Double(rate)
    guard place >= 0, place < Double(count) else { return nil }
    let index = Int(place)
    let here = value(bytes, index)
    guard index + 1 < count else { return here }
    return here + (value(bytes, index + 1) - here) * (place - Double(index))
  }
}
