import Engine
import Recordings
import Telemetry
import Timing

/// Laps that were timed without samples, as the rest of the program knows sessions.
enum TimedLaps {
  static func analysis(_ session: TimedSession) -> SessionAnalysis {
    var laps: [Lap] = []
    for lap in session.laps {
      let kind: LapKind = lap.endsInPit ? .in : lap.isUnderCaution ? .caution : laps.isEmpty ? .gridStart : .pace
      var flags: LapFlags = session.isOfficial ? [] : .measuredTime
      if lap.endsInPit { flags.insert(.pit) }
      laps.append(
        Lap(
          serial: laps.count + 1, number: lap.number, kind: session.isOfficial ? kind : .pace, flags: flags,
          time: lap.time, sectors: lap.sectors, topSpeed: lap.topSpeed, startTime: lap.start))
    }
    let best = laps.filter { $0.kind == .pace }.min { ($0.time ?? .infinity) < ($1.time ?? .infinity) }
    return SessionAnalysis(
      source: session.description, track: nil, corners: [], laps: laps.map { ($0, nil) }, findings: [], reports: [],
      theoretical: TheoreticalBest(), bestSerial: best?.serial)
  }

  /// What a file of many cars amounts to, on one line.
  static func summary(_ sessions: [SessionAnalysis]) -> String {
    let laps = sessions.reduce(0) { $0 + $1.laps.count }
    var line = "\(sessions.count) cars, \(laps) laps"
    let best = sessions.flatMap { session in session.laps.map { (session, $0.lap) } }.filter { $0.1.kind == .pace }
      .min { ($0.1.time ?? .infinity) < ($1.1.time ?? .infinity) }
    if let (session, lap) = best {
      line += "; best \(Text.lapTime(lap.time)) by \(Text.safe(session.source.car ?? "–")) in lap \(lap.number)"
    }
    let top = sessions.flatMap { $0.laps.compactMap(\.lap.topSpeed) }.max()
    if let top { line += "; top speed \(Text.fixed(top * 3.6, 1)) km/h" }
    return line
  }
}
