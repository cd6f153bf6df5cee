internal import Telemetry

/// Where the laps of a car begin: where its distance from the line falls back to zero, else where its counter steps.
enum GrCupLaps {
  /// Shares of the lap above which a distance is before the line and below which it is after it.
  private static let before: Float = 0.6
  private static let after: Float = 0.4
  /// s between the two over which the line is still found between them.
  private static let longestGap = 3.0
  /// What the counter says where it does not know.
  static let unknownLap: Int32 = 32_768

  static func marks(_ rows: GrCupRows, _ assembly: SampleAssembly) -> LapMarks {
    let distance = rows.column(.lapDistance)
    let speeds = assembly.series[.speed] ?? []
    let furthest = distance.reduce(0) { $1.isFinite ? max($0, $1) : $0 }
    guard furthest > 500 else { return byCounter(rows, assembly) }
    var marks: [LapMarks.Mark] = []
    var high: Int?
    for index in distance.indices where distance[index].isFinite {
      if distance[index] > Self.before * furthest { high = index }
      guard distance[index] < Self.after * furthest, let last = high else { continue }
      high = nil
      let (before, after) = (assembly.times[last], assembly.times[index])
      guard after - before <= longestGap else { continue }
      // The metres since the line, at the speed after it, tell when that was.
      let speed = speeds.indices.contains(index) && speeds[index].isFinite ? Double(speeds[index]) : 0
      let time = speed > 5 ? after - Double(distance[index]) / speed : after
      // Wraps, not the counter, number the laps: the counter may hold numbers of an earlier session.
      marks.append(
        LapMarks.Mark(time: min(max(time, before), after), number: Int32(clamping: marks.count + 1), lapTime: nil))
    }
    return LapMarks(marks, firstNumber: 0, times: assembly.range, interval: assembly.interval)
  }

  private static func byCounter(_ rows: GrCupRows, _ assembly: SampleAssembly) -> LapMarks {
    let own = rows.column(.lap)
    let numbers = rows.laps.indices.map { index -> Float in
      let lap = rows.laps[index] >= 0 ? Float(rows.laps[index]) : own[index]
      return lap == Float(unknownLap) ? .nan : lap
    }
    return LapColumn.marks(numbers, times: assembly.times, running: nil, official: nil, interval: assembly.interval)
  }
}
