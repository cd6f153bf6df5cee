import Telemetry

/// The lap that is being driven.
struct LapUnderWay: Sendable {
  var number = 0
  /// Counts the laps begun; 0 before the first frame.
  var serial = 0
  var startClock = 0.0
  var startedAtLine = false
  var beganStanding = false
  /// Begun when the race was over already: no lap any more.
  var isAfterFlag = false
  var flags: LapFlags = []
  /// Official times of the first two sectors, as far as they are complete.
  var sectors: [Double] = []
  /// Clock of the first and the last sample in the pits.
  var pit: ClosedRange<Double>?
  var samples: [LapSample] = []
  private var timeOffTrack = 0.0

  init(number: Int = 0, serial: Int = 0, startClock: Double = 0, startedAtLine: Bool = false) {
    self.number = number
    self.serial = serial
    self.startClock = startClock
    self.startedAtLine = startedAtLine
  }

  /// Time with three wheels off the track that makes a lap invalid, s. COACHING 9.
  private static let offTrackTime = 0.1

  /// The car was in the pit lane between two instants of this lap, or since before it.
  mutating func wasInPit(from start: Double, to end: Double) {
    flags.insert(.pit)
    let first = min(pit?.lowerBound ?? start, start)
    pit = first...max(first, end)
  }

  /// Takes what a frame says of the whole lap.
  mutating func observe(_ frame: TelemetryFrame, clock: Double, interval: Double) {
    if frame.flags.contains(.inPit) { wasInPit(from: clock, to: clock) }
    if frame.flags.contains(.lapInvalid) { flags.insert(.gameInvalid) }
    timeOffTrack = frame.flags.contains(.offTrack) ? timeOffTrack + interval : 0
    if timeOffTrack >= Self.offTrackTime { flags.insert(.offTrack) }
    if let first = frame.firstSectorTime, first > 0 {
      if sectors.isEmpty { sectors = [first] }
      if let second = frame.secondSectorTime, second > 0, sectors.count == 1 { sectors = [first, second] }
    }
  }
}

/// A lap that waits for its official time.
struct PendingLap: Sendable {
  var lap: FinishedLap
  var startedAtLine: Bool
  var officialBefore: Double?
  var crossing: Double
  var pit: ClosedRange<Double>?
  var wasStanding: Bool
}
