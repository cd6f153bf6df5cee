public import Telemetry

/// Writes packets of the DiRT family: runs of a stage where the frames say so, laps of a circuit otherwise.
public struct DirtRallyEncoder: TelemetryEncoder, Sendable {
  private let trackLength: Double
  private var buffer = [UInt8](repeating: 0, count: DirtRallyLayout.size)

  /// Laps that are sent of a race without an end.
  private static let endlessLaps = 99

  /// - Parameter trackLength: of the lap or stage, m.
  public init(trackLength: Double) { self.trackLength = trackLength }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    DirtRallyLayout.table.encode(frame, into: &buffer, at: 0)
    DirtRallyLayout.pressures.encode(frame, into: &buffer, at: 0)
    store(frame.gameTime, DirtRallyLayout.runTime)
    let x = frame[.velocityX] ?? 0
    let z = frame[.velocityZ] ?? 0
    let length = (x * x + z * z).squareRoot()
    let ahead = length > 0 ? (x: x / length, z: z / length) : (x: 1, z: 0)
    store(ahead.x, DirtRallyLayout.forward)
    store(ahead.z, DirtRallyLayout.forward + 8)
    store(-ahead.z, DirtRallyLayout.right)
    store(ahead.x, DirtRallyLayout.right + 8)
    store(Double(frame.gear ?? 0), DirtRallyLayout.gear)
    store(frame.flags.contains(.inPit) ? 1 : 0, DirtRallyLayout.inPit)
    store(Double(frame.racePosition ?? 0), DirtRallyLayout.place)
    store(200, DirtRallyLayout.idleRate)
    store(6, DirtRallyLayout.gearCount)
    store(trackLength, DirtRallyLayout.trackLength)
    if frame.flags.contains(.stage) { storeStage(frame) } else { storeLaps(frame) }
    try send(buffer.span.bytes)
  }

  private mutating func storeStage(_ frame: TelemetryFrame) {
    let distance = frame.lapDistance ?? 0
    store(frame.currentLapTime ?? frame.lastLapTime ?? 0, DirtRallyLayout.lapTime)
    store(max(0, min(1, distance / max(1, trackLength))), DirtRallyLayout.progress)
    store(0, DirtRallyLayout.currentLap)
    store(1, DirtRallyLayout.totalLaps)
    store(0, DirtRallyLayout.lapsCompleted)
    store(0, DirtRallyLayout.lastLap)
  }

  private mutating func storeLaps(_ frame: TelemetryFrame) {
    let lap = frame.lapNumber ?? 0
    // On the run-up to the first lap the way is negative and the clock stands.
    let distance = (frame.lapDistance ?? 0) - (lap == 0 ? trackLength : 0)
    store(distance, DirtRallyLayout.distance)
    store(frame.currentLapTime ?? 0, DirtRallyLayout.lapTime)
    store(max(0, min(1, distance / max(1, trackLength))), DirtRallyLayout.progress)
    store(Double(max(0, lap - 1)), DirtRallyLayout.currentLap)
    store(Double(frame.lapCount ?? Int32(Self.endlessLaps)), DirtRallyLayout.totalLaps)
    store(Double(max(0, lap - 1)), DirtRallyLayout.lapsCompleted)
    store(frame.lastLapTime ?? 0, DirtRallyLayout.lastLap)
  }

  private mutating func store(_ value: Double, _ offset: Int) { buffer.store(Float(value), at: offset) }
}
