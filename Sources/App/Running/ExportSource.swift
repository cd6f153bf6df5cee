import History
import Recordings
import Telemetry
import Timing

/// A drive on its way out: frames in order, as a recording has them.
struct ExportSource {
  var source: SourceDescription
  var frames: [TelemetryFrame]
  /// When the frames' clock stood at zero, s since 1970.
  var startDate: Double?

  /// Samples a second of logs that need equal distances, where laps are kept by the metre.
  private static let storedRate = 60.0
  /// Stations of a lap that lead up to its own line, where the lap before is not there.
  private static let leadIn = 12

  /// The laps of a session of the history that have samples, one after the other.
  static func stored(_ laps: [Lap], session: SessionRecord, track: TrackModel?) -> ExportSource {
    var source = SourceDescription(game: session.game, gameName: session.gameName, sampleRate: storedRate)
    source.driver = session.driver
    source.car = session.car
    source.track = session.track
    source.session = session.kind
    source.trackLength = track?.length ?? laps.lazy.compactMap { $0.trace?.grid.length }.first
    if track?.sectorsAreOfficial == true { source.sectorStarts = track?.sectorStarts }
    source.capabilities = [.liveLapTime, .lapDistance]
    var result = ExportSource(source: source, frames: [], startDate: session.startedAt)
    var clock = 0.0
    var last: Lap?
    for lap in laps {
      guard let trace = lap.trace else { continue }
      if last.map({ $0.number + 1 != lap.number }) ?? true {
        let start = max(0, trace.grid.count - leadIn)
        for index in start..<trace.grid.count {
          var frame = frame(trace, index, clock: clock + trace.time[index] - trace.time[start])
          frame.lapNumber = Int32(clamping: lap.number - 1)
          frame.lastLapTime = last?.time
          result.frames.append(frame)
        }
        clock += trace.lapTime - trace.time[start]
      }
      result.append(lap, trace, clock: clock, after: last)
      clock += trace.lapTime
      last = lap
    }
    if let last, let trace = last.trace { result.close(last, trace, clock: clock) }
    return result
  }

  private mutating func append(_ lap: Lap, _ trace: LapTrace, clock: Double, after last: Lap?) {
    for index in 0..<trace.grid.count {
      var frame = Self.frame(trace, index, clock: clock + trace.time[index])
      frame.lapNumber = Int32(clamping: lap.number)
      frame.currentLapTime = trace.time[index]
      frame.lastLapTime = last?.time
      if lap.sectors.count == 3 {
        if trace.time[index] >= lap.sectors[0] { frame.firstSectorTime = lap.sectors[0] }
        if trace.time[index] >= lap.sectors[0] + lap.sectors[1] { frame.secondSectorTime = lap.sectors[1] }
      }
      frame.flags = Self.flags(of: lap, at: Double(index) / Double(max(1, trace.grid.count - 1)))
      frames.append(frame)
    }
  }

  /// What tells a reader of the same laps that a lap was one out of the pits, or did not count.
  private static func flags(of lap: Lap, at share: Double) -> FrameFlags {
    var flags: FrameFlags = .onTrack
    if lap.kind == .out, share < 0.05 { flags.insert(.inPit) }
    if lap.kind == .in, share > 0.95 { flags.insert(.inPit) }
    if lap.kind == .caution { flags.insert(.yellowFlag) }
    if lap.flags.contains(.gameInvalid) { flags.insert(.lapInvalid) }
    if lap.flags.contains(.offTrack), share > 0.45, share < 0.55 { flags.insert(.offTrack) }
    return flags
  }

  /// Beyond the last line, so that a reader sees the last lap end: where it began, with its time.
  private mutating func close(_ lap: Lap, _ trace: LapTrace, clock: Double) {
    for index in 0..<min(Self.leadIn, trace.grid.count) {
      var frame = Self.frame(trace, index, clock: clock + trace.time[index])
      frame.lapNumber = Int32(clamping: lap.number + 1)
      frame.currentLapTime = trace.time[index]
      frame.lastLapTime = lap.time
      frames.append(frame)
    }
  }

  private static func frame(_ trace: LapTrace, _ index: Int, clock: Double) -> TelemetryFrame {
    var frame = TelemetryFrame()
    frame.gameTime = clock
    frame.arrivalTime = clock
    frame.sessionNumber = 1
    frame.flags = .onTrack
    for (channel, column) in trace.columns { frame.set(channel, column[index]) }
    frame[.lapDistance] = trace.grid.station(index)
    return frame
  }

  /// A recording as it is, of the session with the most frames; only the frames of one lap where its number is given.
  static func recording(_ recording: any Recording, lap: Int?) -> ExportSource {
    var counts: [UInt32: Int] = [:]
    var cursor = recording.makeFrames()
    while let frame = cursor.next() { counts[frame.sessionNumber, default: 0] += 1 }
    let session = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    var result = ExportSource(source: recording.description, frames: [], startDate: recording.description.startDate)
    cursor = recording.makeFrames()
    var last: TelemetryFrame?
    var after = 0
    while let frame = cursor.next() {
      guard frame.sessionNumber == session else { continue }
      result.source = cursor.description
      guard let lap else {
        result.frames.append(frame)
        continue
      }
      // A little of what is before and behind, so that the lap's own lines are in it.
      if frame.lapNumber == Int32(exactly: lap) {
        if result.frames.isEmpty, let last { result.frames.append(last) }
        result.frames.append(frame)
      } else if !result.frames.isEmpty, after < Int(3 * recording.description.sampleRate) + 1 {
        after += 1
        result.frames.append(frame)
      }
      last = frame
    }
    return result
  }
}
