import Telemetry
import Timing

/// A lap read as a ring: stations before 0 and beyond the length continue at the other end.
struct ClosedLap {
  let trace: LapTrace
  let length: Double
  let spacing: Double
  let speeds: [Float]
  let throttle: [Float]?
  let brake: [Float]?

  init?(_ trace: LapTrace) {
    guard let speeds = trace.columns[.speed] else { return nil }
    self.trace = trace
    self.speeds = speeds
    length = trace.grid.length
    spacing = trace.grid.spacing
    throttle = trace.columns[.throttle]
    brake = trace.columns[.brake]
  }

  /// The station on the lap, 0 ..< length.
  func wrapped(_ station: Double) -> Double {
    if station >= 0, station < length { return station }
    let rest = station.truncatingRemainder(dividingBy: length)
    return rest < 0 ? rest + length : rest
  }

  /// Time at an unwrapped station, s; grows by the lap time at each turn.
  func time(_ station: Double) -> Double {
    if station >= 0, station < length { return trace.time(at: station) }
    let turns = (station / length).rounded(.down)
    return trace.time(at: station - turns * length) + turns * trace.lapTime
  }

  /// Time of the step of the grid that begins at a station, s.
  func stepTime(_ station: Double) -> Double { time(station + spacing) - time(station) }

  func column(_ channel: Channel) -> [Float]? { trace.columns[channel] }

  /// A column's value at an unwrapped station, on the straight line between its neighbours.
  func value(_ column: [Float], _ station: Double) -> Double {
    let place = wrapped(station)
    let index = trace.grid.index(at: place)
    let here = Double(column[index])
    guard index + 1 < column.count else { return here }
    let share = min(1, max(0, (place - Double(index) * spacing) / spacing))
    return here + (Double(column[index + 1]) - here) * share
  }

  func value(_ channel: Channel, _ station: Double) -> Double? { trace.value(channel, at: wrapped(station)) }

  func speed(_ station: Double) -> Double { value(speeds, station) }

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

  /// Longest stretch of time, s, over which something holds between two stations.
  func longestTime(from start: Double, to end: Double, where holds: (Double) -> Bool) -> Double {
    var longest = 0.0
    var run = 0.0
    for station in stations(from: start, to: end) {
      run = holds(station) ? run + stepTime(station) : 0
      longest = max(longest, run)
    }
    return longest
  }

  /// All time, s, for which something holds between two stations.
  func wholeTime(from start: Double, to end: Double, where holds: (Double) -> Bool) -> Double {
    stations(from: start, to: end).reduce(0) { holds($1) ? $0 + stepTime($1) : $0 }
  }

  func hasHole(from start: Double, to end: Double) -> Bool {
    pieces(start, end).contains { trace.hasHole(from: $0, to: $1) }
  }

  /// Kinds of the stretches that touch a part of the lap.
  func stretches(from start: Double, to end: Double) -> Set<LapStretch.Kind> {
    var kinds: Set<LapStretch.Kind> = []
    for (from, to) in pieces(start, end) {
      for stretch in trace.stretches where stretch.touches(from, to) { kinds.insert(stretch.kind) }
    }
    return kinds
  }

  /// An unwrapped part of the ring as one or two parts of the lap.
  private func pieces(_ start: Double, _ end: Double) -> [(Double, Double)] {
    let begin = wrapped(start)
    let stretch = end - start
    if begin + stretch <= length { return [(begin, begin + stretch)] }
    return [(begin, length), (0, begin + stretch - length)]
  }
}
