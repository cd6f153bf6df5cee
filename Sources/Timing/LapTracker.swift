public import Telemetry

/// Cuts the stream of frames into laps: finds the line, keeps the lap's clock, and is not fooled by pauses, rewinds,
/// teleports, resets or a lap counter that jumps.
public struct LapTracker: Sendable {
  /// What happened at a frame.
  public enum Event: Sendable {
    case lapStarted(number: Int)
    /// The lap is over and its time is settled.
    case lapFinished(FinishedLap)
    /// The game went back over the line: the lap of that number, finished before, was undone.
    case lapUndone(number: Int)
    /// The game went back in time; the lap under way goes on from a station before, m, `nil` where it is not known.
    case rewound(to: Double?)
    /// Another car, track or session; what follows has nothing to do with what was before.
    case sessionChanged
  }

  /// Where the car is after a frame.
  public struct Status: BitwiseCopyable, Sendable {
    /// Metres since the start of the lap; `nil` where unknown.
    public var station: Double?
    public var offset: Double?
    /// Time since the start of the lap, s; `nil` before the line.
    public var lapTime: Double?
    public var isPaused = false
    public var isOffLine = false
    public var isInPit = false
    /// Whether the lap under way began at the line.
    public var startedAtLine = false
    /// Counts the laps begun, so that a reader sees a new one even under the same number.
    public var lapSerial = 0
    /// What is true of the lap under way by now.
    public var lapFlags: LapFlags = []
  }

  /// How long after the line an official time may come, s. iRacing reports up to 2.5 s late.
  static let officialTimeWait = 2.5
  /// A step of the game's clock beyond this, s, ends the lap.
  static let longestStep = 60.0
  /// A step back of the clock beyond this, s, is a rewind and not a packet out of order. COACHING 9.
  static let rewindStep = 0.3
  /// A lap has at least this much driving, s. COACHING 9.
  static let shortestLap = 10.0
  /// A run of a stage that is met later than this after its start, s, is not complete.
  static let stageStart = 1.0
  /// Share of the lap that the samples have to cover. COACHING 9.
  static let coverage = 0.99

  /// Samples of a lap of over two minutes at 60 Hz; a longer one grows.
  private static let usualSamples = 8_192

  /// An empty array with memory that is there already: the first touch of a page would cost more than a frame.
  private static var room: [LapSample] {
    let blank = LapSample(clock: 0, station: 0, offset: 0, frame: TelemetryFrame())
    var samples = [LapSample](repeating: blank, count: usualSamples)
    samples.removeAll(keepingCapacity: true)
    return samples
  }

  public private(set) var status = Status()
  public private(set) var track: TrackModel?
  /// Frames that came out of order or twice, and were dropped.
  public private(set) var droppedFrames = 0

  private let source: SourceDescription
  private let acceptsSpectated: Bool
  private var stationing: Stationing
  private var lap = LapUnderWay()
  private var previousLap: LapUnderWay?
  private var pitLane = PitLane()
  private var isInPitLane = false
  private var pending: PendingLap?
  private var clock = 0.0
  private var lastFrame: TelemetryFrame?
  /// The pause under way: its first frame's arrival, and how long it has lasted, s.
  private var pauseBegan: Double?
  private var pausedTime = 0.0
  private var lastOfficialTime: Double?
  private var sessionNumber: UInt32?

  /// - Parameters:
  ///   - track: the model where it is known beforehand.
  ///   - acceptsSpectated: whether laps that the game merely shows count as driven, as for a file that the user opens.
  public init(source: SourceDescription, track: TrackModel?, acceptsSpectated: Bool) {
    self.source = source
    self.track = track
    self.acceptsSpectated = acceptsSpectated
    stationing = Stationing(track: track)
  }

  /// Uses a model from now on; the samples of the lap under way are placed on it.
  public mutating func use(track: TrackModel) {
    self.track = track
    stationing = Stationing(track: track)
    stationing.place(&lap.samples, startedAtLine: lap.startedAtLine)
    if var waiting = pending {
      stationing.replace(&waiting.lap)
      pending = waiting
    }
    alignStart()
    status.station = lap.samples.last.flatMap { $0.station.isFinite ? $0.station : nil }
  }

