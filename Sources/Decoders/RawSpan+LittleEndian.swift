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

  /// Copies the whole into a buffer that has room for it.
  func copy(into buffer: inout [UInt8]) {
    withUnsafeBytes { source in buffer.withUnsafeMutableBytes { $0.copyMemory(from: source) } }
  }

  /// A text of at most so many bytes that ends at a zero; `nil` where it is empty.
  func text(_ offset: Int, size: Int) -> String? {
    var bytes: [UInt8] = []
    for index in offset..<(offset + size) {
      let byte = byte(index)
      if byte == 0 { break }
      bytes.append(byte)
    }
    return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
  }
}
