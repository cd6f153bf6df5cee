/// A variable of an `.ibt` file: which, of what type, where in a sample.
struct IbtVariable: Sendable {
  enum Kind: Int32, Sendable {
    case character = 0
    case boolean = 1
    case integer = 2
    case bits = 3
    case float = 4
    case double = 5

    var size: Int {
      switch self {
      case .character, .boolean: 1
      case .integer, .bits, .float: 4
      case .double: 8
      }
    }
  }

  var kind: Kind
  /// From the start of a sample; with the size within the sample, which is checked when the table is read.
  var offset: Int

  /// The first value of the variable as a floating-point number.
  @inline(__always)
  func value(_ bytes: RawSpan, sample: Int) -> Double {
    let place = sample &+ offset
    return switch kind {
    case .character, .boolean: Double(bytes.byte(place))
    case .integer: Double(bytes.integer(place, as: Int32.self))
    case .bits: Double(bytes.integer(place, as: UInt32.self))
    case .float: Double(bytes.float(place))
    case .double: bytes.double(place)
    }
  }

  /// The value as bits; 0 for a variable that is a number.
  func bits(_ bytes: RawSpan, sample: Int) -> UInt32 {
    switch kind {
    case .character, .boolean: UInt32(bytes.byte(sample &+ offset))
    case .integer, .bits: bytes.integer(sample &+ offset, as: UInt32.self)
    case .float, .double: 0
    }
  }

  /// The table of variables by name. Entries that reach outside a sample are left out.
  static func table(_ bytes: RawSpan, _ header: IbtHeader) -> [String: IbtVariable] {
    var result: [String: IbtVariable] = [:]
    for index in 0..<header.variableCount {
      let entry = IbtHeader.size + index * IbtHeader.variableSize
      guard let kind = Kind(rawValue: bytes.integer(entry)) else { continue }
      let offset = Int(bytes.integer(entry + 4, as: Int32.self))
      guard offset >= 0, offset <= header.sampleSize - kind.size else { continue }
      let name = bytes.text((entry + 16)..<(entry + 48))
      if !name.isEmpty, result[name] == nil { result[name] = IbtVariable(kind: kind, offset: offset) }
    }
    return result
  }
}
