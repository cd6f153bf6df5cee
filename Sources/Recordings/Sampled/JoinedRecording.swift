internal import Telemetry

/// Several recordings one after the other, each a session of its own, as the cars of one race in one file.
struct JoinedRecording: Recording {
  let parts: [any Recording]
  let notes: [RecordingNote]
  /// The number of the first sample of each part, and after the last.
  private let starts: [Int]
  /// When each part begins, s.
  private let times: [Double]

  init(_ parts: [any Recording], notes: [RecordingNote]) {
    self.parts = parts
    self.notes = notes
    starts = parts.reduce(into: [0]) { $0.append($0[$0.count - 1] + $1.sampleCount) }
    times = parts.reduce(into: [0]) {
      $0.append($0[$0.count - 1] + $1.duration + 1 / max(1, $1.description.sampleRate))
    }
  }

  /// That of the part with the most samples: the others are told by the frames.
  var description: SourceDescription {
    parts.max { $0.sampleCount < $1.sampleCount }?.description ?? SourceDescription(game: "", gameName: "")
  }

  var sampleCount: Int { starts[parts.count] }
  var duration: Double { (times.last ?? 0) - 1 / max(1, parts.last?.description.sampleRate ?? 1) }

  func columns(_ channels: [Channel]) -> SampleColumns {
    let all = parts.map { $0.columns(channels) }
    let held = all.reduce(ChannelSet()) { $0.union($1.presence) }
    let wanted = channels.filter { held.contains($0) }
    return SampleColumns(wanted, count: sampleCount) { time, values in
      values.initialize(repeating: .nan)
      for (part, columns) in all.enumerated() {
        for index in 0..<columns.count { time[starts[part] + index] = columns.time[index] }
        for (number, channel) in wanted.enumerated() {
          guard let column = columns[channel] else { continue }
          let place = number * sampleCount + starts[part]
          for index in 0..<columns.count { values[place + index] = column[index] }
        }
      }
    }
  }

  func sample(at time: Double) -> Int {
    let part = max(0, (times.firstIndex { $0 > time } ?? times.count) - 1)
    guard part < parts.count else { return sampleCount }
    return starts[part] + parts[part].sample(at: time - times[part])
  }

  func makeFrames(from sample: Int) -> any FrameCursor {
    let sample = max(0, min(sample, sampleCount))
    let part = max(0, (starts.firstIndex { $0 > sample } ?? starts.count) - 1)
    return Frames(parts: parts, times: times, part: part, first: sample - starts[min(part, parts.count - 1)])
  }

  private struct Frames: FrameCursor {
    private let parts: [any Recording]
    private let times: [Double]
    private var part: Int
    private var cursor: (any FrameCursor)?

    init(parts: [any Recording], times: [Double], part: Int, first: Int) {
      self.parts = parts
      self.times = times
      self.part = part
      cursor = part < parts.count ? parts[part].makeFrames(from: first) : nil
    }

    var description: SourceDescription {
      cursor?.description ?? parts.last?.description ?? SourceDescription(game: "", gameName: "")
    }

    mutating func next() -> TelemetryFrame? {
      while cursor != nil {
        if var frame = cursor?.next() {
          frame.sessionNumber = UInt32(part + 1)
          frame.arrivalTime += times[part]
          return frame
        }
        guard part + 1 < parts.count else { return nil }
        part += 1
        cursor = parts[part].makeFrames(from: 0)
      }
      return nil
    }
  }
}