  /// Places a finished lap on a model that was learnt after it was driven.
  public static func place(_ lap: inout FinishedLap, on track: TrackModel) {
    Stationing(track: track).replace(&lap)
    // Without a line the lap went from frame to frame; now it goes from line to line.
    guard let measured = lap.measuredTime, let first = lap.samples.first, let last = lap.samples.last,
      let firstSpeed = first.frame.speed, let lastSpeed = last.frame.speed, firstSpeed > 5, lastSpeed > 5,
      abs(first.station) < 30, abs(track.length - last.station) < 60
    else { return }
    let start = first.clock - first.station / firstSpeed
    let duration = last.clock + (track.length - last.station) / lastSpeed - start
    guard abs(duration - measured) < 0.5 else { return }
    lap.startClock = start
    lap.measuredTime = duration
    if lap.flags.contains(.measuredTime) { lap.time = duration }
  }

  /// Samples of the lap under way, as the coach needs them right after a corner.
  public var currentSamples: FinishedLap { unfinished(.partial) }

  /// Takes one frame and appends what it led to.
  public mutating func ingest(_ frame: TelemetryFrame, events: inout [Event]) {
    if let sessionNumber, sessionNumber != frame.sessionNumber { changeSession(&events) }
    sessionNumber = frame.sessionNumber
    guard !frame.flags.contains(.loading) else { return }
    guard !frame.flags.contains(.paused) else {
      lap.flags.insert(.paused)
      status.isPaused = true
      let began = pauseBegan ?? frame.arrivalTime
      pauseBegan = began
      pausedTime = max(pausedTime, frame.arrivalTime - began)
      lastFrame?.gameTime = frame.gameTime
      return
    }
    status.isPaused = false
    guard let step = step(to: frame, events: &events) else { return }
    clock += step
    if let last = lastFrame, hasJumped(from: last, to: frame, step: step) {
      abort(.teleport, number: frame.lapNumber.map(Int.init), events: &events)
    }
    let place = stationing.locate(frame, step: step)
    if frame.flags.contains(.stage) {
      followStage(frame, place: place, events: &events)
    } else {
      followCounter(frame, place: place, events: &events)
    }
    record(frame, place: stationing.current ?? place)
    settlePending(frame, events: &events)
    lastFrame = frame
    updateStatus(frame)
  }

  /// Without a line the lap began with a whole frame; with one, the first sample tells how long ago the line was.
  private mutating func alignStart() {
    guard lap.startedAtLine, let first = lap.samples.first, first.frame.lapDistance == nil, abs(first.station) < 30,
      let speed = first.frame.speed, speed > 5
    else { return }
    lap.startClock = first.clock - first.station / speed
  }

  /// Ends the stream: a lap whose official time never came is settled with our own measurement.
  public mutating func finish(events: inout [Event]) {
    if let pending { settle(pending, official: nil, events: &events) }
    pending = nil
    guard !lap.samples.isEmpty else { return }
    if let time = stageTimeAtEnd {
      finishStage(lap.number, time: time, official: nil, &events)
    } else {
      events.append(.lapFinished(unfinished(.partial)))
    }
    lap = LapUnderWay()
  }

  // MARK: The clock

  /// Driving time since the frame before, or `nil` for a frame that has to be dropped.
  private mutating func step(to frame: TelemetryFrame, events: inout [Event]) -> Double? {
    guard frame.gameTime.isFinite else {
      droppedFrames += 1
      return nil
    }
    guard let last = lastFrame else { return 0 }
    let step = frame.gameTime - last.gameTime
    if step < -Self.rewindStep || (step < 0 && frame.flags.contains(.rewound)) {
      rewind(to: frame, events: &events)
      return 0
    }
    guard step > 0 else {
      droppedFrames += 1
      return nil
    }
    guard step <= Self.longestStep else {
      abort([], number: frame.lapNumber.map(Int.init), events: &events)
      return 0
    }
    return step
  }

  private mutating func rewind(to frame: TelemetryFrame, events: inout [Event]) {
    let number = frame.lapNumber.map(Int.init)
    if let number, number < lap.number, let previous = previousLap, previous.number == number {
      events.append(.lapUndone(number: number))
      pending = nil
      lap = previous
      previousLap = nil
    } else if let number, number != lap.number {
      abort([], number: number, events: &events)
      return
    }
    lap.flags.insert(.rewound)
    while let last = lap.samples.last, last.frame.gameTime >= frame.gameTime { lap.samples.removeLast() }
    if let last = lap.samples.last {
      clock = last.clock + max(0, frame.gameTime - last.frame.gameTime)
    } else {
      lap.startedAtLine = false
    }
    stationing.restart(at: lap.samples.last?.station)
    lastFrame = lap.samples.last?.frame
    lap.serial += 1
    events.append(.rewound(to: lap.samples.last?.station))
  }

