internal import Telemetry

/// A recording whose compressed file ended early: the same, with a note.
struct TruncatedRecording: Recording {
  private let base: any Recording

  init(_ base: any Recording) { self.base = base }

  var description: SourceDescription { base.description }
  var sampleCount: Int { base.sampleCount }
  var duration: Double { base.duration }
  var notes: [RecordingNote] { base.notes.contains(.truncated) ? base.notes : [.truncated] + base.notes }
  var datagrams: DatagramLog? { base.datagrams }
  func columns(_ channels: [Channel]) -> SampleColumns { base.columns(channels) }
  func sample(at time: Double) -> Int { base.sample(at: time) }
  func makeFrames(from sample: Int) -> any FrameCursor { base.makeFrames(from: sample) }
}
