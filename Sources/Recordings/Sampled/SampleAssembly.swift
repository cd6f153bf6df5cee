internal import Telemetry

/// Columns of a file on their way to a recording: put in order, placed on the plane, their signs checked.
struct SampleAssembly {
  var description: SourceDescription
  var notes: [RecordingNote] = []
  /// The file's clock, s.
  var times: [Double]
  var series: [Channel: [Float]] = [:]
  /// Degrees north and east; not a number without a fix.
  var latitude: [Double] = []
  var longitude: [Double] = []
  var laps = LapMarks()
  /// Whether each sample is in the pit lane.
  var inPit: [Bool] = []
  /// What the file counts of laps in every sample: their numbers, the clock of the lap under way and the time of the last one, s.
  var lapNumbers: [Float] = []
  var running: [Double] = []
  var official: [Double] = []
  /// m since the log began, where the file says it.
  var travelled: [Double] = []
  var flags: [FrameFlags] = []
  private(set) var plane: GeographicPlane?
  /// Whether the distance along the lap is worked out where nothing tells it.
  var derivesDistance = true

  /// s over which a fix that is missing is filled from its neighbours.
  private static let longestGap = 2.5

  init(_ description: SourceDescription, times: [Double]) {
    self.description = description
    self.times = times
  }

  /// s from one sample to the next, as most are.
  var interval: Double { usualSpan(1) ?? 1 }

  /// Samples a second: over ten steps, because loggers round their times.
  var rate: Double {
    let reach = min(10, times.count - 1)
    guard reach > 0, let span = usualSpan(reach) else { return 1 }
    let rate = Double(reach) / span
    return rate > 2 ? rate.rounded() : (rate * 100).rounded() / 100
  }

  /// Spans that are looked at: enough to know the usual one of millions.
  private static let spansSeen = 2001

  /// The median time over so many steps, s; `nil` where the clock never moves.
  private func usualSpan(_ reach: Int) -> Double? {
    let count = times.count - reach
    guard count > 0 else { return nil }
    let stride = max(1, count / Self.spansSeen)
    let spans = Swift.stride(from: 0, to: count, by: stride).map { times[$0 + reach] - times[$0] }.filter { $0 > 0 }
      .sorted()
    return spans.isEmpty ? nil : spans[spans.count / 2]
  }

  var range: ClosedRange<Double> { (times.first ?? 0)...(max(times.first ?? 0, times.last ?? 0)) }

  /// Keeps of samples with equal times the last one, and leaves out those whose time goes back.
  mutating func putInOrder() {
    var kept: [Int] = []
    kept.reserveCapacity(times.count)
    for index in times.indices where times[index].isFinite {
      if let last = kept.last {
        if times[index] == times[last] {
          kept[kept.count - 1] = index
          continue
        }
        guard times[index] > times[last] else { continue }
      }
      kept.append(index)
    }
    guard kept.count < times.count else { return }
    notes.append(.repeatedTimes(count: times.count - kept.count))
    keep(kept)
  }

  /// Keeps these samples only.
  mutating func keep(_ indices: [Int]) {
    times = indices.map { times[$0] }
    if !latitude.isEmpty { latitude = indices.map { latitude[$0] } }
    if !longitude.isEmpty { longitude = indices.map { longitude[$0] } }
    if !inPit.isEmpty { inPit = indices.map { inPit[$0] } }
    if !lapNumbers.isEmpty { lapNumbers = indices.map { lapNumbers[$0] } }
    if !running.isEmpty { running = indices.map { running[$0] } }
    if !official.isEmpty { official = indices.map { official[$0] } }
    if !travelled.isEmpty { travelled = indices.map { travelled[$0] } }
    if !flags.isEmpty { flags = indices.map { flags[$0] } }
    for (channel, values) in series { series[channel] = indices.map { values[$0] } }
  }

  /// Where a column has no value it keeps the one before.
  mutating func carryForward() {
    for channel in series.keys {
      guard var values = series[channel] else { continue }
      for index in values.indices.dropFirst() where !values[index].isFinite { values[index] = values[index - 1] }
      series[channel] = values
    }
  }

  /// Metres from degrees; fixes that are missing for a moment are filled on the line between their neighbours.
  mutating func placeOnPlane() {
    guard latitude.count == times.count, longitude.count == times.count else { return }
    let columns = PositionColumns(latitude: latitude, longitude: longitude)
    guard let plane = columns.plane else { return }
    self.plane = plane
    series[.positionX] = Self.filled(columns.east, times)
    series[.positionZ] = Self.filled(columns.south, times)
  }

  static func filled(_ values: [Float], _ times: [Double]) -> [Float] {
    var values = values
    var last: Int?
    for index in values.indices where values[index].isFinite {
      if let last, index - last > 1, times[index] - times[last] <= longestGap {
        let step = Float(times[index] - times[last])
        for between in (last + 1)..<index {
          let share = Float(times[between] - times[last]) / step
          values[between] = values[last] + (values[index] - values[last]) * share
        }
      }
      last = index
    }
    return values
  }

  /// The recording, once everything is in; `nil` without a sample.
  mutating func recording() -> SampledRecording? {
    guard !times.isEmpty else { return nil }
    if plane != nil { TurnSigns.correct(&series, times: times) }
    if derivesDistance, series[.positionX] == nil, series[.lapDistance] == nil {
      let distance =
        travelled.isEmpty
        ? series[.speed].flatMap { LapDistance(speeds: $0, times: times, laps: laps) }
        : LapDistance(travelled: travelled, times: times, laps: laps)
      series[.lapDistance] = distance?.distances
      description.trackLength = description.trackLength ?? distance?.trackLength
    }
    series = series.filter { $0.value.contains { $0.isFinite } }
    if !laps.timesWithoutSamples.isEmpty { notes.append(.lapsWithoutSamples(laps.timesWithoutSamples)) }
    let channels = ChannelSet(series.keys).channels
    let count = times.count
    let samples = SampleColumns(channels, count: count) { time, values in
      times.withUnsafeBufferPointer { _ = time.initialize(from: $0) }
      for (index, channel) in channels.enumerated() {
        let target = UnsafeMutableBufferPointer(rebasing: values[(index * count)..<((index + 1) * count)])
        (series[channel] ?? []).withUnsafeBufferPointer { _ = target.initialize(from: $0) }
      }
    }
    description.sampleRate = rate
    let stretches = pitStretches
    description.capabilities = .of(
      ChannelSet(channels), hasLaps: !laps.isEmpty, hasPitLane: !inPit.isEmpty, hasSectors: laps.hasSectors)
    return SampledRecording(
      description: description, notes: notes, samples: samples, laps: laps, pitLane: stretches,
      flags: flags)
  }

  private var pitStretches: [Range<Int>] {
    var result: [Range<Int>] = []
    for index in inPit.indices where inPit[index] {
      if let last = result.last, last.upperBound == index {
        result[result.count - 1] = last.lowerBound..<(index + 1)
      } else {
        result.append(index..<(index + 1))
      }
    }
    return result
  }
}
