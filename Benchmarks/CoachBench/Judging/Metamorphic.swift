import Telemetry

/// Changes of the stream that must not change what the coach finds. COACHING 17.2.
public enum Metamorphic: String, Sendable, CaseIterable {
  case sideways = "the line 1 m to the side"
  case slowRate = "20 Hz instead of 60"
  case losses = "3 % of the packets lost"
  case movedLine = "start and finish moved by 400 m"
  case mirrored = "the track mirrored"
  case imperial = "imperial units"
  case pause = "a pause"
  case teleport = "a teleport"
  case rewind = "a rewind"

  /// Findings agree within this share of their loss, or this much, s.
  public static let tolerance = (share: 0.10, least: 0.015)

  /// What the coach found with and without the change.
  public struct Outcome: Sendable {
    /// Place (official number of the nearest corner), rule and loss in s.
    public struct Found: Sendable, Hashable {
      public var bend: Int
      public var rule: String
      public var loss: Double
    }

    public var plain: [Found]
    public var changed: [Found]

    public init(plain: [Found], changed: [Found]) {
      self.plain = plain
      self.changed = changed
    }

    /// Findings of one side that the other has not, or not with that loss.
    public var differences: [Found] { Self.lone(plain, changed) + Self.lone(changed, plain) }

    private static func lone(_ some: [Found], _ others: [Found]) -> [Found] {
      some.filter { one in
        !others.contains {
          $0.bend == one.bend && $0.rule == one.rule
            && abs($0.loss - one.loss) <= max(tolerance.least, tolerance.share * max($0.loss, one.loss))
        }
      }
    }
  }

  private var sending: Sending {
    var sending = Sending()
    switch self {
    case .sideways: sending.sideways = 1
    case .slowRate: sending.rate = 20
    case .losses: sending.lostShare = 0.03
    case .movedLine: sending.line = 400
    case .mirrored: sending.isMirrored = true
    default: break
    }
    return sending
  }

  /// What the coach finds of one driver's habits, as they are sent or with a change.
  public static func found(circuit: Circuit, car: RaceCar, seed: Int, change: Metamorphic?) -> [Outcome.Found] {
    let maker = LapMaker(circuit: circuit, car: car, seed: seed)
    let script = DriveScript(circuit: circuit, car: car, seed: seed, purpose: .habit, maker: maker)
    var run = DriveRun(script: script, maker: maker)
    if let change {
      run.sending = change.sending
      run.isImperial = change == .imperial
      run.disturb = change.disturbance
    }
    return run.found()
  }

  /// What happens to the frames of a clean lap.
  private var disturbance: (@Sendable ([TelemetryFrame]) -> [TelemetryFrame])? {
    switch self {
    case .pause: Self.paused
    case .teleport: Self.teleported
    case .rewind: Self.rewound
    default: nil
    }
  }

  /// The middle of the slower one of the second and the third lap: it is no reference, so that it may be lost.
  private static func middle(_ frames: [TelemetryFrame]) -> Int {
    func time(_ lap: Int32) -> Double { frames.last { $0.lapNumber == lap + 1 }?.lastLapTime ?? 0 }
    let slower: Int32 = time(2) > time(3) ? 2 : 3
    let lap = frames.indices.filter { frames[$0].lapNumber == slower }
    return lap.isEmpty ? 0 : lap[lap.count / 2]
  }

  private static func paused(_ frames: [TelemetryFrame]) -> [TelemetryFrame] {
    let middle = middle(frames)
    var changed = Array(frames[..<middle])
    let count = 720
    let step = 1.0 / 60
    var still = frames[middle - 1]
    still.flags.insert(.paused)
    for _ in 0..<count {
      still.gameTime += step
      changed.append(still)
    }
    for var frame in frames[middle...] {
      frame.gameTime += Double(count) * step
      changed.append(frame)
    }
    return changed
  }

  private static func teleported(_ frames: [TelemetryFrame]) -> [TelemetryFrame] {
    let middle = middle(frames)
    var changed = frames
    for index in middle..<min(frames.count, middle + 90) {
      guard let place = frames[index].position else { continue }
      changed[index].position = Position(x: place.x + 400, y: place.y, z: place.z + 300)
    }
    return changed
  }

  private static func rewound(_ frames: [TelemetryFrame]) -> [TelemetryFrame] {
    let middle = middle(frames)
    var again = frames[middle - 240]
    again.flags.insert(.rewound)
    return Array(frames[..<middle]) + [again] + Array(frames[(middle - 239)...])
  }
}

extension DriveRun {
  /// What the coach holds after three laps of a habit.
  func found() -> [Metamorphic.Outcome.Found] {
    let last = DriveScript.cleanLaps + DriveScript.repeats
    // The run-up, the laps, and two more: with a moved line the last lap ends in the next one.
    let results = script.drive(with: maker).prefix(last + 3)
    let sender = FrameSender(laps: results.map(\.driven), sending: sending, seed: script.seed)
    let coach = CoachUnderTest(source: sender.source, isImperial: isImperial)
    var frames: [TelemetryFrame] = []
    sender.send { frame, _ in frames.append(frame) }
    for frame in disturb?(frames) ?? frames { _ = coach.ingest(frame) }
    let matching = Matching(
      corners: coach.corners, length: script.circuit.length, line: sending.line,
      measuredLength: coach.length ?? script.circuit.length)
    return (coach.laps.last { $0.number == last }?.findings ?? []).map {
      Metamorphic.Outcome.Found(bend: matching.bend(of: $0.corner, in: script.circuit), rule: $0.rule, loss: $0.loss)
    }
  }
}

extension Matching {
  /// Number of the official corner nearest to a corner of the engine, 0 for none.
  func bend(of number: Int, in circuit: Circuit) -> Int {
    guard let corner = corners.first(where: { $0.number == number }) else { return 0 }
    let place = (corner.start + corner.end) / 2
    func distance(_ bend: Circuit.Bend) -> Double {
      let apart = abs(station(bend.apex) - place)
      return min(apart, measuredLength - apart)
    }
    return circuit.bends.min { distance($0) < distance($1) }?.number ?? 0
  }

  /// Official corners that have no corner of the engine, or share it with the one before.
  func unfound(in circuit: Circuit) -> [Circuit.Bend] {
    var taken: Set<Int> = []
    return circuit.bends.filter { bend in
      let place = station(bend.apex)
      let own = corners.first { corner in
        let reach = corner.start - 15...corner.end + 15
        return !taken.contains(corner.number) && (reach.contains(place) || reach.contains(place - measuredLength))
      }
      if let own { taken.insert(own.number) }
      return own == nil
    }
  }
}
