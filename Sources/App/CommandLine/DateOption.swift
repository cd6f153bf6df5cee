import Glibc

/// A day on the command line.
enum DateOption {
  /// Midnight of the day in local time, s since 1970; `nil` where the option is not given.
  static func value(_ name: String, _ arguments: Arguments) throws -> Double? {
    guard let text = arguments.value(name) else { return nil }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int32($0) }
    guard parts.count == 3, numbers.count == 3, (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
      (1...31).contains(numbers[2])
    else { throw UsageError(message: "--\(name) takes a day as in 2026-11-24, not \(Text.safe(text))") }
    var day = tm()
    day.tm_year = numbers[0] - 1900
    day.tm_mon = numbers[1] - 1
    day.tm_mday = numbers[2]
    day.tm_isdst = -1
    return Double(mktime(&day))
  }
}
