internal import Telemetry

/// Frames at equal distances in time, as a log without a time column needs them.
struct EvenSamples: Sendable {
  /// The source's clock at the first sample, s.
  let start: Double
  /// Samples a second.
  let rate: Int
  let count: Int
  /// Of each sample: the frame at or before it, and the share of the way to the next one.
  private let places: [(index: Int, share: Double)]
  private let frames: [TelemetryFrame]

  /// s; closer than this a sample is a frame's own.
  private static let tolerance = 1e-4
  /// No log is longer, s.
  private static let longest = 1e7

  /// - Parameter frames: in the order of their clock; a step back ends the log there.
  init?(_ frames: [TelemetryFrame], rate: Double) {
    var kept: [TelemetryFrame] = []
    kept.reserveCapacity(frames.count)
    for frame in frames where frame.gameTime > kept.last?.gameTime ?? -.infinity { kept.append(frame) }
    guard let first = kept.first, let last = kept.last, rate.isFinite, rate >= 0.5, rate < 65_536,
      last.gameTime - first.gameTime < Self.longest
    else { return nil }
    self.frames = kept
    self.rate = Int(rate.rounded())
    start = first.gameTime
    count = Int((last.gameTime - start) * Double(self.rate) + Self.tolerance * Double(self.rate)) + 1
    var places: [(index: Int, share: Double)] = []
    places.reserveCapacity(count)
    var index = 0
    for sample in 0..<count {
      let time = start + Double(sample) / Double(self.rate)
      while index + 1 < kept.count, kept[index + 1].gameTime <= time + Self.tolerance { index += 1 }
      guard index + 1 < kept.count, time > kept[index].gameTime + Self.tolerance else {
        places.append((index, 0))
        continue
      }
      let step = kept[index + 1].gameTime - kept[index].gameTime
      places.append((index, min(1, (time - kept[index].gameTime) / step)))
    }
    self.places = places
  }

  /// The channels that any frame has.
  var channels: [Channel] { frames.reduce(ChannelSet()) { $0.union($1.presence) }.channels }

  /// A channel at a sample, `nil` where it is absent.
  func value(_ channel: Channel, _ sample: Int) -> Double? {
    let (index, share) = places[sample]
    guard let here = frames[index][channel] else { return nil }
    guard share > 0, !channel.isDiscrete, index + 1 < frames.count, let next = frames[index + 1][channel] else {
      return here
    }
    return here + (next - here) * share
  }

  /// The frame at or before a sample.
  func frame(_ sample: Int) -> TelemetryFrame { frames[places[sample].index] }
}
