internal import Telemetry

/// A `.ld` file: channels of different rates, read where they lie and put on the clock of the fastest one that driving is told by.
struct LdRecording: Recording {
  let bytes: ByteStore
  let description: SourceDescription
  let notes: [RecordingNote]
  let sources: [(channel: Channel, source: LdSource)]
  let laps: LapMarks
  let flags: LdChannel?
  /// Samples a second.
  let rate: Int
  let sampleCount: Int

  /// Samples whose reading takes longer than starting a thread for it.
  private static let samplesForThread = 16_384
  /// Samples of one pass over all columns.
  private static let block = 8192

  init(_ bytes: ByteStore, surroundings: RecordingSurroundings) throws(RecordingError) {
    self = try bytes.withBytes { span throws(RecordingError) in try LdRecording(bytes, span, surroundings) }
  }

  private init(_ bytes: ByteStore, _ span: RawSpan, _ surroundings: RecordingSurroundings) throws(RecordingError) {
    let header = try LdHeader(span)
    let list = LdChannel.list(span, from: header.firstChannel)
    var channels = LdMapping(list.channels, span)
    guard let clock = channels.clock else { throw .noSamples }
    self.bytes = bytes
    (rate, sampleCount) = clock
    var notes: [RecordingNote] = list.isCut ? [.truncated] : []
    if list.unknown > 0 { notes.append(.unknownSampleTypes(count: list.unknown)) }
    let last = Double(sampleCount - 1) / Double(rate)
    let found = LdLaps.find(channels, span, surroundings, times: 0...last, interval: 1 / Double(rate))
    laps = found.laps
    notes += found.notes
    if !laps.timesWithoutSamples.isEmpty { notes.append(.lapsWithoutSamples(laps.timesWithoutSamples)) }
    flags = channels.flags
    channels.addPosition(span, rate: rate, count: sampleCount)
    let length = channels.addDistance(span, laps: laps, rate: rate, count: sampleCount)
    sources = channels.sources.map { (channel: $0.key, source: $0.value) }.sorted {
      $0.channel.rawValue < $1.channel.rawValue
    }
    notes += channels.notes
    self.notes = notes
    description = LdDescription.make(
      header, ChannelSet(sources.map(\.channel)), rate: rate, hasLaps: !laps.isEmpty, trackLength: length)
  }

  var duration: Double { Double(sampleCount - 1) / Double(rate) }

  func columns(_ channels: [Channel]) -> SampleColumns {
    let wanted = sources.filter { channels.contains($0.channel) }
    return SampleColumns(wanted.map(\.channel), count: sampleCount) { time, values in
      concurrently(sampleCount, least: Self.samplesForThread) { part in
        bytes.withBytes { span in
          for first in stride(from: part.lowerBound, to: part.upperBound, by: Self.block) {
            let block = first..<min(first + Self.block, part.upperBound)
            for index in block { time[index] = Double(index) / Double(rate) }
            for (column, entry) in wanted.enumerated() {
              let place = column * sampleCount + first
              entry.source.fill(
                UnsafeMutableBufferPointer(rebasing: values[place..<(place + block.count)]), span, first: first,
                rate: rate)
            }
          }
        }
      }
    }
  }

  func sample(at time: Double) -> Int { firstSample(notBefore: time) { Double($0) / Double(rate) } }

  func makeFrames(from sample: Int) -> any FrameCursor { LdFrames(self, from: sample) }
}

/// The frames of a `.ld` file in order.
struct LdFrames: FrameCursor {
  private let recording: LdRecording
  private var index: Int
  private var passed: Int

  init(_ recording: LdRecording, from sample: Int) {
    self.recording = recording
    index = max(0, min(sample, recording.sampleCount))
    passed = index > 0 ? recording.laps.count(upTo: Double(index - 1) / Double(recording.rate)) : 0
  }

  var description: SourceDescription { recording.description }

  mutating func next() -> TelemetryFrame? {
    guard index < recording.sampleCount else { return nil }
    var frame = TelemetryFrame()
    let time = Double(index) / Double(recording.rate)
    recording.bytes.withBytes { span in
      for entry in recording.sources {
        frame.set(entry.channel, entry.source.value(span, index, rate: recording.rate))
      }
    }
    frame.gameTime = time
    frame.arrivalTime = time
    frame.sessionNumber = 1
    frame.flags = .onTrack
    if let flags = recording.flags, flags.rate == recording.rate, index < flags.count {
      let bits = recording.bytes.withBytes { flags.number($0, index) }
      // A damaged file may hold anything.
      frame.flags = UInt32(exactly: bits).map(FrameFlags.init) ?? .onTrack
    }
    while passed < recording.laps.marks.count, recording.laps.marks[passed].time <= time { passed += 1 }
    recording.laps.read(into: &frame, time: time, passed: passed)
    index += 1
    return frame
  }
}
