internal import Telemetry

/// An `.ibt` file: samples of a fixed size, read where they lie.
struct IbtRecording: Recording {
  let bytes: ByteStore
  let header: IbtHeader
  let description: SourceDescription
  let notes: [RecordingNote]
  let sources: [(channel: Channel, source: IbtSource)]
  let state: IbtState
  let plane: LocalPlane?
  let sessionTime: IbtVariable
  let sessionNumber: IbtVariable?
  /// The first sample of every session after the first: most files have one session.
  let sessionStarts: [Int]

  /// Bytes of one pass over all columns: they stay in the processor's second cache.
  private static let blockBytes = 128 << 10
  /// Samples, of about a kilobyte each, whose reading takes longer than starting a thread for it.
  private static let samplesForThread = 4096

  init(_ bytes: ByteStore) throws(RecordingError) {
    self = try bytes.withBytes { span throws(RecordingError) in try IbtRecording(bytes, span) }
  }

  private init(_ bytes: ByteStore, _ span: RawSpan) throws(RecordingError) {
    let header = try IbtHeader(span)
    let variables = IbtVariable.table(span, header)
    guard let sessionTime = variables["SessionTime"] else {
      throw .badHeader(field: "SessionTime", value: variables.count)
    }
    let text = IbtSessionText(span.extracting(header.sessionText).withUnsafeBytes { Array($0) })
    self.bytes = bytes
    self.header = header
    self.sessionTime = sessionTime
    sessionNumber = variables["SessionNum"]
    sources = IbtChannels.sources(variables, text).map { (channel: $0.0, source: $0.1) }
    state = IbtState(variables)
    plane = Self.plane(span, header, variables)
    sessionStarts = Self.sessionStarts(span, header, variables["SessionNum"])
    description = IbtDescription.make(text, header, ChannelSet(sources.map(\.channel)))
    // A file cut in the middle of a sample, or one that the game did not close.
    let isCut = header.promisedCount > header.sampleCount
    notes =
      (isCut ? [.truncated] : [])
      + (header.promisedCount != header.sampleCount
        ? [.sampleCountCorrected(header: header.promisedCount, actual: header.sampleCount)] : [])
  }

  var sampleCount: Int { header.sampleCount }

  var duration: Double {
    bytes.withBytes { span in
      var cursor = IbtClock(self)
      // Each session has its own clock.
      var total = 0.0
      for index in sessionStarts + [sampleCount] {
        total = cursor.arrivalTime(span, sample: index - 1)
        if index < sampleCount { _ = cursor.arrivalTime(span, sample: index) }
      }
      return total
    }
  }

  /// Where a sample starts; `index` is less than `sampleCount`.
  func offset(_ index: Int) -> Int { header.dataOffset + index * header.sampleSize }

  func columns(_ channels: [Channel]) -> SampleColumns {
    let wanted = sources.filter { channels.contains($0.channel) }
    return SampleColumns(wanted.map(\.channel), count: sampleCount) { time, values in
      concurrently(sampleCount, least: Self.samplesForThread) { part in
        let size = header.sampleSize
        let blockSize = max(1, Self.blockBytes / size)
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: blockSize * size, alignment: 64)
        defer { buffer.deallocate() }
        for first in stride(from: part.lowerBound, to: part.upperBound, by: blockSize) {
          let block = first..<min(first + blockSize, part.upperBound)
          let samples = UnsafeMutableRawBufferPointer(rebasing: buffer[..<(block.count * size)])
          bytes.copy(offset(first)..<offset(block.upperBound), into: samples)
          let span = UnsafeRawBufferPointer(samples).bytes
          for index in block { time[index] = sessionTime.value(span, sample: (index - first) * size) }
          for (column, entry) in wanted.enumerated() {
            let place = column * sampleCount + first
            entry.source.fill(
              UnsafeMutableBufferPointer(rebasing: values[place..<(place + block.count)]), span, start: 0, stride: size,
              plane)
          }
        }
      }
    }
  }

  func sample(at time: Double) -> Int {
    bytes.withBytes { span in
      firstSample(notBefore: time) { index in
        var clock = IbtClock(self, before: index, span)
        return clock.arrivalTime(span, sample: index)
      }
    }
  }

  func makeFrames(from sample: Int) -> any FrameCursor { IbtFrames(self, from: sample) }

  /// Where the car is first somewhere; in the first samples of a file it may be nowhere.
  private static func plane(
    _ bytes: RawSpan, _ header: IbtHeader, _ variables: [String: IbtVariable]
  ) -> LocalPlane? {
    guard let latitude = variables["Lat"], let longitude = variables["Lon"] else { return nil }
    for index in 0..<header.sampleCount {
      let sample = header.dataOffset + index * header.sampleSize
      let plane = LocalPlane(
        latitude: latitude.value(bytes, sample: sample), longitude: longitude.value(bytes, sample: sample))
      if let plane { return plane }
    }
    return nil
  }

  private static func sessionStarts(_ bytes: RawSpan, _ header: IbtHeader, _ number: IbtVariable?) -> [Int] {
    guard let number else { return [] }
    func session(_ index: Int) -> Double { number.value(bytes, sample: header.dataOffset + index * header.sampleSize) }
    // Sessions are numbered upwards, so equal ends mean one session, without reading the whole file.
    guard session(0) != session(header.sampleCount - 1) else { return [] }
    return (1..<header.sampleCount).filter { session($0) != session($0 - 1) }
  }
}
