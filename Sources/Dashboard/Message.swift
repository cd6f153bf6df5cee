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
  /// The settings as they are in force.
  case settings([SettingRow])
  /// Where the exchange with other computers stands.
  case sync(SyncState)
  /// Sessions of the history, newest first.
  case sessions([SessionSummary])
  /// Laps of a session of the history.
  case laps([LapSummary], session: Int64)
  /// The corners that were asked for by `.loadCorners`.
  case corners(CornerTable)
  /// Laps that were asked for by `.compare`.
  case compared(ComparedPair)
  /// Stored laps that may be compared here: the best of each session on this track, the fastest first.
  case comparable([ComparableLap])
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
  /// Asks the history for its sessions; answered by `.sessions`.
  case loadSessions
  /// Asks the history for corners; answered by `.corners`.
  case loadCorners(CornerTable.Key)
  /// Changes the history; answered by `.sessions`, by `.laps` where a session is open, and by a notice.
  case edit(HistoryEdit)
  /// Asks the history for the laps of a session; answered by `.laps`.
  case loadLaps(session: Int64)
  /// Asks for two laps and up to two more; answered by `.compared` or `.notCompared`.
  case compare(LapKey, LapKey, and: [LapKey] = [])
  /// Asks for stored laps of the track that is compared on; answered by `.comparable`.
  case loadComparable
  /// Changes a setting and keeps it; answered by `.settings`, or by a notice where it cannot be.
  case set(String, String)
  /// Names a corner of the track being driven, by its number.
  case nameCorner(Int, String)
  /// Names the track being driven.
  case nameTrack(String)
  case export(LapKey)
  /// Asks something of the exchange with other computers; answered by `.sync`.
  case sync(SyncRequest)
}

/// What can be changed in the history. Each of these can be taken back.
public enum HistoryEdit: Sendable, Equatable {
  /// What has a name.
  public enum Name: String, Sendable, CaseIterable { case track, car, driver }

  case deleteSession(Int64)
  case deleteLap(Int64)
  /// Replaces the tags of a session.
  case setTags([String], session: Int64)
  /// Replaces the note of a session; empty for none.
  case setNote(String, session: Int64)
  /// Gives another name; what is called so already becomes one with it.
  case rename(Name, id: Int64, name: String)
  /// Takes the newest change back.
  case undo
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
