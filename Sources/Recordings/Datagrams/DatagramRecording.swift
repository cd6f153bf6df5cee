internal import Decoders
internal import Telemetry

/// A recording of datagrams: decoded by the same decoders as live ones, in the same order.
struct DatagramRecording: Recording {
  /// The decoder before a frame, kept every so often so that a jump does not decode from the start.
  struct Checkpoint: Sendable {
    var frame: Int
    var datagram: Int
    var decoder: any TelemetryDecoder
  }

  let description: SourceDescription
  let sampleCount: Int
  let duration: Double
  let notes: [RecordingNote]
  private let log: DatagramLog
  let checkpoints: [Checkpoint]
  /// When each frame came, s since the first.
  private let times: [Double]
  /// The time of the first frame, from which frames count theirs.
  let firstTime: Double

  private static let checkpointInterval = 4096

  /// Picks the stream and game with the most datagrams that a decoder recognises.
  ///
  /// - Throws: `.noKnownGame` where there is none, `.noSamples` where its datagrams give no frame.
  init(_ log: DatagramLog, notes: [RecordingNote] = []) throws(RecordingError) {
    var counts: [Candidate: Int] = [:]
    var foreign = 0
    for entry in log.entries {
      let index = log.withBytes(of: entry) { span in allDecoders.firstIndex { $0.recognises(span) } }
      if let index {
        counts[Candidate(decoder: index, stream: entry.stream), default: 0] += 1
      } else {
        foreign += 1
      }
    }
    // Equal counts are decided by the order of the registry, so that a file always opens the same way.
    guard let best = counts.max(by: { ($0.value, $1.key.order) < ($1.value, $0.key.order) })?.key else {
      throw .noKnownGame(datagrams: log.entries.count)
    }
    var notes = notes
    for (index, decoder) in allDecoders.enumerated() where index != best.decoder {
      let count = counts.filter { $0.key.decoder == index }.reduce(0) { $0 + $1.value }
      if count > 0 { notes.append(.otherGame(decoder.game, datagrams: count)) }
    }
    foreign += counts.filter { $0.key.decoder == best.decoder && $0.key.stream != best.stream }.reduce(0) {
      $0 + $1.value
    }
    if foreign > 0 { notes.append(.foreign(count: foreign)) }
    try self.init(log.filtered { $0.stream == best.stream }, allDecoders[best.decoder], notes)
  }

  private struct Candidate: Hashable {
    var decoder: Int
    var stream: UInt64
    var order: UInt64 { UInt64(decoder) << 48 | stream >> 16 }
  }

  private init(
    _ log: DatagramLog, _ type: any TelemetryDecoder.Type, _ notes: [RecordingNote]
  ) throws(RecordingError) {
    self.log = log
    var cursor = DatagramFrames(log, Checkpoint(frame: 0, datagram: 0, decoder: type.init()), type, firstTime: 0)
    var checkpoints = [cursor.checkpoint]
    var times: [Double] = []
    while let frame = cursor.next() {
      times.append(frame.arrivalTime)
      if cursor.checkpoint.frame % Self.checkpointInterval == 0 { checkpoints.append(cursor.checkpoint) }
    }
    guard let first = times.first, let last = times.last else { throw .noSamples }
    firstTime = first
    duration = last - first
    self.times = times.map { $0 - first }
    sampleCount = cursor.checkpoint.frame
    description = cursor.description
    self.checkpoints = checkpoints
    self.notes = notes + (cursor.undecodable > 0 ? [.undecodable(count: cursor.undecodable)] : [])
  }

  func columns(_ channels: [Channel]) -> SampleColumns {
    var cursor = frames(from: 0)
    var presence: ChannelSet = []
    while let frame = cursor.next() { presence.formUnion(frame.presence) }
    let wanted = channels.filter { presence.contains($0) }
    return SampleColumns(wanted, count: sampleCount) { time, values in
      time.initialize(repeating: 0)
      values.initialize(repeating: .nan)
      cursor = frames(from: 0)
      var index = 0
      while index < sampleCount, let frame = cursor.next() {
        time[index] = frame.gameTime
        for (column, channel) in wanted.enumerated() where frame.presence.contains(channel) {
          values[column * sampleCount + index] = frame.rawValue(channel)
        }
        index += 1
      }
    }
  }

  /// The datagrams of the source that is shown.
  var datagrams: DatagramLog? { log }

  func sample(at time: Double) -> Int { firstSample(notBefore: time) { times[$0] } }

  func makeFrames(from sample: Int) -> any FrameCursor { frames(from: sample) }

  private func frames(from sample: Int) -> DatagramFrames {
    let sample = max(0, min(sample, sampleCount))
    // The first checkpoint is frame 0, so there is always one.
    let checkpoint = checkpoints.last { $0.frame <= sample } ?? checkpoints[0]
    var cursor = DatagramFrames(log, checkpoint, type(of: checkpoint.decoder), firstTime: firstTime)
    while cursor.checkpoint.frame < sample, cursor.next() != nil {}
    return cursor
  }
}
