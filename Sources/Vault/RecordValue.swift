/// What a field of an entity is.
public enum RecordValue: Hashable, Sendable {
  case absent
  case integer(Int64)
  case real(Double)
  case text(String)
  case bytes([UInt8])

  /// Bytes of a value at most; a larger one is an asset with a pack of its own.
  static let limit = 1 << 20

  /// As it stands in a record: a kind, and what is left of the record.
  public var encoded: [UInt8] {
    var writer = ByteWriter()
    switch self {
    case .absent: break
    case .integer(let value):
      writer.append(1)
      writer.append(UInt64(bitPattern: value), bytes: 8)
    case .real(let value):
      writer.append(2)
      writer.append(value.bitPattern, bytes: 8)
    case .text(let value):
      writer.append(3)
      writer.append(value.utf8)
    case .bytes(let value):
      writer.append(4)
      writer.append(value)
    }
    return writer.bytes
  }

  public init(encoded: [UInt8]) throws(VaultError) {
    var reader = ByteReader(encoded)
    guard reader.remaining > 0 else {
      self = .absent
      return
    }
    switch try reader.byte() {
    case 1: self = .integer(Int64(bitPattern: try reader.number(bytes: 8)))
    case 2: self = .real(Double(bitPattern: try reader.number(bytes: 8)))
    case 3:
      guard let text = String(validating: try reader.take(reader.remaining), as: UTF8.self) else { throw .malformed }
      self = .text(text)
    case 4: self = .bytes(Array(try reader.take(reader.remaining)))
    default: throw .newer
    }
    try reader.finish()
  }

  public var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  public var real: Double? {
    if case .real(let value) = self { value } else { nil }
  }

  public var text: String? {
    if case .text(let value) = self { value } else { nil }
  }

  public var bytes: [UInt8]? {
    if case .bytes(let value) = self { value } else { nil }
  }
}
