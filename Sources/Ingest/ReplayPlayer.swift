public import Recordings
public import Telemetry

/// Plays a recording by a clock: hands out the frames whose time has come, through the same door as live ones.
public struct ReplayPlayer {
  /// When and how fast; change it with its own methods.
  public var clock: ReplayClock

  private let recording: any Recording
  private var cursor: any FrameCursor
  /// Read, but not due yet.
  private var pending: TelemetryFrame?
  private var lastPosition = 0.0

  /// A player at the start of a recording.
  ///
  /// - Parameter wall: the time now, s on any clock that does not go back.
  public init(_ recording: any Recording, at wall: Double, isPaused: Bool = false) {
    self.recording = recording
    clock = ReplayClock(duration: recording.duration, at: wall, isPaused: isPaused)
    cursor = recording.makeFrames()
  }

  /// What is known of the source at the frame last handed out.
  public var description: SourceDescription { cursor.description }

  /// Hands out every frame that is due, in order, at most `limit`; `true` where the recording jumped back before them, so that
  /// whoever follows starts over.
  public mutating func advance(to wall: Double, limit: Int = 100_000, _ body: (TelemetryFrame) -> Void) -> Bool {
    let position = clock.position(at: wall)
    let hasJumpedBack = position < lastPosition
    if hasJumpedBack {
      cursor = recording.makeFrames(from: recording.sample(at: position))
      pending = nil
    }
    lastPosition = position
    for _ in 0..<max(0, limit) {
      guard let frame = pending ?? cursor.next() else { break }
      guard frame.arrivalTime <= position else {
        pending = frame
        break
      }
      pending = nil
      body(frame)
    }
    return hasJumpedBack
  }
}