  private func hasJumped(from last: TelemetryFrame, to frame: TelemetryFrame, step: Double) -> Bool {
    guard let a = last.position, let b = frame.position, step >= 0 else { return false }
    let speed = max(last.speed ?? 100, frame.speed ?? 100)
    return TrackLearning.planeDistance(a, b) > 1.5 * speed * max(step, 1 / max(1, source.sampleRate)) + 5
  }

  // MARK: The line

  private mutating func followCounter(
    _ frame: TelemetryFrame, place: Stationing.Place?, events: inout [Event]
  ) {
    let number = frame.lapNumber.map(Int.init)
    if lap.serial == 0 {
      startFirstLap(frame, number: number ?? 0, events: &events)
    } else if let number, number == lap.number + 1 {
      cross(frame, place: place, to: number, events: &events)
    } else if let number, number != lap.number {
      abort([], number: number, events: &events)
    } else if endsUnderTheSameNumber(frame, place: place) {
      cross(frame, place: place, to: lap.number + 1, events: &events)
      lap.number = number ?? lap.number
      lap.isAfterFlag = true
    } else if !lap.startedAtLine, let before = lastFrame?.lapDistance, let now = frame.lapDistance, before < 0,
      now >= 0,
      now - before < 200
    {
      // The run-up to the first lap has negative distances and the first lap's number (F1).
      restart(number: lap.number, startedAtLine: true, startClock: clock - now / max(5, frame.speed ?? 50), &events)
    }
  }

  /// At the chequered flag the counter stands still, only the official time changes.
  private func endsUnderTheSameNumber(_ frame: TelemetryFrame, place: Stationing.Place?) -> Bool {
    guard let official = frame.lastLapTime, official != lastOfficialTime, pending == nil, lap.startedAtLine,
      !lap.isAfterFlag
    else {
      return false
    }
    guard let length = stationing.length, let place, let furthest = lap.samples.last?.station else { return false }
    return furthest > 0.9 * length && place.station >= length - 5 && frame.flags.contains(.chequeredFlag)
  }

  private mutating func startFirstLap(_ frame: TelemetryFrame, number: Int, events: inout [Event]) {
    let elapsed = frame.currentLapTime
    let atLine = number > 0 && (elapsed.map { $0 >= 0 && $0 < 0.5 } ?? false) && (frame.speed ?? 0) > 5
    restart(number: number, startedAtLine: atLine, startClock: atLine ? clock - (elapsed ?? 0) : clock, &events)
    lastOfficialTime = frame.lastLapTime
  }

  private mutating func cross(
    _ frame: TelemetryFrame, place: Stationing.Place?, to number: Int, events: inout [Event]
  ) {
    if let pending { settle(pending, official: nil, events: &events) }
    pending = nil
    let crossing = crossingClock(frame, place: place)
    var finished = unfinished(.pace)
    finished.measuredTime = lap.startedAtLine ? crossing - lap.startClock : nil
    pending = PendingLap(
      lap: finished, startedAtLine: lap.startedAtLine, officialBefore: lastOfficialTime, crossing: crossing,
      pit: lap.pit, wasStanding: lap.beganStanding)
    previousLap = lap
    let tail = lap.samples.filter { $0.clock >= crossing }
    restart(number: number, startedAtLine: true, startClock: crossing, &events)
    stationing.crossLine()
    lap.samples = tail
    stationing.shift(&lap.samples)
  }

  /// The clock at the line: between the samples on both sides of it, or extended from the last one.
  private func crossingClock(_ frame: TelemetryFrame, place: Stationing.Place?) -> Double {
    // The game's own distance knows the game's own line best.
    if let past = frame.lapDistance, let speed = frame.speed, speed > 1, abs(past) < speed {
      return clock - past / speed
    }
    guard let length = stationing.length, let place, place.station.isFinite else {
      if let elapsed = frame.currentLapTime, elapsed >= 0, elapsed < 1 { return clock - elapsed }
      return clock
    }
    let here = place.station < length / 2 ? place.station + length : place.station
    if here < length { return clock + min(0.25, (length - here) / max(1, frame.speed ?? 50)) }
    var after = (station: here, clock: clock)
    for sample in lap.samples.reversed() where sample.station.isFinite {
      if sample.station < length {
        let stretch = after.station - sample.station
        guard stretch > 0 else { return after.clock }
        return sample.clock + (length - sample.station) / stretch * (after.clock - sample.clock)
      }
      after = (sample.station, sample.clock)
    }
    return clock
  }

  // MARK: Stages

