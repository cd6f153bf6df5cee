/// Distance along the lap where a recording has neither a position nor a distance: the speed added up from line to line.
struct LapDistance: Sendable {
  /// m from the line at each sample; not a number where no line is known before or after it.
  private(set) var distances: [Float]
  /// Length of the lap, m.
  private(set) var trackLength: Double

  /// Share by which a lap may differ from the usual length and still be the same circuit.
  private static let tolerance = 0.03

  /// From speeds, m/s at each time; not a number counts as standing.
  ///
  /// - Returns: `nil` where no lap is complete.
  init?(speeds: [Float], times: [Double], laps: LapMarks) {
    guard times.count == speeds.count else { return nil }
    var travelled: [Double] = []
    travelled.reserveCapacity(times.count)
    var total = 0.0
    for index in times.indices {
      if index > 0 {
        let mean = Double(Self.valid(speeds[index - 1]) + Self.valid(speeds[index])) / 2
        total += mean * max(0, times[index] - times[index - 1])
      }
      travelled.append(total)
    }
    self.init(travelled: travelled, times: times, laps: laps)
  }

  /// From the way since the log began, m at each time.
  ///
  /// - Returns: `nil` where no lap is complete.
  init?(travelled: [Double], times: [Double], laps: LapMarks) {
    guard laps.marks.count > 1, times.count == travelled.count, let first = times.first else { return nil }
    var index = 0
    let atMarks = laps.marks.map { mark -> Double in
      while index + 1 < times.count, times[index + 1] <= mark.time { index += 1 }
      guard index + 1 < times.count else { return travelled[index] }
      let share = (mark.time - times[index]) / max(1e-9, times[index + 1] - times[index])
      return travelled[index] + share * (travelled[index + 1] - travelled[index])
    }
    let lengths = zip(atMarks.dropFirst(), atMarks).map { $0 - $1 }
    let usual = lengths.sorted()[lengths.count / 2]
    guard usual > 0 else { return nil }
    trackLength = usual
    distances = []
    distances.reserveCapacity(times.count)
    var passed = laps.count(upTo: first)
    for index in times.indices {
      while passed < laps.marks.count, laps.marks[passed].time <= times[index] { passed += 1 }
      guard passed > 0 else {
        // The way to the line ends at it.
        let here = usual - (atMarks[0] - travelled[index])
        distances.append(here >= 0 ? Float(here) : .nan)
        continue
      }
      let along = travelled[index] - atMarks[passed - 1]
      // A wheel's circumference is known to a per mille or so: what is left over is shared out along the lap.
      let isLap = passed < laps.marks.count && abs(lengths[passed - 1] / usual - 1) < Self.tolerance
      distances.append(Float(isLap ? along * usual / lengths[passed - 1] : along))
    }
  }

  private static func valid(_ speed: Float) -> Float { speed.isFinite ? max(0, speed) : 0 }
}
