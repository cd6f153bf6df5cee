import Glibc

/// Text for people, without locale: numbers with a point, times as a driver says them.
enum Text {
  /// Fixed decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e15 else { return "–" }
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let rounded = Int64((abs(value) * scale).rounded())
    let whole = rounded / Int64(scale)
    let sign = value < 0 && rounded != 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let rest = String(rounded % Int64(scale))
    return "\(sign)\(whole)." + String(repeating: "0", count: decimals - rest.count) + rest
  }

  /// As short as it can be: no decimals where there are none.
  static func plain(_ value: Double) -> String { value == value.rounded() ? fixed(value, 0) : fixed(value, 3) }

  /// `1:38.214`, or `38.214` below a minute.
  static func lapTime(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite, seconds >= 0, seconds < 1e7 else { return "–" }
    let milliseconds = Int((seconds * 1000).rounded())
    let rest = fixed(Double(milliseconds % 60_000) / 1000, 3)
    guard milliseconds >= 60_000 else { return rest }
    return "\(milliseconds / 60_000):" + (milliseconds % 60_000 < 10_000 ? "0" : "") + rest
  }

  /// With a sign, `+` for lost.
  static func delta(_ seconds: Double?) -> String {
    guard let seconds else { return "" }
    return (seconds < 0 ? "" : "+") + fixed(seconds, 3)
  }

  static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  static func rightAligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  /// Text from outside, without control characters: nothing of it can reach the terminal as an order.
  static func safe(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: "\u{FFFD}"
          default: scalar
          }
        }))
  }

  /// Day and time of an instant, s since 1970, in local time.
  static func date(_ seconds: Double, format: String = "%Y-%m-%d %H:%M") -> String {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return "–" }
    var time = time_t(seconds)
    var parts = tm()
    guard localtime_r(&time, &parts) != nil else { return "–" }
    var buffer = [CChar](repeating: 0, count: 64)
    let length = strftime(&buffer, buffer.count, format, &parts)
    return String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Edits between two words.
  static func distance(_ a: String, _ b: String) -> Int {
    let left = Array(a)
    let right = Array(b)
    var row = Array(0...right.count)
    for (i, letter) in left.enumerated() {
      var previous = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let here = row[j + 1]
        row[j + 1] = letter == other ? previous : 1 + min(previous, row[j], here)
        previous = here
      }
    }
    return row[right.count]
  }

  /// A table with aligned columns; the columns named in `right` are right aligned.
  static func table(_ header: [String], _ rows: [[String]], right: Set<Int> = []) -> String {
    let all = [header] + rows
    let widths = header.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    return all.map { row in
      var line = row.indices.map { column in
        right.contains(column) ? rightAligned(row[column], widths[column]) : padded(row[column], widths[column])
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line + "\n"
    }.joined()
  }
}