  /// A run begins when its clock starts and ends when the clock is taken away; what is driven before and after is no part of it.
  private mutating func followStage(
    _ frame: TelemetryFrame, place: Stationing.Place?, events: inout [Event]
  ) {
    let number = Int(frame.lapNumber ?? 1)
    if lap.serial == 0 { restart(number: number, startedAtLine: false, startClock: clock, &events) }
    guard let elapsed = frame.currentLapTime else {
      guard lap.startedAtLine else { return }
      if let official = frame.lastLapTime, number == lap.number {
        finishStage(number, time: official, official: official, &events)
        restart(number: number, startedAtLine: false, startClock: clock, &events)
      } else {
        abort([], number: number, events: &events)
      }
      return
    }
    let isNew = lastFrame?.currentLapTime.map { $0 > elapsed } ?? true
    guard number != lap.number || (isNew && !lap.startedAtLine) else { return }
    if lap.startedAtLine { abort([], number: number, events: &events) }
    restart(number: number, startedAtLine: elapsed < Self.stageStart, startClock: clock - elapsed, &events)
  }

  private mutating func finishStage(_ number: Int, time: Double, official: Double?, _ events: inout [Event]) {
    var finished = unfinished(.pace)
    let rest = lastFrame?.currentLapTime.map { max(0, time - $0) } ?? 0
    // Where the game says no result, its stage's clock still knows better than ours.
    finished.measuredTime = official == nil ? time : (lap.samples.last?.clock ?? clock) - lap.startClock + rest
    let run = PendingLap(
      lap: finished, startedAtLine: lap.startedAtLine, officialBefore: nil, crossing: clock, pit: nil,
      wasStanding: false)
    settle(run, official: official, events: &events)
  }

  /// Time of a run whose recording ends at the finish, before the game could say it: the last sample is a step from it.
  private var stageTimeAtEnd: Double? {
    guard lap.startedAtLine, let frame = lastFrame, frame.flags.contains(.stage), let length = source.trackLength,
      let distance = frame.lapDistance, length - distance <= 2 * (frame.speed ?? 0) / max(1, source.sampleRate)
    else { return nil }
    return frame.currentLapTime
  }

  // MARK: Recording

  private mutating func record(_ frame: TelemetryFrame, place: Stationing.Place?) {
    let station = place?.station ?? .nan
    if lap.samples.isEmpty { lap.beganStanding = (frame.speed ?? 10) < 5 }
    lap.observe(frame, clock: clock, interval: 1 / max(1, source.sampleRate))
    isInPitLane = false
    if !source.capabilities.contains(.pit),
      let since = pitLane.follow(speed: frame.speed, offset: place?.offset, clock: clock)
    {
      isInPitLane = true
      lap.wasInPit(from: since, to: clock)
    }
    // Before the start of a stage and after its finish there is no run.
    if frame.flags.contains(.stage), frame.currentLapTime == nil { return }
    // A car that stands adds time but no place; its samples would only grow the memory.
    if let last = lap.samples.last, (frame.speed ?? 1) < 0.05, abs(station - last.station) < 0.001 { return }
    lap.samples.append(
      LapSample(
        clock: clock, station: station, offset: Float(place?.offset ?? .nan), pause: Float(pausedTime), frame: frame))
    pauseBegan = nil
    pausedTime = 0
  }

  private mutating func restart(number: Int, startedAtLine: Bool, startClock: Double, _ events: inout [Event]) {
    let serial = lap.serial + 1
    lap = LapUnderWay(number: number, serial: serial, startClock: startClock, startedAtLine: startedAtLine)
    lap.samples = Self.room
    events.append(.lapStarted(number: number))
  }

  private mutating func abort(_ flags: LapFlags, number: Int?, events: inout [Event]) {
    if let pending { settle(pending, official: nil, events: &events) }
    pending = nil
    lap.flags.formUnion(flags)
    if lap.samples.count > 1 { events.append(.lapFinished(unfinished(.aborted))) }
    previousLap = nil
    stationing.restart(at: nil)
    restart(number: number ?? lap.number, startedAtLine: false, startClock: clock, &events)
  }

  private mutating func changeSession(_ events: inout [Event]) {
    if let pending { settle(pending, official: nil, events: &events) }
    if lap.samples.count > 1 { events.append(.lapFinished(unfinished(.aborted))) }
    pending = nil
    previousLap = nil
    lap = LapUnderWay(serial: 0)
    lastFrame = nil
    lastOfficialTime = nil
    stationing.restart(at: nil)
    events.append(.sessionChanged)
  }

