internal import Telemetry

/// The frames of an `.ibt` file in order.
struct IbtFrames: FrameCursor {
  private let recording: IbtRecording
  private var clock: IbtClock
  private var index: Int

  init(_ recording: IbtRecording, from sample: Int) {
    self.recording = recording
    let first = max(0, min(sample, recording.sampleCount))
    index = first
    clock = recording.bytes.withBytes { span in IbtClock(recording, before: first, span) }
  }

  var description: SourceDescription { recording.description }

  mutating func next() -> TelemetryFrame? {
    guard index < recording.sampleCount else { return nil }
    let current = index
    index += 1
    var frame = TelemetryFrame()
    recording.bytes.withBytes { span in
      let sample = recording.offset(current)
      for entry in recording.sources {
        frame.set(entry.channel, entry.source.value(span, sample: sample, recording.plane))
      }
      recording.state.read(span, sample: sample, into: &frame)
      let time = recording.sessionTime.value(span, sample: sample)
      frame.gameTime = time.isFinite ? time : 0
      frame.arrivalTime = clock.arrivalTime(span, sample: current)
      // Without a fix the height means nothing either.
      if frame[.positionX] == nil { frame.remove(.positionY) }
    }
    frame.sessionNumber = UInt32(1 + recording.sessionStarts.count { $0 <= current })
    return frame
  }
}
