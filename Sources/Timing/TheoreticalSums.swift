/// Sums of the best parts of laps, and the fastest continuous lap. COACHING 5.
public enum TheoreticalSums {
  /// Time of each slice of a lap, s; the slices start at `starts` (ascending, the first may be above 0: the last slice
  /// then runs over the line).
  public static func slices(of trace: LapTrace, starts: [Double]) -> [Double] {
    starts.indices.map { index in
      let start = starts[index]
      guard index + 1 < starts.count else {
        return trace.lapTime - trace.time(at: start) + trace.time(at: starts[0])
      }
      return trace.time(at: starts[index + 1]) - trace.time(at: start)
    }
  }

  /// Sum of the best of each slice over some laps, s, or `nil` for none. Slices in a hole of a lap do not count.
  public static func best(of traces: [LapTrace], starts: [Double]) -> Double? {
    guard !traces.isEmpty, !starts.isEmpty else { return nil }
    var best = [Double](repeating: .infinity, count: starts.count)
    for trace in traces {
      for (index, time) in slices(of: trace, starts: starts).enumerated() {
        let end = index + 1 < starts.count ? starts[index + 1] : trace.grid.length
        guard !trace.hasHole(from: starts[index], to: end) else { continue }
        best[index] = min(best[index], time)
      }
    }
    let sum = best.reduce(0, +)
    return sum.isFinite ? sum : nil
  }

  /// Fastest time from any station of one lap to the same station of the next, s.
  /// - Parameter pairs: laps driven one right after the other.
  public static func rolling(_ pairs: [(LapTrace, LapTrace)]) -> Double? {
    var best: Double?
    for (first, second) in pairs where first.grid == second.grid {
      for index in 0..<first.grid.count {
        let time = first.lapTime - first.time[index] + second.time[index]
        best = min(best ?? time, time)
      }
    }
    return best
  }
}
