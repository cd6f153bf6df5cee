internal import Telemetry

/// Tells where one session of Gran Turismo ends and the next begins; the game does not say it.
struct GranTurismo7Session: Sendable {
  private(set) var number: UInt32 = 0
  private var carID: Int32 = 0
  private var kind: GranTurismo7Packet?
  private var lap: Int32 = 0
  private var hadBest = false
  private var hadLast = false
  private var hasLeft = true

  /// A menu was shown or the game started over: what comes next is another session.
  mutating func leave() { hasLeft = true }

  /// Takes in a frame of a car on the circuit; `true` where it is the first of a session.
  mutating func update(_ frame: TelemetryFrame, carID: Int32, kind: GranTurismo7Packet) -> Bool {
    let lap = frame.lapNumber ?? 0
    let isNew =
      hasLeft || carID != self.carID || kind != self.kind || lap < self.lap || (hadBest && frame.bestLapTime == nil)
      || (hadLast && frame.lastLapTime == nil)
    self.carID = carID
    self.kind = kind
    self.lap = lap
    hadBest = frame.bestLapTime != nil
    hadLast = frame.lastLapTime != nil
    hasLeft = false
    if isNew { number &+= 1 }
    return isNew
  }
}
