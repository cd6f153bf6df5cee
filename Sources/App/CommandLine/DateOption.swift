import Glibc

/// A day on the command line.
enum DateOption {
  /// Midnight of the day in local time, s since 1970; `nil` where the option is not given.
  static func value(_ name: String, _ arguments: Arguments) throws -> Double? {
    try arguments.value(name).map { try instant($0, option: name) }
  }

  /// Midnight of a day in local time, s since 1970.
  static func instant(_ text: String, option name: String) throws -> Double {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Int32($0) }
    let problem = UsageError(message: "--\(name) takes a day as in 2026-11-24, not \(Text.safe(text))")
    guard parts.count == 3, numbers.count == 3, (1970...9999).contains(numbers[0]), (1...12).contains(numbers[1]),
      (1...31).contains(numbers[2])
    else { throw problem }
    var day = tm()
    day.tm_year = numbers[0] - 1900
    day.tm_mon = numbers[1] - 1
    day.tm_mday = numbers[2]
    day.tm_isdst = -1
    let seconds = Double(mktime(&day))
    // A day that its month does not have comes out as one of the next.
    guard day.tm_mday == numbers[2] else { throw problem }
    return seconds
  }
}
