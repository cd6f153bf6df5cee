/// Numbers as text with a fixed number of decimals, without locale.
enum FixedText {
  /// `value` with so many decimals; nothing for what is no number.
  static func make(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 9e18 else { return "" }
    let digits = String(UInt64(scaled))
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return sign + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// With a sign and zeros in front, up to so many characters before the point.
  static func signed(_ value: Double, whole: Int, _ decimals: Int) -> String {
    let text = make(abs(value), decimals)
    let missing = whole + (decimals > 0 ? decimals + 1 : 0) - text.count
    return (value < 0 ? "-" : "+") + String(repeating: "0", count: max(0, missing)) + text
  }
}
