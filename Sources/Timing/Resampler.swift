import Telemetry

/// Puts the samples of a lap on the stations of its track.
public enum Resampler {
  /// A stretch without samples longer than this is a hole, s and m. COACHING 3.
  static let holeTime = 0.25
  static let holeDistance = 12.0
  /// Share of the lap in holes, and length of one, from which a lap is too thin for an analysis. COACHING 3.
  static let gappyShare = 0.03
  static let gappyLength = 60.0

  /// The lap on the grid, or `nil` where fewer than ten samples have a station.
  ///
  /// - Parameter line: the line of the track, which tells how far beside it the track ends.
  ///
  /// The ends are anchored: 0 s at the start and the lap's time at the end, and the samples' own clock is stretched to fit.
  public static func trace(
    of lap: FinishedLap, on grid: DistanceGrid, lapTime: Double, sampleRate: Double, line: ReferenceLine? = nil
  ) -> LapTrace? {
    let samples = strictlyAdvancing(lap.samples, length: grid.length)
    guard samples.count >= 10, lapTime > 0 else { return nil }
    let scale = lap.measuredTime.map { $0 > 0 ? lapTime / $0 : 1 } ?? 1
    var knots = samples.map { (station: $0.station, time: ($0.clock - lap.startClock) * scale) }
    for index in knots.indices { knots[index].time = min(lapTime, max(0, knots[index].time)) }
    let time = resample(knots, lapTime: lapTime, on: grid)
    let present = samples.reduce(ChannelSet(Channel.allCases)) { $0.intersection($1.frame.presence) }
    var columns: [Channel: [Float]] = [:]
    for channel in present.channels { columns[channel] = column(channel, of: samples, on: grid) }
    let offsets = samples.allSatisfy { $0.offset.isFinite } ? offsetColumn(of: samples, on: grid) : nil
    return LapTrace(
      grid: grid, lapTime: lapTime, time: time, columns: columns, lateralOffset: offsets,
      holes: holes(in: samples, interval: 1 / max(1, sampleRate), length: grid.length),
      stretches: StretchFinder.stretches(in: samples, corridor: line.map { line in { line.corridor(at: $0) } }))
  }

  /// Whether so much is missing that only the lap time can be used.
  public static func isGappy(_ trace: LapTrace) -> Bool {
    let lengths = trace.holes.map { $0.upperBound - $0.lowerBound }
    return lengths.reduce(0, +) > gappyShare * trace.grid.length || (lengths.max() ?? 0) > gappyLength
  }

  /// Samples whose station grows by more than a millimetre and lies on the lap.
  private static func strictlyAdvancing(_ samples: [LapSample], length: Double) -> [LapSample] {
    var kept: [LapSample] = []
    kept.reserveCapacity(samples.count)
    var last = -Double.infinity
    for sample in samples
    where sample.station.isFinite && sample.station > last + 0.001 && sample.station >= 0 && sample.station < length {
      kept.append(sample)
      last = sample.station
    }
    return kept
  }

  private static func resample(
    _ knots: [(station: Double, time: Double)], lapTime: Double, on grid: DistanceGrid
  ) -> [Double] {
    var time = [Double](repeating: 0, count: grid.count)
    var index = 0
    var before = (station: 0.0, time: 0.0)
    for step in 0..<grid.count {
      let station = grid.station(step)
      while index < knots.count, knots[index].station <= station {
        before = (knots[index].station, max(before.time, knots[index].time))
        index += 1
      }
      let after = index < knots.count ? knots[index] : (station: grid.length, time: lapTime)
      let stretch = after.station - before.station
      let share = stretch > 0 ? min(1, max(0, (station - before.station) / stretch)) : 0
      let value = before.time + (max(before.time, after.time) - before.time) * share
      time[step] = step == 0 ? 0 : max(value, time[step - 1])
    }
    return time
  }

  private static func column(_ channel: Channel, of samples: [LapSample], on grid: DistanceGrid) -> [Float] {
    column(on: grid, samples: samples, discrete: channel.isDiscrete) { $0.frame.rawValue(channel) }
  }

  private static func offsetColumn(of samples: [LapSample], on grid: DistanceGrid) -> [Float] {
    column(on: grid, samples: samples, discrete: false) { $0.offset }
  }

  private static func column(
    on grid: DistanceGrid, samples: [LapSample], discrete: Bool, value: (LapSample) -> Float
  ) -> [Float] {
    var result = [Float](repeating: 0, count: grid.count)
    var index = 0
    for step in 0..<grid.count {
      let station = grid.station(step)
      while index + 1 < samples.count, samples[index + 1].station <= station { index += 1 }
      let here = samples[index]
      guard !discrete, index + 1 < samples.count, station > here.station else {
        result[step] = value(here)
        continue
      }
      let next = samples[index + 1]
      let share = Float(min(1, (station - here.station) / (next.station - here.station)))
      let start = value(here)
      result[step] = start + (value(next) - start) * share
    }
    return result
  }

  private static func holes(in samples: [LapSample], interval: Double, length: Double) -> [ClosedRange<Double>] {
    var found: [ClosedRange<Double>] = []
    func check(_ from: Double, _ to: Double, _ elapsed: Double, _ speed: Double) {
      let tooLong = elapsed > max(holeTime, 2.5 * interval)
      let tooFar = to - from > max(holeDistance, 2.5 * interval * speed)
      // A car that stands is no hole: time passes without distance.
      if to - from > 1, tooLong || tooFar { found.append(from...to) }
    }
    let firstSpeed = samples[0].frame.speed ?? 0
    check(0, samples[0].station, samples[0].station / max(1, firstSpeed), firstSpeed)
    for index in 1..<samples.count {
      let a = samples[index - 1]
      let b = samples[index]
      check(a.station, b.station, b.clock - a.clock, a.frame.speed ?? 0)
    }
    let last = samples[samples.count - 1]
    let lastSpeed = last.frame.speed ?? 0
    check(last.station, length, (length - last.station) / max(1, lastSpeed), lastSpeed)
    return found
  }
}
