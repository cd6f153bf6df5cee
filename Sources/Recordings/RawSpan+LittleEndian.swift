/// Little-endian loads at any alignment. The caller has compared the length before; a load outside would trap.
extension RawSpan {
  @inline(__always)
  func integer<Number: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, as type: Number.Type = Number.self) -> Number
  {
    Number(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  @inline(__always)
  func byte(_ offset: Int) -> UInt8 { unsafeLoadUnaligned(fromByteOffset: offset, as: UInt8.self) }

  @inline(__always)
  func float(_ offset: Int) -> Float { Float(bitPattern: integer(offset, as: UInt32.self)) }

  @inline(__always)
  func double(_ offset: Int) -> Double { Double(bitPattern: integer(offset, as: UInt64.self)) }

  /// The text at a place of fixed size, up to its first zero byte.
  func text(_ range: Range<Int>) -> String {
    let bytes = extracting(range).withUnsafeBytes { Array($0.prefix { $0 != 0 }) }
    return decodedText(bytes)
  }
}

/// UTF-8 where it is that, else Windows-1252, in which every byte means something.
func decodedText(_ bytes: [UInt8]) -> String {
  if let text = String(validating: bytes, as: UTF8.self) { return text }
  var result = String.UnicodeScalarView()
  for byte in bytes { result.append(Unicode.Scalar(windows1252[Int(byte) - 128, default: UInt16(byte)]) ?? "?") }
  return String(result)
}

/// The places 0x80 to 0x9F, in which Windows-1252 differs from Latin 1.
private let windows1252: [Int: UInt16] = [
  0: 0x20AC, 2: 0x201A, 3: 0x0192, 4: 0x201E, 5: 0x2026, 6: 0x2020, 7: 0x2021, 8: 0x02C6, 9: 0x2030, 10: 0x0160,
  11: 0x2039, 12: 0x0152, 14: 0x017D, 17: 0x2018, 18: 0x2019, 19: 0x201C, 20: 0x201D, 21: 0x2022, 22: 0x2013,
  23: 0x2014, 24: 0x02DC, 25: 0x2122, 26: 0x0161, 27: 0x203A, 28: 0x0153, 30: 0x017E, 31: 0x0178,
]
