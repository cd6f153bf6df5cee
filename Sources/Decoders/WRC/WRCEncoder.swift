public import Telemetry

/// Writes stock packets of EA Sports WRC. The game knows stages only: each lap of a circuit is sent as a run of its own.
public struct WRCEncoder: TelemetryEncoder, Sendable {
  /// The game's numbers of gears.
  private static let reverse: UInt8 = 10

  private let trackLength: Double
  private var buffer = [UInt8](repeating: 0, count: WRCLayout.size)
  /// The lap whose end has been told.
  private var toldLap: Int32 = 0

  /// - Parameter trackLength: of the stage, m.
  public init(trackLength: Double) { self.trackLength = trackLength }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    WRCLayout.table.encode(frame, into: &buffer, at: 0)
    // A share of full lock; a wheel that is told in radians turns further.
    buffer.store(Float(-max(-1, min(1, frame.steering ?? 0))), at: WRCLayout.steering)
    buffer.store(Float(frame.gameTime), at: WRCLayout.totalTime)
    storeAxes(frame)
    let gear = frame.gear ?? 0
    buffer.store(gear < 0 ? Self.reverse : UInt8(clamping: gear), at: WRCLayout.gear)
    buffer.store(UInt8(0), at: WRCLayout.neutralGear)
    buffer.store(Self.reverse, at: WRCLayout.reverseGear)
    store(trackLength, WRCLayout.length)
    if frame.flags.contains(.stage) {
      storeRun(frame.currentLapTime ?? frame.lastLapTime ?? 0, frame.lapDistance ?? 0)
      return try send(buffer.span.bytes)
    }
    let lap = frame.lapNumber ?? 0
    if lap > toldLap, toldLap > 0, let time = frame.lastLapTime {
      // The run that ends here stops its clock at the line, a moment before the next one begins.
      storeRun(time, trackLength)
      buffer.store(Float(frame.gameTime - (frame.currentLapTime ?? 0)), at: WRCLayout.totalTime)
      try send(buffer.span.bytes)
      buffer.store(Float(frame.gameTime), at: WRCLayout.totalTime)
    }
    toldLap = lap
    storeRun(frame.currentLapTime ?? 0, (frame.lapDistance ?? 0) - (lap == 0 ? trackLength : 0))
    try send(buffer.span.bytes)
  }

  private mutating func storeRun(_ time: Double, _ distance: Double) {
    buffer.store(Float(time), at: WRCLayout.stageTime)
    store(distance, WRCLayout.distance)
  }

  private mutating func storeAxes(_ frame: TelemetryFrame) {
    let x = frame[.velocityX] ?? 0
    let z = frame[.velocityZ] ?? 0
    let length = (x * x + z * z).squareRoot()
    let ahead = length > 0 ? (x: x / length, z: z / length) : (x: 1, z: 0)
    let left = (x: ahead.z, z: -ahead.x)
    let sideways = frame[.lateralAcceleration] ?? 0
    let along = frame[.longitudinalAcceleration] ?? 0
    let values = [
      (ahead.x * along + left.x * sideways, WRCLayout.acceleration),
      (ahead.z * along + left.z * sideways, WRCLayout.acceleration + 8),
      (left.x, WRCLayout.left), (left.z, WRCLayout.left + 8), (ahead.x, WRCLayout.forward),
      (ahead.z, WRCLayout.forward + 8), (1, WRCLayout.up + 4),
    ]
    for (value, offset) in values { buffer.store(Float(value), at: offset) }
  }

  private mutating func store(_ value: Double, _ offset: Int) { buffer.store(value.bitPattern, at: offset) }
}
