/// Texts as other programs write them: with a mark at the start, in 16 bits a letter, or in a letter set of the last century.
enum TextEncoding {
  /// Where the text begins, and its bytes: the same ones wherever letters of ASCII are single bytes, else a translation.
  static func plain(_ bytes: ByteStore) -> (bytes: ByteStore, start: Int) {
    bytes.withBytes { span -> (ByteStore, Int) in
      guard span.byteCount >= 4 else { return (bytes, 0) }
      if span.byte(0) == 0xEF, span.byte(1) == 0xBB, span.byte(2) == 0xBF { return (bytes, 3) }
      if span.byte(0) == 0xFF, span.byte(1) == 0xFE { return (wide(span, from: 2, isLittle: true), 0) }
      if span.byte(0) == 0xFE, span.byte(1) == 0xFF { return (wide(span, from: 2, isLittle: false), 0) }
      // Without a mark: two letters of ASCII show by where their zeros are.
      if span.byte(1) == 0, span.byte(3) == 0, span.byte(0) != 0, span.byte(2) != 0 {
        return (wide(span, from: 0, isLittle: true), 0)
      }
      if span.byte(0) == 0, span.byte(2) == 0, span.byte(1) != 0, span.byte(3) != 0 {
        return (wide(span, from: 0, isLittle: false), 0)
      }
      return (bytes, 0)
    }
  }

  /// UTF-16 as UTF-8; what is no letter becomes the sign for that.
  private static func wide(_ span: RawSpan, from start: Int, isLittle: Bool) -> ByteStore {
    var result: [UInt8] = []
    result.reserveCapacity((span.byteCount - start) / 2)
    var place = start
    func unit() -> UInt16? {
      guard place + 2 <= span.byteCount else { return nil }
      defer { place += 2 }
      let (first, second) = (UInt16(span.byte(place)), UInt16(span.byte(place + 1)))
      return isLittle ? second << 8 | first : first << 8 | second
    }
    while let first = unit() {
      if first < 0x80 {
        result.append(UInt8(first))
        continue
      }
      var value = UInt32(first)
      if UTF16.isLeadSurrogate(first), let second = unit() {
        value =
          UTF16.isTrailSurrogate(second)
          ? 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00) : 0xFFFD
      }
      result.append(
        contentsOf: Unicode.UTF8.encode(Unicode.Scalar(value) ?? "\u{FFFD}") ?? .encodedReplacementCharacter)
    }
    return ByteStore(result)
  }
}
