internal import Telemetry

/// Turns the clock of a file, which starts anew with every session, into one that only goes on.
struct IbtClock {
  private let recording: IbtRecording
  private var origin: Double?
  private var latest = 0.0
  private var session: Int = 0

  init(_ recording: IbtRecording) { self.recording = recording }

  /// A clock that has seen where each session before a sample began.
  init(_ recording: IbtRecording, before sample: Int, _ bytes: RawSpan) {
    self.init(recording)
    for start in recording.sessionStarts where start < sample {
      _ = arrivalTime(bytes, sample: start - 1)
      _ = arrivalTime(bytes, sample: start)
    }
  }

  /// Sessions started before that sample.
  private func session(at sample: Int) -> Int { recording.sessionStarts.count { $0 <= sample } }

  /// s since the first sample; call with samples in order.
  mutating func arrivalTime(_ bytes: RawSpan, sample: Int) -> Double {
    let time = recording.sessionTime.value(bytes, sample: recording.offset(sample))
    if origin == nil {
      origin = recording.sessionTime.value(bytes, sample: recording.offset(0))
    }
    let now = session(at: sample)
    if now != session {
      session = now
      origin = time - latest - 1 / Double(recording.header.tickRate)
    }
    let elapsed = time - (origin ?? time)
    if elapsed.isFinite { latest = max(latest, elapsed) }
    return latest
  }
}
