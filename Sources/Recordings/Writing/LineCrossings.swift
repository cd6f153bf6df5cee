public import Telemetry

/// Where the car crossed the line in a drive, as a file that marks laps by times has to say it.
public enum LineCrossings {
  /// How long after the line an official time may come, s.
  private static let wait = 2.6
  /// Largest difference between an official time and the crossings at which it is believed, s.
  private static let tolerance = 0.25

  /// A crossing: when by the frames' own clock, s, and the number of the lap that begins.
  public struct Crossing: Sendable, Hashable {
    public var time: Double
    public var number: Int32
  }

  /// The crossings in order. Between two of them lies the official time of the lap where there is one, so that it is kept exactly.
  public static func find(in frames: [TelemetryFrame]) -> [Crossing] {
    var found: [Crossing] = []
    if let first = frames.first, let number = first.lapNumber, number > 0, let elapsed = first.currentLapTime,
      elapsed < 0.5
    {
      found.append(Crossing(time: first.gameTime - elapsed, number: number))
    }
    for index in frames.indices.dropFirst() {
      guard let number = frames[index].lapNumber, let before = frames[index - 1].lapNumber, number == before + 1 else {
        continue
      }
      var time = frames[index].gameTime
      if let elapsed = frames[index].currentLapTime, elapsed < 1 { time -= elapsed }
      if let last = found.last, last.number == before, let official = official(after: index, in: frames),
        abs(last.time + official - time) < tolerance
      {
        time = last.time + official
      }
      found.append(Crossing(time: time, number: number))
    }
    return found
  }

  /// The time of the lap that ended at a frame, once the source says it.
  private static func official(after index: Int, in frames: [TelemetryFrame]) -> Double? {
    let known = frames[index - 1].lastLapTime
    for frame in frames[index...] {
      guard frame.gameTime - frames[index].gameTime < wait else { return nil }
      if let time = frame.lastLapTime, time != known { return time }
    }
    return nil
  }
}
