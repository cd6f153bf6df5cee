public import Telemetry

/// A drive that was stored, whatever the format: frames one by one as they would have come live, or whole columns at once.
public protocol Recording: Sendable {
  /// What is known of the source; where it changes within the file, that of the last session.
  var description: SourceDescription { get }
  /// Frames that the recording gives.
  var sampleCount: Int { get }
  /// s from the first frame to the last by the time of capture.
  var duration: Double { get }
  /// What a reader should know: where it was cut, what was left out.
  var notes: [RecordingNote] { get }
  /// The datagrams as they were recorded; `nil` for a format that holds samples.
  var datagrams: DatagramLog? { get }
  /// Laps that were timed without samples, a session a car; empty for a format that holds samples.
  var timedSessions: [TimedSession] { get }

  /// The samples of some channels as columns; a channel that the recording lacks has none.
  func columns(_ channels: [Channel]) -> SampleColumns

  /// The first sample at or after a time, s since the first frame; `sampleCount` where there is none. O(log n).
  func sample(at time: Double) -> Int

  /// The frames from a sample on, counted from 0.
  func makeFrames(from sample: Int) -> any FrameCursor
}

extension Recording {
  public var datagrams: DatagramLog? { nil }
  public var timedSessions: [TimedSession] { [] }

  /// The first of `0..<sampleCount` whose time is not before `time`; times must not go back.
  func firstSample(notBefore time: Double, _ timeOf: (Int) -> Double) -> Int {
    var low = 0
    var high = sampleCount
    while low < high {
      let middle = low + (high - low) / 2
      if timeOf(middle) < time { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The frames from the first on.
  public func makeFrames() -> any FrameCursor { makeFrames(from: 0) }
}

/// Walks through the frames of a recording. Used by one thread at a time.
public protocol FrameCursor {
  /// What is known of the source at the frame last given.
  var description: SourceDescription { get }

  /// Every car of the session at the frame last given; `nil` where the recording holds one car only.
  var field: RaceField? { get }

  /// The next frame, or `nil` after the last. `arrivalTime` is s since the first frame of the recording and never goes back.
  mutating func next() -> TelemetryFrame?
}

extension FrameCursor {
  public var field: RaceField? { nil }
}

/// Something about a recording that is no error but should be told.
public enum RecordingNote: Sendable, Equatable {
  /// The file ends early: everything up to there is read.
  case truncated
  /// Datagrams of the game that could not be decoded.
  case undecodable(count: Int)
  /// Datagrams of no game that is known, or of another source.
  case foreign(count: Int)
  /// The file also holds another game, which is not shown.
  case otherGame(String, datagrams: Int)
  /// Packets of which the capture kept only the beginning.
  case cutPackets(count: Int)
  /// The file has another number of samples than its header says, as after a crash of the game.
  case sampleCountCorrected(header: Int, actual: Int)
  /// The file beside this one that would tell where laps begin is not there.
  case noLapFile(name: String)
  /// The file beside this one is damaged at a line: laps are unknown.
  case damagedLapFile(name: String, line: Int)
  /// The file beside this one, or this file, marks no lap.
  case noLaps
  /// Lap times that begin from a time on, s, are known to this many seconds only.
  case coarseLapTimes(from: Double, resolution: Double)
  /// Laps that the file times, s, without samples to their ends.
  case lapsWithoutSamples([Double])
  /// The start line of the file lies this far from the nearest sample, m: it is another track's.
  case startLineElsewhere(distance: Double)
  /// There is no start line, so laps are counted from a place that the car passed at speed again and again.
  case startLineChosen
  /// The brake is measured as pressure; 1 is the highest of the file, in kPa.
  case brakeFromPressure(highest: Double)
  /// A column without a unit was taken to have this one.
  case unitAssumed(column: String, unit: String)
  /// Channels whose samples are of no known type.
  case unknownSampleTypes(count: Int)
  /// Rows that could not be read, the first of them at a line.
  case damagedRows(count: Int, firstLine: Int)
  /// Samples with the time of the one before, or an earlier one, left out.
  case repeatedTimes(count: Int)
  /// A table without laps that begins and ends at one place was taken as one lap.
  case takenAsOneLap
  /// Crossings of the line that the file has twice, merged.
  case doubledCrossings(count: Int)
  /// Crossings whose lap number says that the car did not know it; they count by their times.
  case unknownLapNumbers(count: Int)
  /// The file's only times are those at which a server took the samples, in bursts: laps and distances mean something, places do not.
  case serverTimesOnly
  /// Lap times of this many laps are the official ones, which lie beside the file.
  case officialTimes(laps: Int)
}