  private func unfinished(_ kind: LapKind) -> FinishedLap {
    FinishedLap(
      number: lap.number, kind: kind, flags: lap.flags, time: nil, measuredTime: nil, sectors: lap.sectors,
      startClock: lap.startClock, startTime: lap.samples.first?.frame.gameTime ?? 0,
      sessionNumber: sessionNumber ?? 0, samples: lap.samples, stationLength: stationing.length)
  }

  // MARK: The official time

  private mutating func settlePending(_ frame: TelemetryFrame, events: inout [Event]) {
    let official = frame.lastLapTime.flatMap { $0 > 0 ? $0 : nil }
    defer { if let official { lastOfficialTime = official } }
    guard let waiting = pending else { return }
    if let official, official != waiting.officialBefore {
      pending = nil
      settle(waiting, official: official, events: &events)
    } else if clock - waiting.crossing > Self.officialTimeWait {
      pending = nil
      // Two laps of the same time leave the official one unchanged.
      let tolerance = self.tolerance(waiting.lap.measuredTime ?? 0)
      let same = official.flatMap { time in
        waiting.lap.measuredTime.flatMap { abs($0 - time) <= tolerance ? time : nil }
      }
      settle(waiting, official: same, events: &events)
    }
  }

  /// Largest difference between measured and official time of a sound lap, s. COACHING 2.4, plus a sample at either end.
  private func tolerance(_ time: Double) -> Double {
    max(0.05, 0.001 * time, 2 / max(1, source.sampleRate))
  }

  private mutating func settle(_ waiting: PendingLap, official: Double?, events: inout [Event]) {
    var lap = waiting.lap
    lap.time = waiting.startedAtLine ? official ?? lap.measuredTime : nil
    if waiting.startedAtLine, official == nil { lap.flags.insert(.measuredTime) }
    if let official, let measured = lap.measuredTime, abs(official - measured) > tolerance(official) {
      lap.flags.insert(.timebaseSuspect)
    }
    if let official { chainStart(after: waiting, official: official) }
    if lap.sectors.count == 2, let time = official {
      let last = time - lap.sectors[0] - lap.sectors[1]
      lap.sectors = last > 0 ? lap.sectors + [last] : []
    } else {
      lap.sectors = []
    }
    lap.kind = kind(of: lap, waiting: waiting, official: official)
    if lap.kind == .partial { lap.time = nil }
    events.append(.lapFinished(lap))
  }

  /// The official time says when the lap under way began better than two samples on either side of the line do.
  private mutating func chainStart(after waiting: PendingLap, official: Double) {
    guard waiting.startedAtLine, let measured = waiting.lap.measuredTime, lap.startClock == waiting.crossing,
      abs(official - measured) <= tolerance(official)
    else { return }
    lap.startClock = waiting.lap.startClock + official
  }

  private func kind(of lap: FinishedLap, waiting: PendingLap, official: Double?) -> LapKind {
    let duration = waiting.crossing - (lap.samples.first?.clock ?? waiting.crossing)
    if waiting.wasStanding, lap.number == 1, official != nil { return .gridStart }
    guard waiting.startedAtLine, duration >= Self.shortestLap, covers(lap) else { return .partial }
    if let time = lap.time, lap.measuredTime.map({ $0 < 0.5 * time }) ?? false { return .partial }
    if let pit = waiting.pit {
      if pit.lowerBound - lap.startClock < 0.25 * duration { return .out }
      if waiting.crossing - pit.upperBound < 0.25 * duration { return .in }
    }
    if lap.samples.contains(where: { $0.frame.flags.contains(.spectating) }), !acceptsSpectated {
      return .replayOrOther
    }
    let caution: FrameFlags = [.safetyCar, .yellowFlag, .redFlag]
    if lap.samples.contains(where: { !$0.frame.flags.isDisjoint(with: caution) }) { return .caution }
    return .pace
  }

  private func covers(_ lap: FinishedLap) -> Bool {
    guard let length = lap.stationLength else { return true }
    let stations = lap.samples.lazy.map(\.station).filter(\.isFinite)
    guard let first = stations.first(where: { $0 >= -5 }), let last = stations.max() else { return false }
    return last - max(0, first) >= Self.coverage * length
  }

  private mutating func updateStatus(_ frame: TelemetryFrame) {
    let place = stationing.current
    status.station = place.flatMap { $0.station.isFinite ? $0.station : nil }
    status.offset = place?.offset
    status.isOffLine = stationing.isOffLine
    status.isInPit = frame.flags.contains(.inPit) || isInPitLane
    status.startedAtLine = lap.startedAtLine
    status.lapTime = lap.startedAtLine ? max(0, clock - lap.startClock) : nil
    status.lapSerial = lap.serial
    status.lapFlags = lap.flags
  }
}
