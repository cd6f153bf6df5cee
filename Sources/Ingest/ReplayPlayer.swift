public import Recordings
public import Telemetry

/// Plays a recording up to wherever the clock says: hands out the frames that are due, through the same door as live ones.
public struct ReplayPlayer {
  private let recording: any Recording
  private var cursor: any FrameCursor
  /// Read, but not due yet.
  private var pending: TelemetryFrame?
  private var lastPosition = 0.0

  /// A player at the start of a recording.
  public init(_ recording: any Recording) {
    self.recording = recording
    cursor = recording.makeFrames()
  }

  /// What is known of the source at the frame last handed out.
  public var description: SourceDescription { cursor.description }

  /// Every car of the session at the frame last handed out; `nil` where the recording holds one car only.
  public var field: RaceField? { cursor.field }

  /// Prepares to hand out what is due at a place in the recording, s from its start; `true` where that lies before what was
  /// handed out already. Then everything comes again from the first frame on, so that whoever follows starts over and finds
  /// the same laps as before.
  public mutating func move(to position: Double) -> Bool {
    let isBack = position < lastPosition
    lastPosition = position
    if isBack {
      cursor = recording.makeFrames()
      pending = nil
    }
    return isBack
  }

  /// The next frame that is due, or `nil` where none is.
  public mutating func next() -> TelemetryFrame? {
    guard let frame = pending ?? cursor.next() else { return nil }
    guard frame.arrivalTime <= lastPosition else {
      pending = frame
      return nil
    }
    pending = nil
    return frame
  }
}
