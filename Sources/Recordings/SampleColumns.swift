public import Telemetry

/// Samples of a recording as columns, for reading a whole file at the speed of memory.
public struct SampleColumns: Sendable {
  /// The source's own clock of each sample, s; see `TelemetryFrame.gameTime`.
  public let time: [Double]
  /// Which channels have a column.
  public let presence: ChannelSet
  private let channels: [Channel]
  /// The columns one after the other: one piece of memory is got and filled faster than many.
  private let values: [Float]

  /// Columns that `fill` writes whole: the times, and the values column by column in the order of `channels`.
  init(
    _ channels: [Channel], count: Int,
    fill: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    presence = ChannelSet(channels)
    self.channels = channels
    var values: [Float] = []
    time = [Double](unsafeUninitializedCapacity: count) { times, timeCount in
      values = [Float](unsafeUninitializedCapacity: count * channels.count) { buffer, valueCount in
        let written = UnsafeMutableBufferPointer(rebasing: buffer[..<(count * channels.count)])
        useLargePages(UnsafeMutableRawBufferPointer(written))
        fill(UnsafeMutableBufferPointer(rebasing: times[..<count]), written)
        valueCount = written.count
      }
      timeCount = count
    }
    self.values = values
  }

  /// How many samples.
  public var count: Int { time.count }

  /// The channel's samples, one per entry of `time`, or `nil` where the recording lacks it.
  ///
  /// A sample in which the channel is absent, as a position without a fix, is not a number.
  public subscript(channel: Channel) -> SampleColumn? {
    channels.firstIndex(of: channel).map { SampleColumn(values, from: $0 * count, count: count) }
  }

  /// The columns of some channels only.
  func selecting(_ wanted: [Channel]) -> SampleColumns {
    let kept = channels.filter { wanted.contains($0) }
    guard kept != channels else { return self }
    return SampleColumns(kept, count: count) { times, values in
      time.withUnsafeBufferPointer { _ = times.initialize(from: $0) }
      for (index, channel) in kept.enumerated() {
        let target = UnsafeMutableBufferPointer(rebasing: values[(index * count)..<((index + 1) * count)])
        self[channel]?.withUnsafeBufferPointer { _ = target.initialize(from: $0) }
      }
    }
  }
}

/// One channel's samples, counted from 0; shares the memory of all columns.
public struct SampleColumn: RandomAccessCollection, Sendable {
  private let values: [Float]
  private let start: Int
  public let count: Int

  init(_ values: [Float], from start: Int, count: Int) {
    self.values = values
    self.start = start
    self.count = count
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { count }

  public subscript(index: Int) -> Float {
    precondition(index >= 0 && index < count)
    return values[start + index]
  }

  /// Hands the samples to `body` as they lie in memory.
  public func withUnsafeBufferPointer<Result>(
    _ body: (UnsafeBufferPointer<Float>) throws -> Result
  ) rethrows -> Result {
    try values.withUnsafeBufferPointer { try body(UnsafeBufferPointer(rebasing: $0[start..<(start + count)])) }
  }
}
