public import Coaching
public import Drawing
public import Engine
public import Telemetry

/// Everything that can reach the dashboard.
public enum Message: Sendable {
  /// The newest instant, with the trace of the lap under way.
  case sample(LiveSample, LiveTrace?)
  /// The session changed: track, laps, reference, coach.
  case model(SessionModel)
  /// Time of day as text.
  /// Every car of the session; `nil` where the source sends the own one only.
  case field(RaceField?)
  case clock(String)
  case source(SourceStatus?)
  case ports([ListeningPort])
  case counters(Counters)
  case replay(ReplayStatus?)
  case notice(Notice)
  /// Sessions of the history, newest first.
  case sessions([SessionSummary])
  /// Laps of a session of the history.
  case laps([LapSummary], session: Int64)
  /// Two laps that were asked for by `.compare`.
  case compared(ComparedPair)
  /// Why two laps cannot be compared.
  case notCompared(String)
  case resized(width: Int, height: Int)
  case key(Key)
  case mouse(MouseEvent)
}

/// What the program is asked to do. `update` returns these and does nothing itself.
public enum Effect: Sendable, Equatable {
  case quit
  case suspend
  case redraw
  case startDemo
  case replay(ReplayCommand)
  case chooseReference(ReferenceChoice)
  /// Takes a stored lap as the reference.
  case chooseReferenceLap(LapKey)
  case setVerbosity(Coach.Verbosity)
  case toggleMuteCorner(Int)
  case toggleMuteRule(String)
  /// Asks the history for sessions; answered by `.sessions`.
  case loadSessions(filter: String)
  /// Asks the history for the laps of a session; answered by `.laps`.
  case loadLaps(session: Int64)
  /// Asks for two laps; answered by `.compared` or `.notCompared`.
  case compare(LapKey, LapKey)
  case setTheme(String)
  case setUnits(Units)
  case setLayout(DriveLayout)
  case export(LapKey)
}

/// What a replay is asked to do.
public enum ReplayCommand: Sendable, Equatable {
  case togglePause
  /// Factor of real time, 1/8 … 64.
  case setSpeed(Double)
  /// Frames forward, or back when negative.
  case step(Int)
  /// Seconds forward, or back when negative.
  case skip(Double)
  /// Laps forward, or back when negative.
  case lap(Int)
  /// To a time from the start, s.
  case goToTime(Double)
  /// To the start of a lap, by the source's number.
  case goToLap(Int)
}
