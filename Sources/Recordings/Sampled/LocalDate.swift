internal import Glibc

/// Dates that loggers write in the time of their clock, which is taken to be the one of this machine.
enum LocalDate {
  /// s since 1970 of a day `dd/MM/yyyy` and a time `HH:mm` or `HH:mm:ss`; `nil` where they are none.
  static func seconds(day: String, time: String) -> Double? {
    let parts = day.split { !$0.isNumber }.compactMap { Int($0) }
    guard parts.count == 3 else { return nil }
    let clock = time.split { !$0.isNumber }.compactMap { Int($0) }
    guard clock.count >= 2 else { return seconds(year: parts[2], month: parts[1], day: parts[0]) }
    return seconds(
      year: parts[2], month: parts[1], day: parts[0], hour: clock[0], minute: clock[1],
      second: clock.count > 2 ? clock[2] : 0)
  }

  static func seconds(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0
  ) -> Double? {
    guard (1970...9999).contains(year), (1...12).contains(month), (1...31).contains(day), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second)
    else { return nil }
    var parts = tm()
    parts.tm_year = Int32(year - 1900)
    parts.tm_mon = Int32(month - 1)
    parts.tm_mday = Int32(day)
    parts.tm_hour = Int32(hour)
    parts.tm_min = Int32(minute)
    parts.tm_sec = Int32(second)
    parts.tm_isdst = -1
    return Double(mktime(&parts))
  }
}

extension LocalDate {
  /// Day `dd/MM/yyyy` and time `HH:mm:ss` of an instant, s since 1970.
  static func texts(_ seconds: Double) -> (day: String, time: String)? {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return nil }
    var instant = time_t(seconds)
    var parts = tm()
    guard localtime_r(&instant, &parts) != nil else { return nil }
    func two(_ number: Int32) -> String { (number < 10 ? "0" : "") + String(number) }
    return (
      "\(two(parts.tm_mday))/\(two(parts.tm_mon + 1))/\(parts.tm_year + 1900)",
      "\(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec))"
    )
  }
}
