internal import Telemetry

/// What a Forza game does not say: when a session begins, and that the last lap of a race is complete.
struct ForzaSession: Sendable {
  /// What makes a session another one.
  struct Key: Sendable, Equatable {
    var packet: ForzaPacket
    var car: Int32
    var track: Int32?
  }

  /// The race's clock may go back on a rewind; to before this it is a race started anew, s.
  private static let freshStart = 1.5
  /// A step of the game's timestamps beyond this is a leap of the clock and no time that passed, s.
  private static let longestStep = 60.0
  /// Packets of nothing for this long, s, are no rewind: the race is over. A rewind resumes within two.
  private static let endingTime = 3.0
  /// A car that stopped being sent this near the line, in s of its speed and m beside it, had reached it.
  private static let lineTime = 0.1
  private static let lineWidth = 25.0

  private(set) var number: UInt32 = 0
  /// s by the game's timestamps.
  private(set) var clock = 0.0
  private var timestamp: UInt32?
  private var key: Key?
  private var last: TelemetryFrame?
  /// Where the car crossed the line and how it was heading.
  private var line: (place: Position, x: Double, z: Double)?
  private var idleSince: Double?
  private var isOver = false

  init() {}

  var lastTime: Double { last?.gameTime ?? clock }

  /// Moves the clock of the timestamps, which wrap every 49 days.
  mutating func advance(to now: UInt32) {
    defer { timestamp = now }
    guard let timestamp else { return }
    let step = Double(Int32(truncatingIfNeeded: now &- timestamp)) / 1000
    if step > 0, step < Self.longestStep { clock += step }
  }

  /// Takes a frame of a car; `true` where it is the first of a session.
  mutating func begin(_ key: Key, _ frame: TelemetryFrame) -> Bool {
    idleSince = nil
    let isOther = key != self.key || isRestart(frame)
    guard isOther else { return false }
    self.key = key
    number &+= 1
    last = nil
    line = nil
    isOver = false
    return true
  }

  private func isRestart(_ frame: TelemetryFrame) -> Bool {
    guard let last else { return false }
    if (last.lapNumber == nil) != (frame.lapNumber == nil) { return true }
    if frame.gameTime < last.gameTime, frame.gameTime < Self.freshStart { return true }
    // Horizon starts the clock of the first lap again at the line, without counting a lap.
    guard let before = last.currentLapTime, let now = frame.currentLapTime else { return false }
    return frame.lapNumber == 1 && last.lapNumber == 1 && frame.gameTime >= last.gameTime && now < before - 0.5
  }

  /// Completes a frame with what the session knows.
  mutating func finish(_ frame: TelemetryFrame) -> TelemetryFrame {
    var frame = frame
    frame.sessionNumber = number
    if let last {
      if frame.gameTime < last.gameTime { frame.flags.insert(.rewound) }
      if frame.lapNumber == last.lapNumber.map({ $0 &+ 1 }), let now = frame.position, let before = last.position {
        noteLine(from: before, to: now, elapsed: frame.currentLapTime ?? 0, speed: frame.speed ?? 0)
      }
    }
    isOver = false
    last = frame
    return frame
  }

  private mutating func noteLine(from before: Position, to now: Position, elapsed: Double, speed: Double) {
    let x = now.x - before.x
    let z = now.z - before.z
    let length = (x * x + z * z).squareRoot()
    guard length > 0.01, length < 100 else { return }
    let back = min(length, elapsed * speed)
    line = (
      Position(x: now.x - x / length * back, y: now.y, z: now.z - z / length * back), x / length, z / length
    )
  }

  /// The frame that completes the last lap of a race, once, when nothing has resumed for a while.
  ///
  /// The game never sends its time: from one packet to the next there is nothing. The last clock that was seen is the lap.
  mutating func endOfRace() -> TelemetryFrame? {
    guard let idleSince else {
      self.idleSince = clock
      return nil
    }
    guard clock - idleSince >= Self.endingTime, !isOver, var frame = last, let line, let place = frame.position,
      let speed = frame.speed, let time = frame.currentLapTime, let number = frame.lapNumber, number > 0
    else { return nil }
    isOver = true
    let x = line.place.x - place.x
    let z = line.place.z - place.z
    let along = x * line.x + z * line.z
    let aside = abs(x * line.z - z * line.x)
    guard speed > 5, along > -Self.lineTime * speed, along < Self.lineTime * speed, aside < Self.lineWidth else {
      return nil
    }
    frame.gameTime += 1e-3
    frame.lapNumber = number + 1
    frame.lastLapTime = time
    frame.bestLapTime = min(frame.bestLapTime ?? time, time)
    frame.currentLapTime = 0
    frame.flags.insert(.chequeredFlag)
    frame.flags.remove(.rewound)
    last = frame
    return frame
  }
}
