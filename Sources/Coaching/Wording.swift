/// Numbers as they stand in the coach's sentences.
enum Wording {
  /// Seconds with two places: `0.18 s`.
  static func seconds(_ value: Double) -> String { "\(hundredths(abs(value))) s" }

  /// The same with its sign: `+0.18`; what rounds to nothing has none.
  static func signed(_ value: Double) -> String {
    let text = hundredths(abs(value))
    return (text == "0.00" ? "±" : value < 0 ? "−" : "+") + text
  }

  /// Two decimal places without Foundation.
  static func hundredths(_ value: Double) -> String {
    guard value.isFinite, value < 1e9 else { return "–" }
    let whole = Int((value * 100).rounded())
    let rest = whole % 100
    return "\(whole / 100).\(rest < 10 ? "0" : "")\(rest)"
  }

  /// One decimal place.
  static func tenths(_ value: Double) -> String {
    guard value.isFinite, abs(value) < 1e9 else { return "–" }
    let whole = Int((abs(value) * 10).rounded())
    return (value < 0 ? "−" : "") + "\(whole / 10).\(whole % 10)"
  }

  static func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  /// m:ss.mmm.
  static func lapTime(_ value: Double) -> String {
    guard value.isFinite, value >= 0, value < 1e6 else { return "–" }
    let milliseconds = Int((value * 1000).rounded())
    func padded(_ number: Int, _ width: Int) -> String {
      String(repeating: "0", count: max(0, width - String(number).count)) + String(number)
    }
    let seconds = milliseconds / 1000 % 60
    let minutes = milliseconds / 60_000
    let rest = padded(milliseconds % 1000, 3)
    return minutes > 0 ? "\(minutes):\(padded(seconds, 2)).\(rest)" : "\(seconds).\(rest)"
  }

  /// The longest sentence for the screen, characters. COACHING 12.4.
  static let longest = 60

  /// `<corner>: <action> — <consequence> (lap n)`, without the lap where it would be too long.
  static func sentence(corner: String, action: String, consequence: String, lap: Int?) -> String {
    let start = action.prefix(1).lowercased() + action.dropFirst()
    let plain = "\(corner): \(start) — \(consequence)"
    guard let lap else { return plain }
    let whole = "\(plain) (lap \(lap))"
    return whole.count <= longest ? whole : plain
  }
}
