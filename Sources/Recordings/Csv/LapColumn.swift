/// Laps from a column that counts them, with the help of the lap's own clock where there is one.
enum LapColumn {
  /// s; how far behind the line a running lap time may be when the counter steps.
  private static let latest = 5.0
  /// s after the step within which the time of the lap that ended is awaited.
  private static let wait = 3.0
  /// Numbers beyond this are no laps: loggers write 32 768 and others where they do not know.
  static let highest: Float = 10_000

  /// - Parameters:
  ///   - numbers: one a sample; not a number where unknown.
  ///   - running: the lap's own clock, s.
  ///   - official: time of the lap that ended last, s.
  static func marks(
    _ numbers: [Float], times: [Double], running: [Double]?, official: [Double]?, interval: Double
  ) -> LapMarks {
    guard numbers.count == times.count else { return LapMarks() }
    var marks: [LapMarks.Mark] = []
    var last: Int32?
    var first: Int32?
    for index in times.indices where numbers[index].isFinite && numbers[index] >= 0 && numbers[index] < highest {
      let number = Int32(numbers[index])
      defer { last = number }
      guard let before = last else {
        first = number
        if let elapsed = running?[index], elapsed >= 0, elapsed < 0.5 {
          marks.append(LapMarks.Mark(time: times[index] - elapsed, number: number, lapTime: nil))
        }
        continue
      }
      guard number != before else { continue }
      var time = times[index]
      if let elapsed = running?[index], elapsed >= 0, elapsed < latest { time -= elapsed }
      // A counter that jumps or starts anew ends no lap.
      let isNext = number == before + 1
      var lapTime: Double?
      if isNext, let start = marks.last, start.number == before {
        let measured = time - start.time
        lapTime = (measured * 1000).rounded() / 1000
        if let said = said(official, after: index, times), abs(said - measured) < max(0.1, 2.5 * interval) {
          lapTime = said
        }
      }
      marks.append(LapMarks.Mark(time: time, number: number, lapTime: lapTime))
    }
    guard let first, let start = times.first, let end = times.last, start < end else { return LapMarks() }
    return LapMarks(marks, firstNumber: first, times: start...end, interval: interval)
  }

  private static func said(_ official: [Double]?, after index: Int, _ times: [Double]) -> Double? {
    guard let official, index > 0 else { return nil }
    let before = official[index - 1]
    for place in index..<times.count {
      guard times[place] - times[index] < wait else { return nil }
      if official[place].isFinite, official[place] > 0, official[place] != before { return official[place] }
    }
    return nil
  }
}
