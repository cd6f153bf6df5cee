import Telemetry
import Timing

/// A lap read as a ring: stations before 0 and beyond the length continue at the other end.
struct ClosedLap {
  let trace: LapTrace
  private let speeds: [Float]

  init?(_ trace: LapTrace) {
    guard let speeds = trace.columns[.speed] else { return nil }
    self.trace = trace
    self.speeds = speeds
  }

  var length: Double { trace.grid.length }
  var spacing: Double { trace.grid.spacing }

  /// The station on the lap, 0 ..< length.
  func wrapped(_ station: Double) -> Double {
    let rest = station.truncatingRemainder(dividingBy: length)
    return rest < 0 ? rest + length : rest
  }

  /// Time at an unwrapped station, s; grows by the lap time at each turn.
  func time(_ station: Double) -> Double {
    let turns = (station / length).rounded(.down)
    return trace.time(at: station - turns * length) + turns * trace.lapTime
  }

  func value(_ channel: Channel, _ station: Double) -> Double? { trace.value(channel, at: wrapped(station)) }

  func speed(_ station: Double) -> Double { trace.value(.speed, at: wrapped(station)) ?? 0 }

  /// Mean over five stations.
  func smoothSpeed(_ station: Double) -> Double {
    var sum = 0.0
    for step in -2...2 { sum += Double(speeds[trace.grid.index(at: wrapped(station + Double(step) * spacing))]) }
    return sum / 5
  }

  /// Stations of the grid from one place to another, both unwrapped.
  func stations(from start: Double, to end: Double) -> StrideTo<Double> {
    stride(from: (start / spacing).rounded(.up) * spacing, to: max(start, end), by: spacing)
  }

  func hasHole(from start: Double, to end: Double) -> Bool {
    let begin = wrapped(start)
    let stretch = end - start
    if begin + stretch <= length { return trace.hasHole(from: begin, to: begin + stretch) }
    return trace.hasHole(from: begin, to: length) || trace.hasHole(from: 0, to: begin + stretch - length)
  }
}
