internal import Glibc

/// A number ready to be drawn, at most 24 characters, built without allocating.
///
/// What is not finite, or too large to be true, becomes a dash.
public struct Figure: Sendable, BitwiseCopyable {
  /// Which numbers carry a sign.
  public enum Sign: Sendable {
    case negative
    /// Zero has none.
    case always
  }

  private var units = InlineArray<24, UInt16>(repeating: 0x20)
  /// How many characters it has.
  public private(set) var count = 0

  private init() {}

  /// The character at an index below `count`.
  public subscript(index: Int) -> Unicode.Scalar { Unicode.Scalar(units[index]) ?? " " }

  /// What stands where there is no number.
  public static let none: Figure = {
    var figure = Figure()
    figure.append("—")
    return figure
  }()

  /// A number with a fixed count of decimals; `grouped` sets thousands apart by a blank.
  public static func decimal(
    _ value: Double?, _ decimals: Int, sign: Sign = .negative, grouped: Bool = false
  ) -> Figure {
    guard let value, value.isFinite else { return none }
    let places = min(max(decimals, 0), 4)
    let scaled = (value * powers[places]).rounded()
    guard abs(scaled) < 1e12 else { return none }
    var figure = Figure()
    let number = Int(scaled)
    if number < 0 { figure.append("−") } else if number > 0, sign == .always { figure.append("+") }
    figure.appendDigits(number.magnitude, decimals: places, grouped: grouped)
    return figure
  }

  /// One character as a figure, such as the `R` of a gear.
  public static func letter(_ scalar: Unicode.Scalar) -> Figure {
    var figure = Figure()
    figure.append(scalar)
    return figure
  }

  /// A whole number.
  public static func integer(_ value: Int, grouped: Bool = false) -> Figure {
    decimal(Double(value), 0, grouped: grouped)
  }

  /// A lap time as `1:39.126`, or `59.3` below one minute when `short`; from one hour on `1:02:03`.
  public static func time(_ seconds: Double?, _ decimals: Int = 3, short: Bool = false) -> Figure {
    guard let seconds, seconds.isFinite, seconds >= 0, seconds < 360_000 else { return none }
    let places = min(max(decimals, 0), 3)
    let unit = UInt(powers[places])
    let total = UInt((seconds * powers[places]).rounded())
    let whole = total / unit
    var figure = Figure()
    if whole >= 3600 {
      figure.appendDigits(whole / 3600, decimals: 0, grouped: false)
      figure.append(":")
      figure.appendTwo(whole / 60 % 60)
      figure.append(":")
      figure.appendTwo(whole % 60)
      return figure
    }
    if short, whole < 60 {
      figure.appendDigits(total, decimals: places, grouped: false)
      return figure
    }
    figure.appendDigits(whole / 60, decimals: 0, grouped: false)
    figure.append(":")
    figure.appendTwo(whole % 60)
    if places > 0 {
      figure.append(".")
      figure.appendPadded(total % unit, places)
    }
    return figure
  }

  /// Adds a character; does nothing once the figure is full.
  public mutating func append(_ scalar: Unicode.Scalar) {
    guard count < 24, scalar.value < 0x10000 else { return }
    units[count] = UInt16(scalar.value)
    count += 1
  }

  /// Adds a short text, such as a unit.
  public mutating func append(text: StaticString) {
    text.withUTF8Buffer { for byte in $0 where byte < 0x80 { append(Unicode.Scalar(byte)) } }
  }

  /// The figure as text, for tests and messages.
  public var text: String {
    var text = ""
    for index in 0..<count { text.unicodeScalars.append(self[index]) }
    return text
  }

  private mutating func appendTwo(_ value: UInt) { appendPadded(value, 2) }

  private mutating func appendPadded(_ value: UInt, _ digits: Int) {
    var divisor = UInt(1)
    for _ in 1..<max(1, digits) { divisor *= 10 }
    while divisor > 0 {
      append(Unicode.Scalar(UInt8(48 + value / divisor % 10)))
      divisor /= 10
    }
  }

  private mutating func appendDigits(_ magnitude: UInt, decimals: Int, grouped: Bool) {
    let unit = UInt(Self.powers[decimals])
    let whole = magnitude / unit
    var divisor = UInt(1)
    var digits = 1
    while whole / divisor >= 10 {
      divisor *= 10
      digits += 1
    }
    while divisor > 0 {
      append(Unicode.Scalar(UInt8(48 + whole / divisor % 10)))
      digits -= 1
      if grouped, digits > 0, digits % 3 == 0 { append(" ") }
      divisor /= 10
    }
    if decimals > 0 {
      append(".")
      appendPadded(magnitude % unit, decimals)
    }
  }

  private static let powers: [Double] = [1, 10, 100, 1000, 10_000]
}
