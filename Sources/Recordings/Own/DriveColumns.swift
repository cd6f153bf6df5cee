internal import Telemetry

/// Every field of every frame of a drive as columns: what our own files hold.
struct DriveColumns: Sendable {
  /// Fields beside the channels, by the names under which they are stored.
  enum Field: String, CaseIterable, Sendable {
    case time
    case flags
    case lap
    case lapCount
    case currentLapTime
    case lastLapTime
    case bestLapTime
    case sector
    case firstSectorTime
    case secondSectorTime
    case racePosition
    case carCount
  }

  /// One number a frame, not a number where it is absent. Without `time` there is no drive.
  var fields: [Field: [Double]] = [:]
  var channels: [Channel: [Float]] = [:]

  init() {}

  init(_ frames: [TelemetryFrame]) {
    for field in Field.allCases {
      let values = frames.map { Self.value(field, of: $0) }
      if field == .time || values.contains(where: \.isFinite) { fields[field] = values }
    }
    for channel in frames.reduce(ChannelSet(), { $0.union($1.presence) }).channels {
      channels[channel] = frames.map { $0.presence.contains(channel) ? $0.rawValue(channel) : .nan }
    }
  }

  var count: Int { fields[.time]?.count ?? 0 }

  /// Whether every column has as many numbers.
  var isEven: Bool {
    fields.values.allSatisfy { $0.count == count } && channels.values.allSatisfy { $0.count == count }
  }

  private static func value(_ field: Field, of frame: TelemetryFrame) -> Double {
    switch field {
    case .time: frame.gameTime
    case .flags: Double(frame.flags.rawValue)
    case .lap: frame.lapNumber.map(Double.init) ?? .nan
    case .lapCount: frame.lapCount.map(Double.init) ?? .nan
    case .currentLapTime: frame.currentLapTime ?? .nan
    case .lastLapTime: frame.lastLapTime ?? .nan
    case .bestLapTime: frame.bestLapTime ?? .nan
    case .sector: frame.sector.map(Double.init) ?? .nan
    case .firstSectorTime: frame.firstSectorTime ?? .nan
    case .secondSectorTime: frame.secondSectorTime ?? .nan
    case .racePosition: frame.racePosition.map(Double.init) ?? .nan
    case .carCount: frame.carCount.map(Double.init) ?? .nan
    }
  }

  func frame(_ index: Int) -> TelemetryFrame {
    var frame = TelemetryFrame()
    func number(_ field: Field) -> Double? { fields[field].flatMap { $0[index].isFinite ? $0[index] : nil } }
    frame.gameTime = number(.time) ?? 0
    frame.arrivalTime = max(0, frame.gameTime - (fields[.time]?[0] ?? 0))
    frame.sessionNumber = 1
    frame.flags = number(.flags).flatMap { UInt32(exactly: $0) }.map(FrameFlags.init) ?? .onTrack
    frame.lapNumber = number(.lap).flatMap { Int32(exactly: $0) }
    frame.lapCount = number(.lapCount).flatMap { Int32(exactly: $0) }
    frame.currentLapTime = number(.currentLapTime)
    frame.lastLapTime = number(.lastLapTime)
    frame.bestLapTime = number(.bestLapTime)
    frame.sector = number(.sector).flatMap { UInt8(exactly: $0) }
    frame.firstSectorTime = number(.firstSectorTime)
    frame.secondSectorTime = number(.secondSectorTime)
    frame.racePosition = number(.racePosition).flatMap { UInt8(exactly: $0) }
    frame.carCount = number(.carCount).flatMap { UInt8(exactly: $0) }
    for (channel, values) in channels { frame.set(channel, values[index]) }
    return frame
  }
}

/// A drive out of a file of ours.
struct DriveRecording: Recording {
  let description: SourceDescription
  let notes: [RecordingNote]
  private let columns: DriveColumns
  private let times: [Double]

  /// - Throws: `.noSamples` without a frame, or for columns of different sizes.
  init(_ columns: DriveColumns, description: SourceDescription) throws(RecordingError) {
    guard columns.count > 0, columns.isEven else { throw .noSamples }
    self.columns = columns
    var description = description
    description.capabilities.formUnion(
      .of(ChannelSet(columns.channels.keys), hasLaps: columns.fields[.currentLapTime] != nil))
    self.description = description
    notes = []
    // Times that go back, as after a rewind, stand still here: a place in the file is found by them.
    var latest = 0.0
    times = (0..<columns.count).map { index in
      latest = max(latest, columns.frame(index).arrivalTime)
      return latest
    }
  }

  var sampleCount: Int { columns.count }
  var duration: Double { times.last ?? 0 }
  func sample(at time: Double) -> Int { firstSample(notBefore: time) { times[$0] } }

  func columns(_ channels: [Channel]) -> SampleColumns {
    let wanted = channels.filter { columns.channels[$0] != nil }
    let count = columns.count
    return SampleColumns(wanted, count: count) { time, values in
      for index in 0..<count { time[index] = columns.fields[.time]?[index] ?? 0 }
      for (number, channel) in wanted.enumerated() {
        for index in 0..<count { values[number * count + index] = columns.channels[channel]?[index] ?? .nan }
      }
    }
  }

  func makeFrames(from sample: Int) -> any FrameCursor {
    Frames(recording: self, index: max(0, min(sample, sampleCount)))
  }

  private struct Frames: FrameCursor {
    let recording: DriveRecording
    var index: Int

    var description: SourceDescription { recording.description }

    mutating func next() -> TelemetryFrame? {
      guard index < recording.sampleCount else { return nil }
      var frame = recording.columns.frame(index)
      frame.arrivalTime = recording.times[index]
      index += 1
      return frame
    }
  }
}
