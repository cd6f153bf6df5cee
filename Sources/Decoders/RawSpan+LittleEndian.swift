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
}
