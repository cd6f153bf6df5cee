/// Reads numbers out of text without making a string of them, each as the floating-point number next to it.
struct NumberCell: Sendable {
  /// The decimal mark: a point, or a comma where cells are divided by something else.
  let decimalMark: UInt8

  /// Bytes of a number with an exponent, a time of day or a date.
  private static let longestRest = 1024

  init(decimalMark: UInt8 = UInt8(ascii: ".")) { self.decimalMark = decimalMark }

  /// The number at a place, which moves behind what was read; not a number where there is none.
  ///
  /// Beside plain numbers it reads `true` and `false` as 1 and 0, `m:ss.fff` and `h:mm:ss.fff` as seconds, and
  /// `yyyy-MM-ddTHH:mm:ss.fffZ` as seconds since 1970.
  @inline(__always)
  func read(_ bytes: RawSpan, _ place: inout Int, end: Int) -> Double {
    var index = place
    var isNegative = false
    if index < end {
      let sign = bytes.byte(index)
      if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        isNegative = sign == UInt8(ascii: "-")
        index &+= 1
      }
    }
    if let short = DigitWord.short(bytes, &index, end: end, mark: decimalMark) {
      place = index
      return isNegative ? -short : short
    }
    var mantissa: UInt64 = 0
    var digits = takeDigits(bytes, &index, end, &mantissa)
    var decimals = 0
    if index < end, bytes.byte(index) == decimalMark {
      index &+= 1
      decimals = takeDigits(bytes, &index, end, &mantissa)
      digits &+= decimals
    }
    guard digits > 0 else { return word(bytes, &place, end: end) }
    if index < end {
      let next = bytes.byte(index)
      if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") || next == UInt8(ascii: ":")
        || next == UInt8(ascii: "-")
      {
        return rest(bytes, &place, end: end)
      }
    }
    guard digits <= DecimalFraction.mostDigits else { return text(bytes, &place, end: index) }
    place = index
    let magnitude = DecimalFraction.number(mantissa, decimals: decimals)
    return isNegative ? -magnitude : magnitude
  }

  /// Appends the digits at a place to a number, which is wrong where it gets more than fit, and says how many they are.
  @inline(__always)
  private func takeDigits(_ bytes: RawSpan, _ place: inout Int, _ end: Int, _ number: inout UInt64) -> Int {
    let start = place
    while place &+ 8 <= end {
      let word: UInt64 = bytes.integer(place)
      let count = DigitWord.count(word)
      number = number &* wholePowers[count] &+ DigitWord.value(word, count)
      place &+= count
      if count < 8 { return place &- start }
    }
    while place < end {
      let digit = bytes.byte(place) &- UInt8(ascii: "0")
      guard digit < 10 else { break }
      number = number &* 10 &+ UInt64(digit)
      place &+= 1
    }
    return place &- start
  }

  /// What is no plain number: with an exponent, a time of day or a date.
  @inline(never)
  private func rest(_ bytes: RawSpan, _ place: inout Int, end: Int) -> Double {
    var stop = place
    while stop < end, stop - place < Self.longestRest {
      let byte = bytes.byte(stop)
      let isPart =
        byte &- UInt8(ascii: "0") < 10 || byte == decimalMark
        || [
          UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ":"), UInt8(ascii: "e"), UInt8(ascii: "E"),
          UInt8(ascii: "T"), UInt8(ascii: "Z"),
        ].contains(byte)
      guard isPart else { break }
      stop += 1
    }
    return text(bytes, &place, end: stop)
  }

  /// All that lies up to an end, by way of a string.
  @inline(never)
  private func text(_ bytes: RawSpan, _ place: inout Int, end: Int) -> Double {
    let text = bytes.text(place..<end).map { $0 == Character(UnicodeScalar(decimalMark)) ? "." : $0 }
    place = end
    let string = String(text)
    if let number = Double(string) { return number }
    return ClockText.seconds(string) ?? DateText.seconds(string) ?? .nan
  }

  @inline(never)
  private func word(_ bytes: RawSpan, _ place: inout Int, end: Int) -> Double {
    func starts(_ text: StaticString) -> Bool {
      place + text.utf8CodeUnitCount <= end
        && (0..<text.utf8CodeUnitCount).allSatisfy { bytes.byte(place + $0) | 0x20 == text.utf8Start[$0] }
    }
    if starts("true") {
      place += 4
      return 1
    }
    if starts("false") {
      place += 5
      return 0
    }
    return .nan
  }
}

/// Times as people write them.
enum ClockText {
  /// s of `ss.fff`, `m:ss.fff` or `h:mm:ss.fff`; `nil` for anything else.
  static func seconds(_ text: some StringProtocol) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...3).contains(parts.count), let last = Double(parts[parts.count - 1]), last >= 0, last.isFinite else {
      return nil
    }
    guard parts.count > 1 else { return last }
    guard last < 60 else { return nil }
    var whole = 0
    for (index, part) in parts.dropLast().enumerated() {
      guard let number = Int(part), number >= 0, number < 1_000_000, index == 0 || number < 60 else { return nil }
      whole = whole * 60 + number
    }
    // As exact as the text: 1:39.748 is 99.748.
    return ((Double(whole * 60) + last) * 1_000_000).rounded() / 1_000_000
  }
}

/// Instants as servers write them.
enum DateText {
  /// s since 1970 of `yyyy-MM-ddTHH:mm:ss.fffZ` or with a blank for the T, in universal time; `nil` for anything else.
  static func seconds(_ text: some StringProtocol) -> Double? {
    let parts = text.split { $0 == "T" || $0 == " " }
    guard (1...2).contains(parts.count) else { return nil }
    let day = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    guard day.count == 3, let year = Int(day[0]), let month = Int(day[1]), let date = Int(day[2]),
      (1...9999).contains(year), (1...12).contains(month), (1...31).contains(date)
    else { return nil }
    let midnight = Double(days(year, month, date)) * 86_400
    guard parts.count == 2 else { return midnight }
    let clock = parts[1].hasSuffix("Z") ? parts[1].dropLast() : parts[1][...]
    guard clock.contains(":"), let seconds = ClockText.seconds(clock) else { return nil }
    return midnight + seconds
  }

  /// Days since 1970-01-01 of a day of the Gregorian calendar.
  static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
    // Years that begin in March have their leap day at the end.
    let shifted = month > 2 ? year : year - 1
    let era = shifted / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}
