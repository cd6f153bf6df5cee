// Rounding is done by the C library, which must be linked for it.
internal import Glibc

/// Little-endian stores into a buffer that is reused from datagram to datagram. Offsets are ours, never input.
extension [UInt8] {
  mutating func store<Number: FixedWidthInteger>(_ value: Number, at offset: Int) {
    var rest = UInt64(truncatingIfNeeded: value)
    for index in 0..<(Number.bitWidth / 8) {
      self[offset + index] = UInt8(truncatingIfNeeded: rest)
      rest >>= 8
    }
  }

  mutating func store(_ value: Float, at offset: Int) { store(value.bitPattern, at: offset) }

  mutating func store(_ text: String, at offset: Int, size: Int) {
    for index in 0..<size { self[offset + index] = 0 }
    // One byte stays for the end mark, and a character is never cut in two.
    var used = 0
    for character in text {
      let bytes = Array(character.utf8)
      guard used + bytes.count < size else { return }
      for byte in bytes {
        self[offset + used] = byte
        used += 1
      }
    }
  }
}

extension FixedWidthInteger {
  /// The nearest number of this type; 0 for what is not a number.
  init(nearest value: Double) {
    guard value.isFinite else {
      self = 0
      return
    }
    if value >= Double(Self.max) {
      self = .max
    } else if value <= Double(Self.min) {
      self = .min
    } else {
      self = Self(exactly: value.rounded()) ?? (value < 0 ? .min : .max)
    }
  }
}
