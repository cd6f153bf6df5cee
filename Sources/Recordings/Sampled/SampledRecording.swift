internal import Telemetry

/// A recording whose samples lie in memory as columns on one clock.
struct SampledRecording: Recording {
  let description: SourceDescription
  let notes: [RecordingNote]
  let samples: SampleColumns
  let laps: LapMarks
  /// Stretches of samples in the pit lane, in order.
  let pitLane: [Range<Int>]
  /// What held at each sample, where the file says more than the pit lane; else empty.
  let flags: [FrameFlags]

  init(
    description: SourceDescription, notes: [RecordingNote], samples: SampleColumns, laps: LapMarks,
    pitLane: [Range<Int>] = [], flags: [FrameFlags] = []
  ) {
    self.flags = flags
    self.description = description
    self.notes = notes
    self.samples = samples
    self.laps = laps
    self.pitLane = pitLane
  }

  var sampleCount: Int { samples.count }

  var duration: Double { (samples.time.last ?? 0) - (samples.time.first ?? 0) }

  func columns(_ channels: [Channel]) -> SampleColumns { samples.selecting(channels) }

  func sample(at time: Double) -> Int {
    let start = samples.time.first ?? 0
    return firstSample(notBefore: time) { samples.time[$0] - start }
  }

  func makeFrames(from sample: Int) -> any FrameCursor { SampledFrames(self, from: sample) }
}

/// The frames of columns in order.
struct SampledFrames: FrameCursor {
  private let recording: SampledRecording
  private let channels: [(channel: Channel, column: SampleColumn)]
  private var index: Int
  private var passed: Int
  private var pit = 0

  init(_ recording: SampledRecording, from sample: Int) {
    self.recording = recording
    let samples = recording.samples
    channels = samples.presence.channels.compactMap { channel in samples[channel].map { (channel, $0) } }
    index = max(0, min(sample, samples.count))
    passed = index > 0 ? recording.laps.count(upTo: samples.time[index - 1]) : 0
  }

  var description: SourceDescription { recording.description }

  mutating func next() -> TelemetryFrame? {
    let times = recording.samples.time
    guard index < times.count else { return nil }
    var frame = TelemetryFrame()
    for entry in channels { frame.set(entry.channel, entry.column[index]) }
    let time = times[index]
    frame.gameTime = time
    frame.arrivalTime = time - times[0]
    frame.sessionNumber = 1
    frame.flags = index < recording.flags.count ? recording.flags[index] : .onTrack
    let marks = recording.laps.marks
    while passed < marks.count, marks[passed].time <= time { passed += 1 }
    recording.laps.read(into: &frame, time: time, passed: passed)
    while pit < recording.pitLane.count, recording.pitLane[pit].upperBound <= index { pit += 1 }
    if pit < recording.pitLane.count, recording.pitLane[pit].contains(index) { frame.flags.insert(.inPit) }
    index += 1
    return frame
  }
}
