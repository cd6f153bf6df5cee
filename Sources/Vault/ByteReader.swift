/// Reads what `ByteWriter` wrote, never beyond the end.
struct ByteReader {
  private let bytes: ArraySlice<UInt8>
  private var place: Int

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  init(_ bytes: [UInt8]) { self.init(bytes[...]) }

  var remaining: Int { bytes.endIndex - place }

  /// Bytes that were read.
  var offset: Int { place - bytes.startIndex }

  mutating func take(_ count: Int) throws(VaultError) -> ArraySlice<UInt8> {
    guard count >= 0, count <= remaining else { throw .malformed }
    defer { place += count }
    return bytes[place..<place + count]
  }

  mutating func byte() throws(VaultError) -> UInt8 {
    guard remaining > 0 else { throw .malformed }
    defer { place += 1 }
    return bytes[place]
  }

  mutating func number(bytes count: Int) throws(VaultError) -> UInt64 {
    try take(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  mutating func variable() throws(VaultError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      let byte = try byte()
      guard shift < 63 || byte <= 1 else { throw .malformed }
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    throw .malformed
  }

  mutating func identifier() throws(VaultError) -> Identifier {
    guard let id = Identifier(try take(Identifier.size)) else { throw .malformed }
    return id
  }

  mutating func counted(limit: Int) throws(VaultError) -> [UInt8] {
    let count = try variable()
    guard count <= UInt64(limit) else { throw .malformed }
    return Array(try take(Int(count)))
  }

  mutating func text(limit: Int = 1 << 16) throws(VaultError) -> String {
    guard let text = String(validating: try counted(limit: limit), as: UTF8.self) else { throw .malformed }
    return text
  }

  /// Throws where something follows that nobody read.
  func finish() throws(VaultError) {
    guard remaining == 0 else { throw .malformed }
  }
}
