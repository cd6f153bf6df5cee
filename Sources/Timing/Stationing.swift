import Telemetry

/// Gives every frame its distance along the lap: by projection where there is a line, else by the game's own distance, else by the way driven.
struct Stationing: Sendable {
  struct Place: BitwiseCopyable, Sendable {
    /// Metres since the start of the lap, unwrapped.
    var station: Double
    var offset: Double
  }

  /// A station may fall by this much without the car going backwards, m. COACHING 2.3.
  private static let backwardHold = 3.0

  private var projector: Projector?
  private(set) var length: Double?
  private(set) var current: Place?
  private var lastRaw: Double?
  private var lapsAhead = 0.0
  private var lastPosition: Position?
  private var lastGameDistance: Double?

  init(track: TrackModel?) {
    projector = track?.line.map(Projector.init)
    length = track?.length
  }

  var isOffLine: Bool { projector.map { $0.mode != .on } ?? false }

  /// Finds the car; the station is relative to the start of the lap under way.
  mutating func locate(_ frame: TelemetryFrame, step: Double) -> Place? {
    let place: Place?
    if projector != nil, let position = frame.position {
      place = project(position, frame: frame, step: step)
    } else if let distance = frame.lapDistance, distance.isFinite {
      place = follow(distance, frame: frame, step: step)
    } else {
      place = integrate(frame, step: step)
    }
    lastPosition = frame.position
    current = place
    return place
  }

  /// The lap counter went up: what follows counts from the line.
  mutating func crossLine() {
    guard let length, let raw = lastRaw else {
      current?.station = 0
      return
    }
    lapsAhead = raw > length / 2 ? -1 : 0
    current?.station = raw + lapsAhead * length
  }

  /// Moves samples taken past the line to the lap that began there.
  func shift(_ samples: inout [LapSample]) {
    guard let length else { return }
    for index in samples.indices where samples[index].station > length / 2 { samples[index].station -= length }
  }

  /// The car was put elsewhere: the next frame is located afresh, or goes on from a station.
  mutating func restart(at station: Double?) {
    projector?.reset()
    lapsAhead = 0
    lastRaw = nil
    lastGameDistance = nil
    lastPosition = nil
    current = station.map { Place(station: $0, offset: .nan) }
  }

  /// Stations samples that were taken before the track was known.
  mutating func place(_ samples: inout [LapSample], startedAtLine: Bool) {
    restart(at: nil)
    var last: Double?
    for index in samples.indices {
      let step = last.map { samples[index].clock - $0 } ?? 0
      last = samples[index].clock
      let place = locate(samples[index].frame, step: step)
      if index == 0, startedAtLine { crossLine() }
      samples[index].station = (index == 0 ? current : place)?.station ?? .nan
      samples[index].offset = Float(place?.offset ?? .nan)
    }
  }

  /// Stations a finished lap on this track, without disturbing the lap under way.
  func replace(_ lap: inout FinishedLap) {
    var other = self
    other.place(&lap.samples, startedAtLine: true)
    lap.stationLength = length
  }

  private mutating func project(_ position: Position, frame: TelemetryFrame, step: Double) -> Place? {
    var velocity: (x: Double, z: Double)?
    if let x = frame[.velocityX], let z = frame[.velocityZ] {
      velocity = (x, z)
    } else if let last = lastPosition, step > 0 {
      velocity = ((position.x - last.x) / step, (position.z - last.z) / step)
    }
    guard let found = projector?.project(position, velocity: velocity, elapsed: step) else { return nil }
    return Place(station: unwrap(found.station), offset: found.offset)
  }

  private mutating func follow(_ distance: Double, frame: TelemetryFrame, step: Double) -> Place? {
    var raw = distance
    if let last = lastGameDistance, last == distance, let before = lastRaw {
      // Some games send the distance less often than the packet.
      raw = before + (frame.speed ?? 0) * step
    }
    lastGameDistance = distance
    return Place(station: unwrap(raw), offset: .nan)
  }

  private mutating func integrate(_ frame: TelemetryFrame, step: Double) -> Place? {
    var moved = (frame.speed ?? 0) * step
    if let last = lastPosition, let now = frame.position { moved = TrackLearning.planeDistance(last, now) }
    guard moved.isFinite else { return current }
    return Place(station: (current?.station ?? 0) + max(0, moved), offset: .nan)
  }

  private mutating func unwrap(_ raw: Double) -> Double {
    if let last = lastRaw, let length {
      if raw - last < -length / 2 { lapsAhead += 1 }
      if raw - last > length / 2 { lapsAhead -= 1 }
    }
    lastRaw = raw
    let station = raw + lapsAhead * (length ?? 0)
    if let before = current?.station, station < before, station > before - Self.backwardHold { return before }
    return station
  }
}
