public import Telemetry

/// Samples of a recording as columns, for reading a whole file at the speed of memory.
public struct SampleColumns: Sendable {
  /// The source's own clock of each sample, s; see `TelemetryFrame.gameTime`.
  public internal(set) var time: [Double]
  /// Which channels have a column.
  public internal(set) var presence: ChannelSet
  private var channels: [Channel]
  private var columns: [[Float]]

  /// Columns full of absent samples.
  init(_ channels: [Channel], count: Int) {
    time = [Double](repeating: 0, count: count)
    presence = ChannelSet(channels)
    self.channels = channels
    columns = channels.map { _ in [Float](repeating: .nan, count: count) }
  }

  /// How many samples.
  public var count: Int { time.count }

  /// The channel's samples, one per entry of `time`, or `nil` where the recording lacks it.
  ///
  /// A sample in which the channel is absent, as a position without a fix, is not a number.
  public subscript(channel: Channel) -> [Float]? {
    channels.firstIndex(of: channel).map { columns[$0] }
  }

  /// Changes part of the column of that index in place.
  mutating func fill(_ index: Int, _ body: (UnsafeMutableBufferPointer<Float>) -> Void) {
    columns[index].withUnsafeMutableBufferPointer { body($0) }
  }
}
