internal import Glibc
public import Telemetry

/// Writes OutSim with the options ff and OutGauge for every frame, as Live for Speed does.
public struct OutGaugeEncoder: TelemetryEncoder, Sendable {
  /// Whether OutSim goes along.
  public var sendsMotion: Bool
  private var gauge = [UInt8](repeating: 0, count: OutGaugeLayout.gaugeSizes[1])
  private var motion = [UInt8](repeating: 0, count: OutGaugeLayout.fullSizes[0])

  public init(car: String = "XRT", sendsMotion: Bool = true) {
    self.sendsMotion = sendsMotion
    gauge.store(car, at: OutGaugeLayout.Gauge.car, size: 4)
    motion.store(OutGaugeLayout.fullMark, at: 0)
  }

  public mutating func encode(_ frame: TelemetryFrame, _ send: (RawSpan) throws -> Void) rethrows {
    // 0 means that there is no clock.
    let ticks = max(1, UInt32(nearest: frame.gameTime * 1000))
    if sendsMotion {
      motion.store(ticks, at: OutGaugeLayout.Full.time)
      storeMotion(frame, OutGaugeLayout.Full.motion)
      motion.store(Float(frame.lapDistance ?? 0), at: OutGaugeLayout.Full.indexedDistance)
      try send(motion.span.bytes)
    }
    OutGaugeLayout.gauge.encode(frame, into: &gauge, at: 0)
    gauge.store(ticks, at: OutGaugeLayout.Gauge.time)
    let share = (frame[.fuelLevel] ?? 0) / max(1, frame[.fuelCapacity] ?? 100)
    gauge.store(Float(share), at: OutGaugeLayout.Gauge.fuel)
    gauge[OutGaugeLayout.Gauge.gear] = UInt8(clamping: (frame.gear ?? 0) + 1)
    var lights: UInt32 = 0
    if frame.flags.contains(.pitLimiter) { lights |= OutGaugeLayout.Gauge.limiterLight }
    if frame.flags.contains(.tractionControl) { lights |= OutGaugeLayout.Gauge.tractionLight }
    if frame.flags.contains(.antiLock) { lights |= OutGaugeLayout.Gauge.antiLockLight }
    gauge.store(lights, at: OutGaugeLayout.Gauge.lights)
    try send(gauge.span.bytes)
  }

  private mutating func storeMotion(_ frame: TelemetryFrame, _ base: Int) {
    let x = frame[.velocityX] ?? 0
    let z = frame[.velocityZ] ?? 0
    let heading = atan2(-x, z)
    let ahead = (x: -sin(heading), y: cos(heading))
    let along = frame[.longitudinalAcceleration] ?? 0
    let left = frame[.lateralAcceleration] ?? 0
    let values = [
      (frame[.yawRate] ?? 0, OutGaugeLayout.Motion.yawRate), (heading, OutGaugeLayout.Motion.heading),
      (along * ahead.x - left * ahead.y, OutGaugeLayout.Motion.acceleration),
      (along * ahead.y + left * ahead.x, OutGaugeLayout.Motion.acceleration + 4),
      (x, OutGaugeLayout.Motion.velocity), (z, OutGaugeLayout.Motion.velocity + 4),
    ]
    for (value, offset) in values { motion.store(Float(value), at: base + offset) }
    let place = frame.position ?? Position(x: 0, y: 0, z: 0)
    for (index, value) in [place.x, place.z, place.y].enumerated() {
      motion.store(
        Int32(nearest: value * OutGaugeLayout.Motion.scale), at: base + OutGaugeLayout.Motion.position + 4 * index)
    }
  }
}
