internal import Glibc
internal import Telemetry

/// What follows from other columns.
extension SampleAssembly {
  /// m, for a path that ends where it began; and for one whose distance begins at the line.
  private static let closure = 30.0
  /// m/s; a fix tells no speed below it.
  private static let slowest = 0.5

  /// Takes the distances of a table in, whichever it has.
  mutating func addDistances(_ table: PlannedTable) {
    if let distance = table.wide(.distance), series[.lapDistance] == nil { travelled = distance }
  }

  /// Laps by the column that counts them; a note where it counts none.
  mutating func addLapsByNumber(running: [Double]?, official: [Double]?) {
    guard lapNumbers.contains(where: \.isFinite) else {
      notes.append(.noLaps)
      return
    }
    laps = LapColumn.marks(lapNumbers, times: times, running: running, official: official, interval: interval)
    if laps.isEmpty { notes.append(.noLaps) }
  }

  /// Fills what comes once a second only on the line from one value to the next.
  mutating func interpolateSpeed() {
    for channel in [Channel.speed, .positionY] {
      guard let values = series[channel] else { continue }
      series[channel] = Self.filled(values, times)
    }
  }

  /// Evens out a position that is stored in steps of half a metre, over a quarter of a second.
  mutating func smoothPosition() {
    let reach = 0.13
    for channel in [Channel.positionX, .positionZ] {
      guard let values = series[channel] else { continue }
      var first = 0
      var result = values
      for index in values.indices where values[index].isFinite {
        while times[index] - times[first] > reach { first += 1 }
        var sum: Float = 0
        var weights: Float = 0
        var other = first
        while other < values.count, times[other] - times[index] <= reach {
          if values[other].isFinite {
            let weight = 1 - Float(abs(times[other] - times[index]) / (1.5 * reach))
            sum += weight * (values[other] - values[index])
            weights += weight
          }
          other += 1
        }
        result[index] = values[index] + sum / weights
      }
      series[channel] = result
    }
  }

  /// The speed from the way between fixes, where the file says none.
  mutating func deriveSpeed() {
    guard series[.speed] == nil, let x = series[.positionX], let z = series[.positionZ] else { return }
    var speeds = [Float](repeating: .nan, count: times.count)
    for index in times.indices.dropFirst() {
      let step = times[index] - times[index - 1]
      let moved = hypot(Double(x[index] - x[index - 1]), Double(z[index] - z[index - 1]))
      guard step > 0, moved.isFinite else { continue }
      speeds[index] = Float(moved / step < Self.slowest ? 0 : moved / step)
    }
    if speeds.count > 1 { speeds[0] = speeds[1] }
    series[.speed] = speeds
  }

  /// The way from the first sample to the last, m; `nil` where nothing tells it.
  var length: Double? {
    if let first = travelled.first, let last = travelled.last { return last - first }
    if let distance = series[.lapDistance], let first = distance.first, let last = distance.last {
      return Double(last - first)
    }
    guard let speeds = series[.speed] else { return nil }
    return zip(speeds.indices.dropFirst(), speeds.dropFirst()).reduce(0) { sum, sample in
      sum + Double(sample.1.isFinite ? sample.1 : 0) * (times[sample.0] - times[sample.0 - 1])
    }
  }

  /// Whether the samples begin at a line and end at one: they close, or their distance begins at zero with a car at speed.
  var isOneLap: Bool {
    guard let speed = series[.speed]?.first, speed > 5 else { return false }
    if let x = series[.positionX], let z = series[.positionZ], let end = x.indices.last {
      let apart = hypot(Double(x[end] - x[0]), Double(z[end] - z[0]))
      return apart <= max(Self.closure, 1.5 * Double(speed) * interval)
    }
    if let first = series[.lapDistance]?.first { return abs(first) < Float(Self.closure) }
    return travelled.first.map { abs($0) < Self.closure } ?? false
  }
}
