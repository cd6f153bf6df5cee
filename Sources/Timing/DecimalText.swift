/// How a number is given its sign in a sentence.
public enum SignStyle: Sendable {
  /// A minus sign for what is below zero.
  case negativeOnly
  /// `+0.3`, `−0.3`, and `±0.0` for what rounds to zero.
  case always
}

/// A number with a point and fixed decimals, with a true minus sign; `–` for one that is not finite or beyond all reason.
public func decimalText(_ value: Double, places: Int, sign: SignStyle = .negativeOnly) -> String {
  guard value.isFinite, abs(value) < 1e12 else { return "–" }
  let scale = (0..<max(0, places)).reduce(1.0) { product, _ in product * 10 }
  let rounded = Int64((abs(value) * scale).rounded())
  let mark =
    switch sign {
    case .negativeOnly: value < 0 && rounded != 0 ? "−" : ""
    case .always: rounded == 0 ? "±" : value < 0 ? "−" : "+"
    }
  let whole = rounded / Int64(scale)
  guard places > 0 else { return "\(mark)\(whole)" }
  let rest = String(rounded % Int64(scale))
  return "\(mark)\(whole)." + String(repeating: "0", count: places - rest.count) + rest
}

/// A lap time: `1:38.2` with one decimal, `38.2` below a minute.
public func lapTimeText(_ seconds: Double, places: Int) -> String {
  let scale = (0..<max(0, places)).reduce(1.0) { product, _ in product * 10 }
  let rounded = (seconds * scale).rounded() / scale
  guard rounded.isFinite, rounded >= 60, rounded < 1e9 else { return decimalText(rounded, places: places) }
  let minutes = Int(rounded / 60)
  let rest = rounded - Double(minutes) * 60
  return "\(minutes):" + (rest < 9.999_999 ? "0" : "") + decimalText(rest, places: places)
}
