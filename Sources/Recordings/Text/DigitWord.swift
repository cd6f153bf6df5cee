/// Eight bytes of text at once as one integer, the first byte the lowest.
enum DigitWord {
  /// How many digits a word begins with, 0 to 8.
  @inline(__always)
  static func count(_ word: UInt64) -> Int { others(word).trailingZeroBitCount / 8 }

  /// The highest bit of every byte that is no digit.
  @inline(__always)
  private static func others(_ word: UInt64) -> UInt64 {
    let values = word ^ 0x3030_3030_3030_3030
    // Without its highest bit in the sum nothing is carried from one byte into the next.
    return (((values & 0x7F7F_7F7F_7F7F_7F7F) &+ 0x7676_7676_7676_7676) | values) & 0x8080_8080_8080_8080
  }

  /// A number that ends within eight bytes, its point among them, as most cells do; the place moves to its end. `nil` for any other,
  /// and where what follows may belong to it.
  @inline(__always)
  static func short(_ bytes: RawSpan, _ place: inout Int, end: Int, mark: UInt8) -> Double? {
    guard place &+ 8 < end else { return nil }
    let word: UInt64 = bytes.integer(place)
    let others = others(word)
    let whole = others.trailingZeroBitCount & ~7
    guard whole < 64, UInt8(truncatingIfNeeded: word &>> UInt64(whole)) == mark else { return nil }
    let count = (others & (others &- 1)).trailingZeroBitCount / 8
    let next = bytes.byte(place &+ count)
    // Letters, colons and signs go on with a number, digits do so behind the eighth byte.
    guard count > 1, next < UInt8(ascii: "0"), next != UInt8(ascii: "-") else { return nil }
    // Without the point between them the digits are one number.
    let below = (1 as UInt64) &<< UInt64(whole) &- 1
    let digits = (word & below) | ((word &>> 8) & ~below)
    place &+= count
    return DecimalFraction.number(value(digits, count &- 1), decimals: count &- 1 &- whole / 8)
  }

  /// The number that the first `count` digits make, 0 to 8 of them.
  @inline(__always)
  static func value(_ word: UInt64, _ count: Int) -> UInt64 {
    // What is no digit is pushed out, and zeros come before the first one.
    let digits = (word ^ 0x3030_3030_3030_3030) << UInt64(truncatingIfNeeded: (8 &- count) &* 8)
    let pairs = (digits &* 10 &+ digits &>> 8) & 0x00FF_00FF_00FF_00FF
    let fours = (pairs &* 100 &+ pairs &>> 16) & 0x0000_FFFF_0000_FFFF
    return (fours &* 10_000 &+ fours &>> 32) & 0xFFFF_FFFF
  }

  /// A mark in the highest bit of the bytes that are `byte`: the lowest mark is right, those above it may be too many.
  @inline(__always)
  static func marks(_ word: UInt64, of byte: UInt8) -> UInt64 {
    let difference = word ^ (UInt64(byte) &* 0x0101_0101_0101_0101)
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  }
}

/// Decimal fractions as the floating-point number next to them.
enum DecimalFraction {
  /// Digits that always fit into 64 bits.
  static let mostDigits = 19

  private static let largestExact: UInt64 = 1 << 53

  /// `mantissa` with `decimals` of its at most 19 digits behind the point.
  @inline(__always)
  static func number(_ mantissa: UInt64, decimals: Int) -> Double {
    // Both are exact, so that the division rounds only once.
    mantissa <= largestExact ? Double(mantissa) / exactPowers[decimals] : quotient(mantissa, decimals)
  }

  /// The quotient to 63 bits or more, the lowest of them set where anything is left: enough to round once, as it should be.
  @inline(never)
  private static func quotient(_ mantissa: UInt64, _ decimals: Int) -> Double {
    let power = wholePowers[decimals]
    let divisor = power << power.leadingZeroBitCount
    let dividend = mantissa << mantissa.leadingZeroBitCount
    // Half of what has its highest bit set is below the divisor, which has it too: the quotient always fits.
    let (quotient, left) = divisor.dividingFullWidth((dividend >> 1, dividend << 63))
    return Double(
      sign: .plus, exponent: power.leadingZeroBitCount - mantissa.leadingZeroBitCount - 63,
      significand: Double(left == 0 ? quotient : quotient | 1))
  }
}

/// Powers of ten, each exactly.
private let exactPowers: InlineArray<20, Double> = [
  1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
]
/// The same as integers.
let wholePowers: InlineArray<20, UInt64> = [
  1, 10, 100, 1000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000, 10_000_000_000,
  100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000, 1_000_000_000_000_000,
  10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000, 10_000_000_000_000_000_000,
]
