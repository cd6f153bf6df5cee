/// Writes numbers as the formats of a vault have them: the least significant byte first.
struct ByteWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ more: some Sequence<UInt8>) { bytes.append(contentsOf: more) }

  mutating func append(_ byte: UInt8) { bytes.append(byte) }

  mutating func append(_ id: Identifier) { bytes.append(contentsOf: id.bytes) }

  /// The lowest bytes of a number.
  mutating func append(_ value: UInt64, bytes count: Int) {
    for place in 0..<count { bytes.append(UInt8(truncatingIfNeeded: value >> UInt64(8 * place))) }
  }

  /// Seven bits a byte, the highest bit says that more follow.
  mutating func append(variable value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  /// A length and as many bytes.
  mutating func append(counted more: [UInt8]) {
    append(variable: UInt64(more.count))
    append(more)
  }

  mutating func append(text: String) { append(counted: Array(text.utf8)) }
}
