extension [UInt8] {
  /// Appends a number, its lowest byte first.
  mutating func append<Number: FixedWidthInteger>(little number: Number) {
    for shift in stride(from: 0, to: Number.bitWidth, by: 8) { append(UInt8(truncatingIfNeeded: number >> shift)) }
  }

  /// Text in a field of fixed size, ended by at least one zero.
  mutating func append(_ text: String, size: Int) {
    let characters = text.utf8.prefix(size - 1)
    append(contentsOf: characters)
    append(contentsOf: repeatElement(0, count: size - characters.count))
  }
}
