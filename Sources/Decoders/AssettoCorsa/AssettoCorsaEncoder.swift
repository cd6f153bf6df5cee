public import Telemetry

/// Writes what Assetto Corsa sends: the reply to the handshake with the first frame, then the own car.
public struct AssettoCorsaEncoder: TelemetryEncoder, Sendable {
  /// Car, driver and track that the reply tells.
  public var source: SourceDescription

  /// Loaded radius of the simulated tyre, m; any positive number serves, since speeds are what is compared.
  private static let tyreRadius: Float = 0.33

  private var buffer = [UInt8](repeating: 0, count: AssettoCorsaLayout.Car.size)
  private var hasReplied = false

  public init(source: SourceDescription) { self.source = source }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    if !hasReplied {
      hasReplied = true
      let bytes = reply
      try send(bytes.span.bytes)
    }
    AssettoCorsaLayout.car.encode(frame, into: &buffer, at: 0)
    buffer.store(AssettoCorsaLayout.Car.mark, at: 0)
    buffer.store(Int32(AssettoCorsaLayout.Car.size), at: AssettoCorsaLayout.Car.declaredSize)
    store(.antiLock, frame, AssettoCorsaLayout.Car.antiLockAtWork)
    store(.tractionControl, frame, AssettoCorsaLayout.Car.tractionControlAtWork)
    store(.inPit, frame, AssettoCorsaLayout.Car.inPit)
    store(.pitLimiter, frame, AssettoCorsaLayout.Car.limiter)
    // The game counts complete laps; on the run-up to the first one its clock runs as on any other.
    buffer.store(max(0, (frame.lapNumber ?? 0) - 1), at: AssettoCorsaLayout.Car.lapCount)
    buffer.store(milliseconds(frame.currentLapTime ?? frame.gameTime), at: AssettoCorsaLayout.Car.currentLap)
    buffer.store(milliseconds(frame.lastLapTime ?? 0), at: AssettoCorsaLayout.Car.lastLap)
    buffer.store(milliseconds(frame.bestLapTime ?? 0), at: AssettoCorsaLayout.Car.bestLap)
    buffer.store(Int32(frame.gear ?? 0) + 1, at: AssettoCorsaLayout.Car.gear)
    let length = source.trackLength ?? 0
    let share = length > 0 ? (frame.lapDistance ?? 0) / length : 0
    buffer.store(Float(share), at: AssettoCorsaLayout.Car.normalisedPosition)
    for wheel in Wheel.allCases {
      let offset = 4 * Int(wheel.rawValue)
      let speed = frame[wheel.channel(from: .wheelSpeedFrontLeft)]
      buffer.store(speed == nil ? 0 : Self.tyreRadius, at: AssettoCorsaLayout.Car.loadedRadius + offset)
      buffer.store(Float(speed ?? 0) / Self.tyreRadius, at: AssettoCorsaLayout.Car.wheelRotation + offset)
    }
    try send(buffer.span.bytes)
  }

  /// What the game answers to the handshake.
  public var reply: [UInt8] {
    var bytes = [UInt8](repeating: 0, count: AssettoCorsaLayout.Reply.size)
    let texts = [
      (source.car, AssettoCorsaLayout.Reply.car), (source.driver, AssettoCorsaLayout.Reply.driver),
      (source.track, AssettoCorsaLayout.Reply.track),
    ]
    for (text, offset) in texts {
      // The game ends a text by a percent sign and leaves what was there before.
      let units =
        Array((text ?? "").utf16.prefix(AssettoCorsaLayout.Reply.textLength - 1)) + [UInt16(UInt8(ascii: "%"))]
      for (index, unit) in units.enumerated() { bytes.store(unit, at: offset + 2 * index) }
    }
    bytes.store(AssettoCorsaLayout.Reply.expectedIdentifier, at: AssettoCorsaLayout.Reply.identifier)
    bytes.store(Int32(1), at: AssettoCorsaLayout.Reply.version)
    return bytes
  }

  private mutating func store(_ flag: FrameFlags, _ frame: TelemetryFrame, _ offset: Int) {
    buffer[offset] = frame.flags.contains(flag) ? 1 : 0
  }

  private func milliseconds(_ time: Double) -> Int32 { Int32(nearest: time * 1000) }
}
