internal import Glibc

/// Dates as they go over the wire, always UTC.
enum WireDate {
  /// This machine's clock, s since 1970.
  static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// `20130524T000000Z`; the first eight characters are the day.
  ///
  /// - Parameter seconds: since 1970.
  static func compact(_ seconds: Double) -> String {
    var time = time_t(min(max(seconds, 0), 2.5e11))
    var parts = tm()
    gmtime_r(&time, &parts)
    func digits(_ number: Int32, _ count: Int) -> String {
      let text = String(number)
      return String(repeating: "0", count: max(0, count - text.count)) + text
    }
    return digits(parts.tm_year + 1900, 4) + digits(parts.tm_mon + 1, 2) + digits(parts.tm_mday, 2) + "T"
      + digits(parts.tm_hour, 2) + digits(parts.tm_min, 2) + digits(parts.tm_sec, 2) + "Z"
  }

  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// The instant of a `Date` header, as `Sun, 06 Nov 1994 08:49:37 GMT`, s since 1970.
  static func instant(_ header: String) -> Double? {
    let words = header.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int32(words[1]), (1...31).contains(day),
      let month = months.firstIndex(of: String(words[2])), let year = Int32(words[3]), (1970...9999).contains(year)
    else { return nil }
    let clock = words[4].split(separator: ":").compactMap { Int32($0) }
    guard clock.count == 3, (0...23).contains(clock[0]), (0...59).contains(clock[1]), (0...60).contains(clock[2]) else {
      return nil
    }
    var parts = tm()
    parts.tm_year = year - 1900
    parts.tm_mon = Int32(month)
    parts.tm_mday = day
    parts.tm_hour = clock[0]
    parts.tm_min = clock[1]
    parts.tm_sec = clock[2]
    return Double(timegm(&parts))
  }
}
